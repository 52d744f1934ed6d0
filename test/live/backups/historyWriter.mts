/**
 * A window of the editor as far as a history is concerned: `node --import tsx historyWriter.mts FOLDER MODE NAME COUNT`.
 * `write` keeps COUNT runs one by one; `prune` removes old lines until it is told to end; `hang` stands still just before a new file
 * takes the place of the old one.
 */
import { BackupHistory } from '../../../client/src/live/backups/history';

const [folder = '', mode, name = '', count] = process.argv.slice(2);
const key = { engine: 'engine', job: 'job' };
const now = Date.now();

function say(word: string): void {
  process.stdout.write(`${word}\n`);
}

if (mode === 'hang') {
  const history = new BackupHistory(folder, {
    replace: () =>
      new Promise(() => {
        say('about to replace');
        setInterval(() => undefined, 1000);
      }),
  });
  await history.prune();
} else if (mode === 'prune') {
  const history = new BackupHistory(folder);
  let isEnded = false;
  process.stdin.once('data', () => (isEnded = true));
  say('begun');
  let times = 0;
  for (; !isEnded; times++) {
    await history.prune();
    await new Promise((resolve) => setImmediate(resolve));
  }
  say(`${times}`);
  process.exit();
} else {
  for (let index = 0; index < Number(count); index++) {
    // A new window each time reads the file anew and prunes it, too.
    const history = new BackupHistory(folder);
    const endedAt = now - index * 1000;
    const run = { startedAt: endedAt - 10, endedAt, exit: 'success', bytes: 1, name: `${name}-${index}` } as const;
    const runs = [run];
    await history.remember(key, [{ kind: 'log', source: name, readAt: now, problem: undefined, runs }]);
  }
  say('done');
}
