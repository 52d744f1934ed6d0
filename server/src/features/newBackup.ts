import { OneLine, type Value } from '../document/render';
import type { BackupParser, NewBackupParams } from '../protocol';
import { addEntry, type AddedEntry } from './configurationEdits';

/** The edit that declares a backup in the text of a `holdfast.yaml`, which may be empty. No edits where the text has to be mended first. */
export function newBackupIn(text: string, { service, source, parser = 'restic' }: NewBackupParams): AddedEntry {
  return addEntry(text, 'backups', `${service}-daily`, {
    protects: new OneLine([service]),
    every: '24h',
    rpo: '26h',
    source: { [source]: SOURCES[source](service, parser) },
  });
}

type Template = (service: string, parser: BackupParser) => Value;

/** To be completed by somebody who knows where the backups are. */
const SOURCES: Readonly<Record<NewBackupParams['source'], Template>> = {
  files: (service) => ({ glob: `./backups/${service}/*.gz` }),
  volume: (service) => ({ service, path: '/backups' }),
  exec: (service, parser) => ({ service, argv: new OneLine(PROGRAMS[parser]), parser }),
  container: (service) => ({ service: `${service}-backup` }),
  log: (service) => ({ path: `./backups/${service}/backup.jsonl` }),
  promql: () => ({ query: 'max(backup_last_success_timestamp_seconds)' }),
  command: () => ({ argv: new OneLine(['./last-backup.sh']) }),
};

const PROGRAMS: Readonly<Record<BackupParser, readonly string[]>> = {
  restic: ['restic', 'snapshots', '--json'],
  pgbackrest: ['pgbackrest', 'info', '--output=json'],
  'wal-g': ['wal-g', 'backup-list', '--detail', '--json'],
  borgmatic: ['borgmatic', 'repo-list', '--json'],
};
