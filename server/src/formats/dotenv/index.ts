import type { Format, Guest } from '../../engine/format';
import type { DotenvDocument } from './document';
import { DOTENV } from './language';
import { DotenvFile } from './model';
import { rules } from './rules';

/** Files of variables for Compose and for containers. */
export const dotenv: Format<DotenvDocument> = {
  id: 'dotenv',
  title: 'Environment file',
  language: DOTENV,
  recognise: () => true,
  rules,
  units: ({ path, file }) =>
    file.documents.map(({ start, document }) => ({
      start,
      document,
      *subjects() {
        yield { visitor: 'document', view: document };
        const view = new DotenvFile(document, path);
        yield { visitor: 'file', view };
        for (const variable of view.variables) yield { visitor: 'variable', view: variable };
      },
    })),
};

/** What compose files use has to be set somewhere: seen from there. */
export const dotenvGuest: Guest = {
  rules: rules.filter(({ on }) => on['project'] !== undefined),
  *subjects({ visitor, view }) {
    if (visitor === 'containers') yield { visitor: 'project', view };
  },
};
