/** The script as it runs: in dash, in the ash of busybox with nothing but busybox around it, and in bash. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logTold } from '../../../client/src/live/backups/sources/log';
import { inspectContent } from '../../../client/src/live/backups/sources/content';
import {
  OVERLAP_EXIT,
  WrapperProblem,
  wrapperScript,
  type WrapperOptions,
} from '../../../client/src/live/backups/wrapper';
import { temporaryFolder } from '../support/temporary';
import { jobOf } from './support';

/** Stands for pg_dump: what it does is in the variable FAKE. */
const PG_DUMP = `#!/bin/sh
head() { printf -- '--\\n-- PostgreSQL database dump\\n--\\n'; }
rows() { row=0; while [ $row -lt 200 ]; do echo "INSERT INTO t VALUES ('a row of the table', $row);" || exit 1; row=$((row + 1)); done; }
end() { printf -- '--\\n-- PostgreSQL database dump complete\\n--\\n'; }
case $FAKE in
  password) echo 'pg_dump: error: connection to postgres://me:hunter2@db failed: FATAL: password authentication failed for "me" \\ x' >&2; exit 1 ;;
  cut) head; rows ;;
  killed) head; rows; kill -9 $$ ;;
  empty) ;;
  large) head; while :; do rows || exit 1; done ;;
  slow) head; echo $$ >"$FAKE_FOLDER/running"; read -r _ <"$FAKE_FOLDER/go"; rows; end ;;
  *) head; rows; end ;;
esac
`;

interface Shell {
  readonly name: string;
  readonly argv: readonly string[];
  /** Folders of programs. */
  readonly path: string;
}

function onPath(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

const PROGRAMS = temporaryFolder();
writeFileSync(join(PROGRAMS, 'pg_dump'), PG_DUMP, { mode: 0o755 });

function shells(): Shell[] {
  const path = [PROGRAMS, process.env.PATH ?? ''].join(delimiter);
  const found: Shell[] = ['dash', 'bash']
    .filter(onPath)
    .map((name) => ({ name, argv: name === 'bash' ? ['bash', '--posix'] : [name], path }));
  if (!onPath('busybox')) return found;
  const only = temporaryFolder();
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const applet of applets) symlinkSync(busybox, join(only, applet));
  return [...found, { name: 'busybox', argv: [join(only, 'sh')], path: [PROGRAMS, only].join(delimiter) }];
}

const SHELLS = shells();

interface Place {
  readonly folder: string;
  run(shell: Shell, fake?: string): { code: number | null; stderr: string };
  begin(shell: Shell, fake: string): ChildProcess;
  log(): Record<string, unknown>[];
  backups(): string[];
}

function placeOf(changes: Partial<WrapperOptions> = {}, folder = join(temporaryFolder(), 'back ups')): Place {
  const script = join(temporaryFolder(), 'wrapper.sh');
  writeFileSync(
    script,
    wrapperScript({
      ...{ job: 'pg-daily', command: ['pg_dump', '--no-password'], output: 'stdout', format: 'postgres' },
      ...{ compress: true, folder, extension: '.sql', keep: 3, minimumBytes: 100, ...changes },
    }),
  );
  const log = changes.log ?? join(folder, 'backup-log.jsonl');
  const env = (shell: Shell, fake: string) => ({ PATH: shell.path, FAKE: fake, FAKE_FOLDER: PROGRAMS });
  const words = ([, ...rest]: readonly string[]): string[] => [...rest, script];
  return {
    folder,
    run(shell, fake = 'good') {
      const { status, stderr } = spawnSync(shell.argv[0] ?? '', words(shell.argv), {
        env: env(shell, fake),
        encoding: 'utf8',
        timeout: 20_000,
      });
      return { code: status, stderr };
    },
    begin: (shell, fake) => spawn(shell.argv[0] ?? '', words(shell.argv), { env: env(shell, fake), stdio: 'ignore' }),
    log: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    backups: () =>
      readdirSync(folder)
        .filter((name) => /^pg-daily-\d/.test(name))
        .sort(),
  };
}

/** Nothing of a run is left but backups, log and lock. */
function leftovers({ folder }: Place): string[] {
  return readdirSync(folder).filter((name) => !/^(?:pg-daily-.*|backup-log\.jsonl|\.pg-daily~lock)$/.test(name));
}

/** Settled once a file is there. */
async function appears(folder: string, name: string): Promise<void> {
  const watcher = watch(folder);
  onTestFinished(() => watcher.close());
  while (!readdirSync(folder).includes(name)) await once(watcher, 'change');
}

