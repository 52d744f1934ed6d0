/** From files that are there to runs: the same for those of this machine and those in a container. */
import type { BackupContent, BackupRun } from '../reading';
import { isLatestName, seriesOf } from './fileNames';

export interface ListedFile {
  /** Without folders. */
  readonly name: string;
  /** Device and inode: names of one file are one backup. */
  readonly identity: string;
  readonly bytes: number;
  /** When it was last written to; milliseconds since 1970. */
  readonly writtenAt: number;
  readonly isLink: boolean;
  readonly content?: BackupContent;
  /** With its folders. */
  readonly path?: string;
}

export function runsOf(files: readonly ListedFile[]): BackupRun[] {
  const done = doneBySeries(files);
  return backupsAmong(files).map((file): BackupRun => {
    const { name, bytes, writtenAt, content, path } = file;
    const series = seriesOf(name);
    const lastDone = done.get(series);
    // Its program has not yet said that it is done with it: it is being written, or was left behind by a failure.
    if (lastDone !== undefined && writtenAt > lastDone)
      return { startedAt: writtenAt, endedAt: undefined, exit: undefined, bytes: undefined, type: series, name };
    return {
      ...{ startedAt: undefined, endedAt: writtenAt, exit: 'success', bytes, type: series, name },
      ...(content && { content }),
      ...(path !== undefined && { path }),
    };
  });
}

/** Each file once, by the name that is its own. */
export function backupsAmong(files: readonly ListedFile[]): ListedFile[] {
  const byIdentity = new Map<string, ListedFile>();
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const known = byIdentity.get(file.identity);
    if (!known || rank(file) < rank(known)) byIdentity.set(file.identity, file);
  }
  return [...byIdentity.values()];
}

function rank({ isLink, name }: ListedFile): number {
  return (isLink ? 2 : 0) + (isLatestName(name) ? 1 : 0);
}

/** When the backup was written that a link says is the last good one. */
function doneBySeries(files: readonly ListedFile[]): Map<string, number> {
  return new Map(
    files
      .filter(({ isLink, name }) => isLink && isLatestName(name))
      .map(({ name, writtenAt }) => [seriesOf(name), writtenAt]),
  );
}
