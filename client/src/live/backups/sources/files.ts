/** Backups in folders of this machine. */
import { lstat, readdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import type { BackupSource } from '../../../../../server/src/protocol';
import type { BackupContent } from '../reading';
import { inspectContent } from './content';
import { coverageOf } from './coverage';
import { isBackupName } from './fileNames';
import { backupsAmong, runsOf, type ListedFile } from './listed';
import { fileProblem, Unreadable, type Question, type Told } from './source';

/** A glob that leads through a whole disk is a mistake. */
const MOST_ENTRIES = 50_000;
const DEEPEST = 8;
/** Looking into one takes as long as reading it. */
const MOST_INSPECTED = 3;
const MOST_KNOWN_CONTENTS = 500;

interface FoundFile extends ListedFile {
  readonly path: string;
}

export async function readFiles(source: Extract<BackupSource, { kind: 'files' }>, question: Question): Promise<Told> {
  const { job, context, signal } = question;
  const { folder, glob } = await placeOf(source.glob, folderOf(context.folder));
  const found = await new Walk(glob, signal).find(folder);
  const files = await Promise.all(withNewestFirst(found.files).map((file, index) => inspected(file, index, signal)));
  const runs = runsOf(files);
  const ends = runs.flatMap(({ endedAt }) => endedAt ?? []);
  // Nothing was added to an empty folder, nor taken from it, since it was last changed.
  const coversSince = runs.length === 0 ? found.changedAt : coverageOf(ends, job, context.clock.now());
  const free = await freeBytesOf(folder);
  return {
    runs,
    ...(coversSince !== undefined && { coversSince }),
    ...(free !== undefined && { freeBytes: free }),
  };
}

/** Without a star it names a folder, or one file: the link to the last backup that some tools keep. */
async function placeOf(written: string, declaredIn: string): Promise<{ folder: string; glob: string }> {
  const { base, glob } = picomatch.scan(written);
  const path = resolve(declaredIn, base);
  if (glob !== '') return { folder: path, glob };
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    // What is not there yet is called like a file or like a folder.
    () => extname(path) === '',
  );
  return isFolder ? { folder: path, glob: '*' } : { folder: dirname(path), glob: escaped(basename(path)) };
}

function escaped(name: string): string {
  return name.replace(/[\\*?[\](){}!+@|]/g, '\\$&');
}

export function folderOf(uri: string): string {
  if (uri.startsWith('file:')) return fileURLToPath(uri);
  throw new Unreadable('The folder is not on this machine.', { remedy: 'Open the folder where the backups are.' });
}

/** @returns undefined where the file system does not tell */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    // Some file systems of networks do not tell.
    return undefined;
  }
}

class Walk {
  readonly #isMatch: (path: string) => boolean;
  readonly #deepest: number;
  readonly #signal: AbortSignal;
  readonly #files: FoundFile[] = [];
  #entries = 0;
  #changedAt = 0;

  constructor(glob: string, signal: AbortSignal) {
    this.#isMatch = picomatch(glob, { nocase: process.platform === 'win32' });
    this.#deepest = glob.includes('**') ? DEEPEST : glob.split('/').length;
    this.#signal = signal;
  }

  async find(folder: string): Promise<{ files: readonly FoundFile[]; changedAt: number }> {
    await this.#into(folder, '', 1);
    return { files: this.#files, changedAt: this.#changedAt };
  }

  async #into(root: string, way: string, depth: number): Promise<void> {
    this.#signal.throwIfAborted();
    const folder = join(root, way);
    const entries = await this.#entriesOf(folder);
    for (const entry of entries) {
      const path = way === '' ? entry.name : `${way}/${entry.name}`;
      if (++this.#entries > MOST_ENTRIES)
        throw new Unreadable(`The glob leads through more than ${MOST_ENTRIES} files.`, {
          remedy: 'Name the folder of the backups.',
        });
      if (entry.isDirectory()) {
        if (depth < this.#deepest) await this.#into(root, path, depth + 1);
      } else if (isBackupName(entry.name) && this.#isMatch(path)) await this.#take(join(root, path), entry.name);
    }
  }

  async #entriesOf(folder: string) {
    try {
      const { mtimeMs } = await stat(folder);
      this.#changedAt = Math.max(this.#changedAt, mtimeMs);
      return await readdir(folder, { withFileTypes: true });
    } catch (error) {
      throw fileProblem(
        `The folder ${folder}`,
        error,
        'Check the glob: it is relative to the folder of the file that declares the backup.',
      );
    }
  }

  async #take(path: string, name: string): Promise<void> {
    try {
      const [target, own] = await Promise.all([stat(path, { bigint: true }), lstat(path)]);
      if (!target.isFile()) return;
      this.#files.push({
        ...{ path, name, identity: `${target.dev}:${target.ino}`, bytes: Number(target.size) },
        ...{ writtenAt: Number(target.mtimeMs), isLink: own.isSymbolicLink() },
      });
    } catch (error) {
      // Rotation has just removed it, or what a link led to.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileProblem(`The file ${path}`, error, '');
    }
  }
}

function withNewestFirst(files: readonly FoundFile[]): FoundFile[] {
  const own = new Set(backupsAmong(files));
  return [...files].sort((a, b) => Number(own.has(b)) - Number(own.has(a)) || b.writtenAt - a.writtenAt);
}

/** A file that was not written to since is as it was. */
const CONTENTS = new Map<string, BackupContent | undefined>();

async function inspected(file: FoundFile, index: number, signal: AbortSignal): Promise<FoundFile> {
  const key = `${file.identity}:${file.bytes}:${file.writtenAt}`;
  if (!CONTENTS.has(key)) {
    if (index >= MOST_INSPECTED) return file;
    try {
      const content = await inspectContent(file.path, signal);
      if (CONTENTS.size >= MOST_KNOWN_CONTENTS) CONTENTS.clear();
      CONTENTS.set(key, content);
    } catch {
      signal.throwIfAborted();
      // Its name and size can be seen, and its content is nobody's business.
      return file;
    }
  }
  const content = CONTENTS.get(key);
  return content ? { ...file, content } : file;
}
