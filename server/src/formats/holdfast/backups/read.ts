import type { ScalarView, YamlView } from '../../../document/view';
import type { BackupJob } from '../../../backups/definition';
import { noteInto, type ConfigurationProblem } from '../problem';
import { readJob } from './readJob';

/** A job as it stands in the file, whole or not. */
export interface WrittenBackup {
  readonly key: ScalarView;
  /** Where problems are, with what is known all the same and defaults for the rest. */
  readonly job: BackupJob;
  /** Names of services as they are written: what it protects and where its source is. */
  readonly services: readonly ScalarView[];
  readonly problems: readonly ConfigurationProblem[];
}

export interface WrittenBackups {
  readonly jobs: readonly WrittenBackup[];
  /** Of every job and of what stands beside them, in the order of the file. */
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Reads `backups:` of a `holdfast.yaml`. One wrong job costs the others nothing.
 * @param services names that jobs can speak of; undefined where they are not known
 */
export function readBackups(
  root: YamlView | undefined,
  services: () => ReadonlySet<string> | undefined = () => undefined,
): WrittenBackups {
  const view = root?.kind === 'map' ? root.get('backups')?.value : undefined;
  if (!view || (view.kind === 'scalar' && view.isNull)) return { jobs: [], problems: [] };
  const problems: ConfigurationProblem[] = [];
  if (view.kind !== 'map') {
    noteInto(problems)(view, '`backups` must be a mapping of names to jobs.');
    return { jobs: [], problems };
  }
  // The last of two equal names wins, as everywhere.
  const jobs = view.entries
    .filter((entry) => view.get(entry.key.text) === entry)
    .map((entry) => readJob(entry, services()));
  return {
    jobs,
    problems: jobs.flatMap((job) => job.problems).sort((a, b) => a.token.range.start - b.token.range.start),
  };
}
