import { pathToFileURL } from 'node:url';
import type { BackupJob } from '../../../../server/src/protocol';
import type { Question, SourceContext } from '../../../../client/src/live/backups/sources/source';
import { jobOf, NOW } from '../support';

export function questionOf(
  context: Partial<SourceContext> & { readonly path?: string } = {},
  job: Partial<BackupJob> = {},
): Question {
  const { path = '/', ...rest } = context;
  return {
    job: jobOf(job),
    signal: new AbortController().signal,
    context: {
      clock: { now: () => NOW, after: () => () => undefined },
      folder: pathToFileURL(path).href,
      isTrusted: true,
      engine: {
        exec: () => {
          throw new Error('no engine');
        },
        pathInfo: () => {
          throw new Error('no engine');
        },
      },
      containersOf: () => Promise.resolve([]),
      prometheus: () => undefined,
      redact: (text) => text.replaceAll('hunter2', '•••'),
      ...rest,
    },
  };
}
