/** Backups in a folder inside of a container. */
import type { BackupSource } from '../../../../../server/src/protocol';
import type { Container } from '../../docker';
import { tellingLineOf } from '../../services/words';
import type { BackupContent } from '../reading';
import { contentOf } from './content';
import { coverageOf } from './coverage';
import { isBackupName } from './fileNames';
import { anyOf, run } from './inContainer';
import { runsOf, type ListedFile } from './listed';
import { readStopped } from './stopped';
import { Unreadable, type Question, type Told } from './source';

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
  echo "$(stat -L -c '%d:%i %s %Y' "$file") $kind $file"
done`;
const MISSING = 41;
const DENIED = 42;

export async function readVolume(
  { service, path, pattern = '*' }: Extract<BackupSource, { kind: 'volume' }>,
  question: Question,
): Promise<Told> {
  const { job, context } = question;
  const container = await anyOf(service, question);
  if (container.state !== 'running') return readStopped(path, container, question);
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
  const files = await withContent(lines.flatMap(fileIn), container, question);
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

interface FoundFile extends ListedFile {
  readonly path: string;
}

function fileIn(line: string): FoundFile[] {
  const [, identity = '', size, written, kind, path = ''] = /^(\d+:\d+) (\d+) (\d+) ([fl]) (.+)$/.exec(line) ?? [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!isBackupName(name) || name === '') return [];
  const times = { bytes: Number(size), writtenAt: Number(written) * 1000 };
  return [{ name, path, identity, ...times, isLink: kind === 'l' }];
}

/** Larger ones take too long to do it by the way. */
const MOST_INSPECTED_BYTES = 256 << 20;
const DAMAGED = 43;
/** Beginning, end and size of what is in it, as text: the output of programs is taken for text. */
const INSPECT = `command -v base64 >/dev/null && command -v od >/dev/null || exit 44
case $(head -c 2 "$1" | od -An -tx1 | tr -d ' \\n') in
  1f8b)
    gzip -t "$1" 2>/dev/null || exit 43
    gzip -dc "$1" | head -c 512 | base64 | tr -d '\\n'
    echo
    gzip -dc "$1" | tail -c 4096 | base64 | tr -d '\\n'
    echo
    gzip -dc "$1" | wc -c
    ;;
  *)
    head -c 512 "$1" | base64 | tr -d '\\n'
    echo
    tail -c 4096 "$1" | base64 | tr -d '\\n'
    echo
    wc -c <"$1"
    ;;
esac`;

/** A file that was not written to since is as it was. */
const CONTENTS = new Map<string, BackupContent | undefined>();
const MOST_KNOWN_CONTENTS = 500;

/** With a look into the newest one. */
async function withContent(
  files: readonly FoundFile[],
  container: Container,
  question: Question,
): Promise<FoundFile[]> {
  const newest = [...files].sort((a, b) => b.writtenAt - a.writtenAt || Number(a.isLink) - Number(b.isLink))[0];
  if (!newest || newest.bytes > MOST_INSPECTED_BYTES) return [...files];
  const key = [container.id, newest.identity, newest.bytes, newest.writtenAt].join();
  if (!CONTENTS.has(key)) {
    if (CONTENTS.size >= MOST_KNOWN_CONTENTS) CONTENTS.clear();
    CONTENTS.set(key, await inspected(newest, container, question));
  }
  const content = CONTENTS.get(key);
  return files.map((file) => (content && file.identity === newest.identity ? { ...file, content } : file));
}

async function inspected(
  { path, bytes }: FoundFile,
  container: Container,
  question: Question,
): Promise<BackupContent | undefined> {
  if (bytes === 0) return { isComplete: false, reason: 'the file is empty' };
  const { exitCode, stdout } = await run(container, ['sh', '-c', INSPECT, 'sh', path], question);
  if (exitCode === DAMAGED) return { isComplete: false, reason: 'the compressed file is damaged or ends too early' };
  const [head = '', tail = '', size = ''] = stdout.split('\n');
  if (exitCode !== 0 || !/^\s*\d+\s*$/.test(size)) return undefined;
  return contentOf({ head: Buffer.from(head, 'base64'), tail: Buffer.from(tail, 'base64'), size: Number(size) });
}
