import { createHash, randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['server', 'client', 'cli', 'package.json', 'esbuild.mjs', 'node_modules'];
const CACHE = join(ROOT, 'node_modules/.cache/holdfast-test');
const ONE_DAY = 24 * 60 * 60_000;

/**
 * Path of a bundled program as it is shipped, made from the sources as they are now. Made apart from `dist`, in a folder named after
 * the state of the sources, so that test files that run at the same time neither build twice nor read what is half written.
 */
export function programOf(name: 'cli' | 'server'): string {
  const finished = join(CACHE, stateOfSources());
  if (!existsSync(finished)) build(finished);
  return join(finished, 'dist', `${name}.js`);
}

function build(finished: string): void {
  mkdirSync(CACHE, { recursive: true });
  for (const old of readdirSync(CACHE)) {
    if (Date.now() - statSync(join(CACHE, old)).mtimeMs > ONE_DAY) rmSync(join(CACHE, old), { recursive: true });
  }
  const folder = join(CACHE, randomUUID());
  mkdirSync(folder);
  for (const name of SOURCES) symlinkSync(join(ROOT, name), join(folder, name));
  execFileSync(process.execPath, [join(ROOT, 'esbuild.mjs')], { cwd: folder, stdio: 'pipe' });
  try {
    renameSync(folder, finished);
  } catch (error) {
    if (!existsSync(finished)) throw error;
    rmSync(folder, { recursive: true });
  }
}

function stateOfSources(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  };
  for (const folder of ['server/src', 'client/src', 'cli/src']) {
    const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile()) add(join(entry.parentPath, entry.name));
  }
  for (const name of ['package.json', 'esbuild.mjs']) add(join(ROOT, name));
  return hash.digest('hex').slice(0, 16);
}
