/** Where the engine's machine has the newest dump of a job. */
import { dirname, basename } from 'node:path';
import type { BackupJob } from '../../../../../server/src/protocol';
import type { Container } from '../../docker';
import type { BackupReading, BackupRun } from '../reading';
import { isGood } from '../figures';
import { CannotRehearse, type MountedDump } from './rehearsal';

export interface DumpPlace {
  readonly run: BackupRun;
  readonly dump: MountedDump;
}

/**
 * @param containersOf those of a service of the stack
 * @param isLocal whether the engine sees the files of this machine
 * @throws CannotRehearse where there is none, or none that the engine can read
 */
export async function newestDump(
  job: BackupJob,
  readings: readonly BackupReading[],
  containersOf: (service: string) => Promise<readonly Container[]>,
  isLocal: boolean,
): Promise<DumpPlace> {
  const found = readings.flatMap((reading, index) => reading.runs.map((run) => ({ run, source: job.sources[index] })));
  const [newest] = found
    .filter(({ run }) => run.path !== undefined && run.endedAt !== undefined && isGood(run, job))
    .sort((a, b) => (b.run.endedAt ?? 0) - (a.run.endedAt ?? 0));
  if (!newest?.run.path || !newest.source)
    throw new CannotRehearse(
      `No good backup of ${job.id} can be seen as a file: a restore is rehearsed from sources of kind files or volume, and of kind log where the backups are beside it.`,
    );
  const { run, source } = newest;
  const path = run.path ?? '';
  if (source.kind === 'volume') {
    const dump = (await containersOf(source.service)).flatMap((container) => mountOf(container, path) ?? [])[0];
    if (dump) return { run, dump };
    throw new CannotRehearse(
      `${path} of ${source.service} is on no volume: another container cannot read it. Mount one there, so that backups outlive their container.`,
    );
  }
  if (!isLocal)
    throw new CannotRehearse(
      'The backups are on this machine and the engine is on another one: it cannot read them. Use a Docker context of this machine.',
    );
  return { run, dump: { type: 'bind', source: dirname(path), path: basename(path) } };
}

/** The mount that a path is in: the innermost where several are. */
function mountOf({ mounts }: Container, path: string): MountedDump | undefined {
  const [mount] = mounts
    .filter(({ type, target }) => (type === 'bind' || type === 'volume') && path.startsWith(`${target}/`))
    .sort((a, b) => b.target.length - a.target.length);
  if (!mount) return undefined;
  const { type, source, target } = mount;
  return { type: type === 'bind' ? 'bind' : 'volume', source, path: path.slice(target.length + 1) };
}
