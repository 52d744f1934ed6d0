import type { Format } from '../../engine/format';
import type { ScriptFile } from '../../engine/scriptFile';
import type { ShellDocument } from '../../shell';
import { SHELL } from './language';

/** Scripts, for those who know what runs them: nothing is said about scripts in general. */
export const shell: Format<ShellDocument> = {
  id: 'shell',
  title: 'Shell script',
  language: SHELL,
  forGuestsOnly: true,
  recognise: () => true,
  rules: [],
  units: ({ path, file }, settings) =>
    file.documents.map(({ start, document }) => ({
      start,
      document,
      *subjects() {
        const view: ScriptFile = { path, file, settings };
        yield { visitor: 'script', view };
      },
    })),
};
