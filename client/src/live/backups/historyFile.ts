/**
 * Files of lines that several processes write to, any of which may be killed at any moment.
 *
 * - A line is appended in one write, and looked for in the file afterwards: when the file was replaced meanwhile, it is written again.
 * - A line that was cut by a crash spoils no other one: each begins with a new line.
 * - Who rewrites a file writes a new one beside it, puts it in its place, and then carries over what others had appended to the old one.
 *   One process at a time does so; a lock that a crash has left is old after a minute.
 */
import { randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

export type Replace = (temporary: string, path: string) => Promise<void>;
export const REPLACE: Replace = rename;

/** Tells whether a file has changed. */
export interface Stamp {
  readonly inode: number;
  readonly size: number;
}

const LOCK = 'rewriting.lock';
/** Longer than any rewriting takes. */
const LOCK_IS_OLD_MS = 60_000;
const TEMPORARY = '.rewriting';
const MOST_TRIES = 5;

export async function appendLines(path: string, lines: readonly string[]): Promise<void> {
  const bytes = Buffer.from(lines.map((line) => `\n${line}\n`).join(''));
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const file = await open(path, 'a', 0o600);
    try {
      await writeAtOnce(file, bytes);
      // What is written twice counts once; what is written to a file that nobody will read again is lost.
      if ((await file.stat()).ino === (await stampOf(path))?.inode) return;
    } finally {
      await file.close();
    }
  }
}

async function writeAtOnce(file: FileHandle, bytes: Buffer): Promise<void> {
  const { bytesWritten } = await file.write(bytes);
  // The disk is full: what is there of it is a line that was cut.
  if (bytesWritten < bytes.length) throw new Error(`Only ${bytesWritten} of ${bytes.length} bytes could be written.`);
}

/** @returns undefined where there is no file */
export async function contentOf(
  path: string,
  known: Stamp | undefined,
): Promise<{ readonly text: string; readonly stamp: Stamp } | 'unchanged' | undefined> {
  const stamp = await stampOf(path);
  if (!stamp) return undefined;
  if (known && stamp.inode === known.inode && stamp.size === known.size) return 'unchanged';
  return { text: await readFile(path, 'utf8'), stamp };
}

async function stampOf(path: string): Promise<Stamp | undefined> {
  try {
    const { ino, size } = await stat(path);
    return { inode: ino, size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Rewrites every history in a folder, unless another process does. One that would not become smaller stays as it is.
 * @param rewrite from a content to its lines
 */
export async function rewriteAll(
  folder: string,
  rewrite: (content: string) => readonly string[],
  replace: Replace,
): Promise<void> {
  const lock = await takeLock(join(folder, LOCK));
  if (!lock) return;
  try {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      // Who held the lock before was killed at work.
      if (name.endsWith(TEMPORARY)) await rm(path, { force: true });
      else if (name.endsWith('.jsonl')) await rewriteOne(path, rewrite, replace, lock);
    }
  } finally {
    await lock.release();
  }
}

async function rewriteOne(
  path: string,
  rewrite: (content: string) => readonly string[],
  replace: Replace,
  lock: Lock,
): Promise<void> {
  const old = await open(path, 'r');
  try {
    const content = await readFrom(old, 0);
    const next = rewrite(content.toString('utf8'))
      .map((line) => `${line}\n`)
      .join('');
    if (Buffer.byteLength(next) >= content.length) return;
    const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
    await writeThrough(temporary, next);
    let carried = content.length;
    const carryOver = async (target: string): Promise<void> => {
      const added = await readFrom(old, carried);
      carried += added.length;
      if (added.length > 0) await appendLines(target, added.toString('utf8').split('\n').filter(Boolean));
    };
    await carryOver(temporary);
    if (!(await lock.isHeld())) return await rm(temporary, { force: true });
    await replace(temporary, path);
    await carryOver(path);
  } finally {
    await old.close();
  }
}

async function readFrom(file: FileHandle, begin: number): Promise<Buffer> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.max(0, size - begin));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, begin);
  return bytes.subarray(0, bytesRead);
}

/** After this it is on the disk: a name that leads to nothing after a loss of power is worse than an old file. */
async function writeThrough(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

interface Lock {
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** @returns undefined while another process holds it, and where there is no folder */
async function takeLock(path: string): Promise<Lock | undefined> {
  const token = randomUUID();
  const isHeld = async (): Promise<boolean> => (await readFile(path, 'utf8').catch(() => '')) === token;
  const release = async (): Promise<void> => {
    if (await isHeld()) await rm(path, { force: true });
  };
  for (let tries = 0; tries < 2; tries++) {
    try {
      await writeFile(path, token, { flag: 'wx', mode: 0o600 });
      return { isHeld, release };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code !== 'EEXIST') throw error;
      if (!(await removeOld(path))) return undefined;
    }
  }
  return undefined;
}

/** Takes it away first and looks at it then: of two processes that want to, one gets it. */
async function removeOld(path: string): Promise<boolean> {
  if (!(await isOld(path))) return false;
  const taken = `${path}.${randomUUID()}`;
  try {
    await rename(path, taken);
  } catch {
    return false;
  }
  const isReallyOld = await isOld(taken);
  // Somebody else was faster, and this is his new one.
  if (!isReallyOld) await link(taken, path).catch(() => undefined);
  await rm(taken, { force: true });
  return isReallyOld;
}

async function isOld(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  return Date.now() - mtimeMs > LOCK_IS_OLD_MS;
}
