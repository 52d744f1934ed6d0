import { YAML } from '../../engine/yamlLanguage';
import type { Format } from '../../engine/format';
import { containersOf } from './containers';
import { ComposeFile } from './model';
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
    documents.map(({ start, document }, index) => ({
      start,
      document,
      // Compose files of several documents are rare: those behind the first one are judged alone.
      basis: ({ composeProject }) => (index === 0 ? composeProject(path, document)?.basis : undefined),
      *subjects(surroundings) {
        yield { visitor: 'document', view: document };
        const { root } = document;
        if (root?.kind !== 'map') return;
        const file =
          index === 0
            ? composeFileOf(document, root, path, settings, surroundings)
            : new ComposeFile(document, root, path, settings);
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
