import { YAML } from '../../engine/yamlLanguage';
import type { Format } from '../../engine/format';
import { containersOf } from './containers';
import { composeFileOf } from './projectFiles';
import { recognise } from './recognise';
import { rules } from './rules';

export { composeGuest } from './guest';

export const compose: Format = {
  id: 'compose',
  title: 'Docker Compose',
  language: YAML,
  recognise,
  rules,
  units: ({ path, file: { documents } }, settings) =>
    documents.map(({ start, document }) => ({
      start,
      document,
      basis: ({ composeProject }) => composeProject(path, document)?.basis,
      *subjects(surroundings) {
        yield { visitor: 'document', view: document };
        const { root } = document;
        if (root?.kind !== 'map') return;
        const file = composeFileOf(document, root, path, settings, surroundings);
        yield { visitor: 'file', view: file };
        // For guests: what programs read in labels and commands.
        yield { visitor: 'containers', view: containersOf(file) };
        for (const service of file.ownServices) {
          yield { visitor: 'service', view: service };
          yield { visitor: 'runner', view: service };
        }
      },
    })),
};
