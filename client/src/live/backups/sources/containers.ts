/** Backups in containers of a service: what a tool there says, and how they ended. */
import type { BackupParser, BackupSource } from '../../../../../server/src/protocol';
import type { Container } from '../../docker';
import { meaningOf } from '../exits';
import type { BackupRun } from '../reading';
import { noContainer, run, runningOf } from './inContainer';
import { parseBorgmatic } from './parsers/borgmatic';
import { parseGocron } from './parsers/gocron';
import type { ToolParser } from './parsers/parsed';
import { parsePgbackrest } from './parsers/pgbackrest';
import { parseRestic } from './parsers/restic';
import { parseWalg } from './parsers/walg';
import { Unreadable, type Question, type Told } from './source';

type SourceOf<Kind extends BackupSource['kind']> = Extract<BackupSource, { kind: Kind }>;

const PARSERS: Readonly<Record<BackupParser, ToolParser>> = {
  restic: parseRestic,
  pgbackrest: parsePgbackrest,
  'wal-g': parseWalg,
  borgmatic: parseBorgmatic,
};

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
