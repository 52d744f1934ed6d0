import type { Format } from '../../engine/format';
import { YAML } from '../../engine/yamlLanguage';
import { filesIn } from './guest';
import { readLoneFile, readTraefik } from './model';
import { recognise } from './recognise';
import { rules } from './rules';

export { traefikGuest } from './guest';

/** Traefik's own files, static and dynamic ones, in YAML. */
export const traefik: Format = {
  id: 'traefik',
  title: 'Traefik',
  language: YAML,
  recognise,
  rules,
  units: ({ path, file }) =>
    file.documents.map(({ start, document }, index) => ({
      start,
      document,
      *subjects(surroundings) {
        yield { visitor: 'document', view: document };
        if (index > 0) return;
        const files = filesIn(surroundings);
        // The file as it is now, which may be newer than what was read of it.
        const open = (other: string) => (other === path ? file : files.open(other));
        const project = surroundings.nearestProject;
        const together = project && readTraefik(project, { ...files, open });
        const isPartOf = together?.settings.some(({ key }) => key.document === document);
        const view = together && isPartOf ? together : readLoneFile(path, file);
        if (view) yield { visitor: 'traefik', view };
      },
    })),
};
