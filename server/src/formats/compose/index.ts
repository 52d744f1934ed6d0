import type { Format } from '../../engine/format';
import { ComposeFile } from './model';
import { recognise } from './recognise';
import { rules } from './rules';

export const compose: Format = {
  id: 'compose',
  title: 'Docker Compose',
  recognise,
  rules,
  units: ({ path, yaml }, settings) =>
    yaml.documents.map(({ start, document }) => ({
      start,
      document,
      *subjects() {
        yield { visitor: 'document', view: document };
        const { root } = document;
        if (root?.kind !== 'map') return;
        const file = new ComposeFile(document, root, path, settings);
        yield { visitor: 'file', view: file };
        for (const service of file.services) yield { visitor: 'service', view: service };
      },
    })),
};
