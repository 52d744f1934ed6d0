import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import { RelativePattern, Uri, workspace, type Disposable } from 'vscode';
import type { DeclaredBackup } from '../../../../server/src/protocol';
import { keyOf } from '../../live/backups/watch';
import type { Clock } from '../../live/docker/clock';

/** One that is being written is looked at when it is whole. */
const QUIET_MS = 1_000;

/** Tells when files change in which a job leaves a trace on this machine. */
export class BackupFiles {
  readonly #clock: Clock;
  readonly #changed: (key: string) => void;
  readonly #waiting = new Map<string, () => void>();
  #followed = '';
  #watchers: Disposable[] = [];

  /** @param changed gets the key of a job */
  constructor(clock: Clock, changed: (key: string) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** These and no others. */
  follow(jobs: readonly DeclaredBackup[]): void {
    const all = jobs.flatMap((job) => placesOf(job).map((place) => ({ ...place, key: keyOf(job) })));
    const followed = JSON.stringify(all);
    if (followed === this.#followed) return;
    this.#followed = followed;
    this.#stop();
    this.#watchers = all.filter(isCheap).map(({ key, folder, glob }) => {
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), glob));
      const tell = (): void => this.#tellWhenQuiet(key);
      watcher.onDidCreate(tell);
      watcher.onDidChange(tell);
      watcher.onDidDelete(tell);
      return watcher;
    });
  }

  #tellWhenQuiet(key: string): void {
    this.#waiting.get(key)?.();
    const stop = this.#clock.after(QUIET_MS, () => {
      this.#waiting.delete(key);
      this.#changed(key);
    });
    this.#waiting.set(key, stop);
  }

  #stop(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    for (const stop of this.#waiting.values()) stop();
    this.#watchers = [];
    this.#waiting.clear();
  }
}

interface WatchedPlace {
  readonly folder: string;
  readonly glob: string;
}

/** Relative ones are so to the file that declares the job. */
function placesOf({ source, sources }: DeclaredBackup): WatchedPlace[] {
  if (!source.uri.startsWith('file:')) return [];
  const declaredIn = dirname(fileURLToPath(source.uri));
  return sources.flatMap((one) => {
    if (one.kind === 'log') {
      const path = resolve(declaredIn, one.path);
      return [{ folder: dirname(path), glob: basename(path) }];
    }
    if (one.kind !== 'files') return [];
    const { base, glob } = picomatch.scan(one.glob);
    const path = resolve(declaredIn, base);
    // Without a star it is a folder or a file: only whoever reads it finds out.
    return [glob === '' ? { folder: dirname(path), glob: `${basename(path)}{,/*}` } : { folder: path, glob }];
  });
}

/** The editor watches its own folders anyway; whole trees elsewhere are left to the reading that comes every few minutes. */
function isCheap({ folder, glob }: WatchedPlace): boolean {
  return !glob.includes('/') || workspace.getWorkspaceFolder(Uri.file(folder)) !== undefined;
}