describe.each(SHELLS)('the wrapper in a shell: $name', (shell) => {
  it('makes a whole backup, and says so', async () => {
    const place = placeOf();
    expect(place.run(shell)).toEqual({ code: 0, stderr: '' });
    const [name = ''] = place.backups();
    const path = join(place.folder, name);
    expect(name).toMatch(/^pg-daily-\d{8}T\d{6}Z\.sql\.gz$/);
    expect(gunzipSync(readFileSync(path)).toString()).toMatch(/dump complete\n--\n$/);
    expect(await inspectContent(path, new AbortController().signal)).toEqual({ isComplete: true });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(place.folder, 'pg-daily-latest.sql.gz'))).toEqual(readFileSync(path));
    const [start, end] = place.log();
    expect(start).toMatchObject({ event: 'start', job: 'pg-daily', run: end?.run });
    expect(end).toMatchObject({
      ...{ event: 'end', exit: 0, bytes: statSync(path).size, file: name, rotation: 'done', kept: 1, message: '' },
      beside: true,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    });
    expect(end?.free).toBeGreaterThan(0);
    expect(leftovers(place)).toEqual([]);
    const told = logTold(readFileSync(join(place.folder, 'backup-log.jsonl'), 'utf8'), jobOf(), (text) => text);
    expect(told.runs).toMatchObject([{ exit: 'success', bytes: end?.bytes, name }]);
  });

  it.each([
    ['password', 1, /password authentication failed/],
    ['cut', 1, /cut short/],
    ['killed', 137, /^/],
    ['empty', 1, /Only \d+ bytes/],
  ])('keeps nothing of a dump that ends with: %s', (fake, code, message) => {
    const place = placeOf();
    expect(place.run(shell).code).toBe(0);
    const before = place.backups();
    const failed = place.run(shell, fake);
    expect(failed.code).toBe(code);
    expect(place.backups()).toEqual(before);
    expect(leftovers(place)).toEqual([]);
    const last = place.log().at(-1);
    expect(last).toMatchObject({ event: 'end', exit: code });
    expect(last?.message).toMatch(message);
    expect(JSON.stringify(place.log()) + failed.stderr).not.toContain('hunter2');
    // As the program said it, both in the log and to whom it concerns.
    expect(failed.stderr).toContain(`Backup pg-daily failed with ${code}: ${String(last?.message)}\n`);
  });

  it('does not begin while another one goes on, and leaves that one alone', async () => {
    const place = placeOf();
    const go = join(PROGRAMS, 'go');
    execFileSync('rm', ['-f', go, join(PROGRAMS, 'running')]);
    execFileSync('mkfifo', [go]);
    const first = place.begin(shell, 'slow');
    const ended = once(first, 'close');
    await appears(PROGRAMS, 'running');
    const second = place.run(shell);
    expect(second.code).toBe(OVERLAP_EXIT);
    expect(second.stderr).toContain('Another run is going on');
    writeFileSync(go, '\n');
    expect((await ended)[0]).toBe(0);
    expect(place.backups()).toHaveLength(1);
    expect(place.log().map(({ event, exit }) => [event, exit])).toEqual([
      ['start', undefined],
      ['skip', OVERLAP_EXIT],
      ['end', 0],
    ]);
    expect(place.run(shell).code).toBe(0);
  });

  it('ends what it has started when it is ended, and says so', async () => {
    const place = placeOf();
    const go = join(PROGRAMS, 'go');
    execFileSync('rm', ['-f', go, join(PROGRAMS, 'running')]);
    execFileSync('mkfifo', [go]);
    const child = place.begin(shell, 'slow');
    const ended = once(child, 'close');
    await appears(PROGRAMS, 'running');
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(143);
    expect(leftovers(place)).toEqual([]);
    expect(place.backups()).toEqual([]);
    expect(place.log().at(-1)).toMatchObject({ event: 'end', exit: 143 });
    expect(place.run(shell).code).toBe(0);
  });

  it('keeps the newest ones, and those of other jobs', () => {
    const place = placeOf({ keep: 2 });
    mkdirSync(place.folder);
    const old = ['20250101T020000Z', '20250102T020000Z', '20250103T020000Z'].map((time) => `pg-daily-${time}.sql.gz`);
    const others = ['pg-daily-2-20200101T020000Z.sql.gz', 'pg-daily-20200101T020000Z.sql', 'notes.txt'];
    for (const name of [...old, ...others]) writeFileSync(join(place.folder, name), gzipSync('old'));
    expect(place.run(shell, 'cut').code).toBe(1);
    expect(readdirSync(place.folder)).toEqual(expect.arrayContaining([...old, ...others]));
    expect(place.run(shell).code).toBe(0);
    const names = readdirSync(place.folder);
    expect(names).toEqual(expect.arrayContaining([old[2], ...others]));
    expect(names).not.toContain(old[0]);
    expect(names).not.toContain(old[1]);
    expect(place.log().at(-1)).toMatchObject({ exit: 0, rotation: 'done', kept: 2 });
  });

  it('makes a folder that others may look into, and says when its log is not beside the backups', () => {
    const place = placeOf({ log: join(temporaryFolder(), 'log.jsonl') });
    expect(place.run(shell).code).toBe(0);
    expect(statSync(place.folder).mode & 0o777).toBe(0o755);
    expect(place.log().at(-1)).toMatchObject({ exit: 0, beside: false });
  });

  it('cannot be led astray by the name of a folder', () => {
    const place = placeOf({}, join(temporaryFolder(), `it's "$(touch x)" \`id\``));
    expect(place.run(shell)).toEqual({ code: 0, stderr: '' });
    expect(place.backups()).toHaveLength(1);
  });

  it.each([
    [{ compress: false }],
    [{ compress: false, output: 'file', command: ['sh', '-c', 'pg_dump >"$HOLDFAST_BACKUP_FILE"'] }],
    [{ compress: true, output: 'file', command: ['sh', '-c', 'pg_dump >"$HOLDFAST_BACKUP_FILE"'] }],
    [{ format: 'other', command: ['echo', 'hello'], minimumBytes: 5 }],
  ] as const)('takes what the command makes: %o', (changes) => {
    const place = placeOf(changes);
    expect(place.run(shell)).toEqual({ code: 0, stderr: '' });
    expect(place.backups()).toHaveLength(1);
    expect(leftovers(place)).toEqual([]);
  });

  it('goes on with a log whose last line was cut', () => {
    const place = placeOf();
    mkdirSync(place.folder);
    writeFileSync(join(place.folder, 'backup-log.jsonl'), '{"event":"start","ru');
    expect(place.run(shell).code).toBe(0);
    const lines = readFileSync(join(place.folder, 'backup-log.jsonl'), 'utf8').split('\n');
    expect(
      lines
        .slice(1)
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { event: string }).event),
    ).toEqual(['start', 'end']);
  });

  // Only the superuser may mount.
  describe.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')('on a small disk', () => {
    function smallDisk(): string {
      const folder = temporaryFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
      onTestFinished(() => void execFileSync('umount', ['-l', folder]));
      return folder;
    }

    it.each([true, false])('ends with 2 and a line in the log when it is full (compressed: %s)', (compress) => {
      const place = placeOf({ compress }, smallDisk());
      const failed = place.run(shell, 'large');
      expect(failed).toMatchObject({ code: 2 });
      expect(place.backups()).toEqual([]);
      expect(leftovers(place)).toEqual([]);
      expect(place.log().at(-1)).toMatchObject({ event: 'end', exit: 2 });
      expect(place.log().at(-1)?.message).toMatch(/no space left/i);
      expect(place.run(shell).code).toBe(0);
    });

    it('ends with 1 when it is another disk that is full', () => {
      const place = placeOf({
        command: ['sh', '-c', 'echo "could not extend file: No space left on device" >&2; exit 1'],
      });
      expect(place.run(shell).code).toBe(1);
    });
  });
});

