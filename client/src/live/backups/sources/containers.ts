/** Backups in containers of a service: what lies there, what a tool there says, and how they ended. */
import type { BackupParser, BackupSource } from '../../../../../server/src/protocol';
import { EngineError, type Container, type ExecResult } from '../../docker';
import { tellingLineOf } from '../../services/words';
import { meaningOf } from '../exits';
import type { BackupRun } from '../reading';
import { coverageOf } from './coverage';
import { isBackupName } from './fileNames';
import { runsOf, type ListedFile } from './listed';
import { parseBorgmatic } from './parsers/borgmatic';
import { parseGocron } from './parsers/gocron';
import type { ToolParser } from './parsers/parsed';
import { parsePgbackrest } from './parsers/pgbackrest';
import { parseRestic } from './parsers/restic';
import { parseWalg } from './parsers/walg';
import { needTrust, Unreadable, type Question, type Told } from './source';

type SourceOf<Kind extends BackupSource['kind']> = Extract<BackupSource, { kind: Kind }>;

const PARSERS: Readonly<Record<BackupParser, ToolParser>> = {
  restic: parseRestic,
  pgbackrest: parsePgbackrest,
  'wal-g': parseWalg,
  borgmatic: parseBorgmatic,
};
/** Repositories far away take their time. */
const TOOL_DEADLINE_MS = 60_000;

export async function readExec({ service, argv, parser }: SourceOf<'exec'>, question: Question): Promise<Told> {
  const container = await runningOf(service, question);
  return PARSERS[parser](await run(container, argv, question), question);
}

/** With whatever of the two the image has. Without a proxy: it asks its own container. */
const FETCH = `if command -v curl >/dev/null; then exec curl -s --noproxy '*' -m 5 "$1"; else exec wget -qO- -T 5 "$1"; fi`;

export async function readGocron({ service, port }: SourceOf<'gocron'>, question: Question): Promise<Told> {
  const container = await runningOf(service, question);
  const { exitCode, stdout } = await run(container, ['sh', '-c', FETCH, 'sh', `http://127.0.0.1:${port}/`], question);
  if (stdout.trim() === '')
    throw new Unreadable(`go-cron in ${container.name} does not answer on port ${port} (exit code ${exitCode}).`, {
      remedy: 'Check the port; images without curl cannot tell why a run failed.',
    });
  return parseGocron(stdout, container.startedAt, question);
}

/**
 * Lists files without find and ls, whose options differ: first the time and the room that is left, then one line for each file with
 * identity, size, time, and whether it is a link. A pattern is not split at its spaces.
 */
const LIST = `date +%s
df -Pk "$1" 2>/dev/null | awk 'END { print $4 }'
[ -e "$1" ] || exit 41
if [ -d "$1" ]; then
  [ -r "$1" ] && [ -x "$1" ] || exit 42
  IFS=
  set -- "$1"/$2
fi
for file in "$@"; do
  [ -f "$file" ] || continue
  kind=f
  [ ! -L "$file" ] || kind=l
  echo "$(stat -L -c '%d:%i %s %Y' "$file") $kind \${file##*/}"
done`;
const MISSING = 41;
const DENIED = 42;

export async function readVolume(
  { service, path, pattern = '*' }: SourceOf<'volume'>,
  question: Question,
): Promise<Told> {
  const { job, context } = question;
  const container = await runningOf(service, question);
  const asked = context.clock.now();
  const { exitCode, stdout, stderr } = await run(container, ['sh', '-c', LIST, 'sh', path, pattern], question);
  const answered = context.clock.now();
  if (exitCode === MISSING)
    throw new Unreadable(`${path} does not exist in ${container.name}.`, {
      remedy: 'Check the path: it is the one inside of the container.',
    });
  if (exitCode === DENIED)
    throw new Unreadable(`${path} may not be read by the user of ${container.name}.`, {
      remedy: 'Give that user the right to read it.',
    });
  const [clock = '', free = '', ...lines] = stdout.trimEnd().split('\n');
  if (exitCode !== 0 || !/^\d+$/.test(clock))
    throw new Unreadable(`The files of ${container.name} could not be listed: ${tellingLineOf(stderr || stdout)}.`);
  const files = lines.flatMap(fileIn);
  const runs = runsOf(files);
  // Full seconds, and some time went by until it was asked.
  const ahead = Number(clock) * 1000 + 500 - (asked + answered) / 2;
  const since = coverageOf(
    runs.flatMap(({ endedAt }) => endedAt ?? []),
    job,
    context.clock.now(),
  );
  return {
    runs,
    ...(since !== undefined && { coversSince: since }),
    ...(/^\d+$/.test(free) && { freeBytes: Number(free) * 1024 }),
    ...(Math.abs(ahead) > LEAST_SKEW_MS && { aheadMs: Math.round(ahead) }),
  };
}

/** Less than that is the time that the answer took. */
const LEAST_SKEW_MS = 5_000;

function fileIn(line: string): ListedFile[] {
  const [, identity = '', size, written, kind, name = ''] = /^(\d+:\d+) (\d+) (\d+) ([fl]) (.+)$/.exec(line) ?? [];
  if (!isBackupName(name) || name === '') return [];
  return [{ name, identity, bytes: Number(size), writtenAt: Number(written) * 1000, isLink: kind === 'l' }];
}

export async function readContainer({ service }: SourceOf<'container'>, question: Question): Promise<Told> {
  const containers = await question.context.containersOf(service, question.signal);
  if (containers.length === 0) throw noContainer(service);
  return { runs: containers.flatMap((container) => containerRun(container, question)) };
}

function containerRun(container: Container, { job }: Question): BackupRun[] {
  const { state, startedAt, finishedAt, exitCode, oomKilled } = container;
  if (state === 'running') return [{ startedAt, endedAt: undefined, exit: undefined, bytes: undefined }];
  if (finishedAt === undefined || exitCode === undefined) return [];
  return [
    {
      ...{ startedAt, endedAt: finishedAt, exit: oomKilled ? 'killed' : meaningOf(exitCode, job), exitCode },
      bytes: undefined,
      ...(oomKilled && { message: 'It needed more memory than it may have' }),
    },
  ];
}

async function runningOf(service: string, question: Question): Promise<Container> {
  needTrust(question);
  const containers = await question.context.containersOf(service, question.signal);
  const running = containers.find(({ state }) => state === 'running');
  if (running) return running;
  if (containers.length === 0) throw noContainer(service);
  throw new Unreadable(`No container of ${service} is running.`, { remedy: 'Start it, and see why it was stopped.' });
}

function noContainer(service: string): Unreadable {
  return new Unreadable(`There is no container of ${service}.`, { remedy: 'Start the stack.' });
}

async function run(container: Container, argv: readonly string[], { context, signal }: Question): Promise<ExecResult> {
  const options = { signal, deadlineMs: TOOL_DEADLINE_MS };
  const result = await context.engine.exec(container.id, argv, options).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!(error instanceof EngineError)) throw error;
    throw new Unreadable(error.message, { ...(error.remedy !== undefined && { remedy: error.remedy }), cause: error });
  });
  if (result.notRun)
    throw new Unreadable(`${container.name} has no program ${result.notRun.program} that could be run.`, {
      remedy: 'Check the command of the source and the image.',
    });
  if (result.isTruncated)
    throw new Unreadable(`The answer of ${container.name} is too long to be read.`, {
      remedy: 'Ask for fewer backups, such as with --latest or a narrower pattern.',
    });
  return result;
}
