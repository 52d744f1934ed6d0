/** Which dump a restore is rehearsed with, and where the engine finds it. */
import { describe, expect, it } from 'vitest';
import type { BackupReading, BackupRun } from '../../../client/src/live/backups/reading';
import { newestDump, type DumpPlace } from '../../../client/src/live/backups/restore/place';
import { CannotRehearse } from '../../../client/src/live/backups/restore/rehearsal';
import type { Container } from '../../../client/src/live/docker';
import type { BackupSource } from '../../../server/src/protocol';
import { DAY, jobOf, NOW, readingOf, runAt, SLOT } from './support';

const FILES: BackupSource = { kind: 'files', glob: './backups/*.sql' };
const VOLUME: BackupSource = { kind: 'volume', service: 'backup', path: '/backups' };
const LOG: BackupSource = { kind: 'log', path: 'backup-log.jsonl' };

type Mount = Container['mounts'][number];

function mount(target: string, source: string, type = 'volume'): Mount {
  return { type, source, target, isReadOnly: false };
}

function dumpAt(path: string, day = 0, changes: Partial<BackupRun> = {}): BackupRun {
  return runAt(SLOT - day * DAY, { path, name: path.slice(path.lastIndexOf('/') + 1), ...changes });
}

interface Given {
  readonly sources?: readonly BackupSource[];
  readonly mounts?: readonly Mount[];
  readonly isLocal?: boolean;
}

function newest(
  runs: readonly (readonly BackupRun[])[],
  { sources = [FILES], mounts = [], isLocal = true }: Given = {},
): Promise<DumpPlace> {
  const readings = runs.map((ones, index): BackupReading => readingOf(ones, { kind: sources[index]?.kind ?? 'files' }));
  const containersOf = (service: string): Promise<Container[]> =>
    Promise.resolve(service === 'backup' ? [{ mounts } as unknown as Container] : []);
  return newestDump(jobOf({ sources }), readings, containersOf, isLocal);
}

describe('the dump that is rehearsed', () => {
  it('is the newest good one, in its folder on this machine', async () => {
    const place = await newest([
      [
        dumpAt('/srv/old.sql', 2),
        dumpAt('/srv/new.sql', 1),
        dumpAt('/srv/cut.sql', 0, { content: { isComplete: false, reason: 'cut' } }),
        dumpAt('/srv/small.sql', 0, { bytes: 20 }),
        dumpAt('/srv/failed.sql', 0, { exit: 'database' }),
        dumpAt('/srv/growing.sql', 0, { endedAt: undefined, exit: undefined }),
      ],
    ]);
    expect(place.dump).toEqual({ type: 'bind', source: '/srv', path: 'new.sql' });
    expect(place.run.name).toBe('new.sql');
  });

  it('is one that can be seen, whichever source tells of newer ones', async () => {
    const place = await newest([[runAt(SLOT)], [dumpAt('/srv/seen.sql', 3)]], { sources: [LOG, FILES] });
    expect(place.dump.path).toBe('seen.sql');
    const beside = await newest([[dumpAt('/srv/logged.sql')], [dumpAt('/srv/seen.sql', 3)]], { sources: [LOG, FILES] });
    expect(beside.dump).toEqual({ type: 'bind', source: '/srv', path: 'logged.sql' });
  });

  it.each<[string, readonly Mount[], object]>([
    ['a volume', [mount('/backups', 'shop_backups')], { type: 'volume', source: 'shop_backups', path: 'daily/x.sql' }],
    [
      'a folder of the engine',
      [mount('/backups', '/srv/backups', 'bind')],
      { type: 'bind', source: '/srv/backups', path: 'daily/x.sql' },
    ],
    [
      'the innermost of several',
      [mount('/backups', 'outer'), mount('/backups/daily', 'inner'), mount('/', 'root')],
      { type: 'volume', source: 'inner', path: 'x.sql' },
    ],
  ])('is found in a container on %s', async (_, mounts, dump) => {
    const place = await newest([[dumpAt('/backups/daily/x.sql')]], { sources: [VOLUME], mounts, isLocal: false });
    expect(place.dump).toEqual(dump);
  });

  it.each<[string, readonly (readonly BackupRun[])[], Given, RegExp]>([
    ['none was made', [[]], {}, /^No good backup of pg-daily can be seen as a file/],
    ['its source could not be read', [], {}, /^No good backup of pg-daily can be seen as a file/],
    [
      'all are from tools that hide them',
      [[runAt(NOW)]],
      { sources: [LOG] },
      /of kind log where the backups are beside/,
    ],
    [
      'it is in the container itself',
      [[dumpAt('/tmp/x.sql')]],
      { sources: [VOLUME], mounts: [mount('/backups', 'shop_backups'), mount('/tm', 'other')] },
      /^\/tmp\/x\.sql of backup is on no volume/,
    ],
    [
      'it is in memory',
      [[dumpAt('/backups/x.sql')]],
      { sources: [VOLUME], mounts: [mount('/backups', '', 'tmpfs')] },
      /is on no volume/,
    ],
    [
      'it is on this machine and the engine is not',
      [[dumpAt('/srv/x.sql')]],
      { isLocal: false },
      /the engine is on another one/,
    ],
  ])('cannot be had where %s', async (_, runs, given, message) => {
    const outcome = newest(runs, given);
    await expect(outcome).rejects.toThrow(CannotRehearse);
    await expect(outcome).rejects.toThrow(message);
  });
});