it('was tried in several shells', () => {
  expect(SHELLS.map(({ name }) => name)).toContain('dash');
});

describe('what cannot be wrapped', () => {
  it.each<[Partial<WrapperOptions>, string]>([
    [{ job: '../x' }, 'becomes part of file names'],
    [{ job: 'a b' }, 'becomes part of file names'],
    [{ command: [] }, 'no command'],
    [{ command: ['pg_dump', 'postgres://me:hunter2@db/shop'] }, 'holds a password'],
    [{ command: ['mysqldump', '--password=hunter2'] }, 'holds a password'],
    [{ command: ['env', 'PGPASSWORD=hunter2', 'pg_dump'] }, 'holds a password'],
    [{ folder: 'backups' }, 'absolute paths'],
    [{ keep: 0 }, 'One backup at least'],
    [{ extension: '/../x' }, 'no extension'],
    [{ format: 'postgres custom' }, 'compressed already'],
  ])('%o', (changes, words) => {
    expect(() => placeOf(changes)).toThrow(WrapperProblem);
    expect(() => placeOf(changes)).toThrow(words);
  });
});

it('has nothing that only some shells know', () => {
  const script = join(temporaryFolder(), 'script.sh');
  writeFileSync(script, '');
  chmodSync(script, 0o700);
  for (const format of ['postgres', 'postgres custom', 'mysql', 'mongo', 'other'] as const) {
    const text = wrapperScript({
      ...{ job: 'x', command: ['x'], output: 'stdout', format, compress: format === 'mysql' },
      ...{ folder: '/x', extension: '.x', keep: 1 },
    });
    writeFileSync(script, text);
    for (const { argv, path } of SHELLS)
      expect(
        spawnSync(argv[0] ?? '', [...argv.slice(1), '-n', script], { env: { PATH: path }, encoding: 'utf8' }).stderr,
      ).toBe('');
    expect(text).not.toMatch(/pipefail|\[\[|<<<|\blocal\b|=\$'/);
  }
});
