import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { mayBeOurs } from '../../server/src/engine/open';

/** Something that could not be read, and why: told, and left out. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface Walk {
  /** Absolute paths, sorted; each once. */
  readonly files: readonly {
    readonly path: string;
    /** The folder given, which files of one stack share. */ readonly root: string;
  }[];
  readonly skipped: readonly Skipped[];
}

/** Folders that never hold somebody's own stack. */
const NEVER = new Set(['.git', 'node_modules', '.venv', '.terraform']);

interface Rules {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** Finds the files below paths. A file that is named is taken whatever .gitignore says. */
export function walk(paths: readonly string[]): Walk {
  const files = new Map<string, string>();
  const skipped: Skipped[] = [];
  for (const given of paths) {
    const path = resolve(given);
    try {
      if (statSync(path).isDirectory())
        walkFolder(path, path, rulesAbove(path), { files, skipped, entered: new Set() });
      else files.set(path, resolve(path, '..'));
    } catch (error) {
      skipped.push({ path, reason: reasonOf(error) });
    }
  }
  return {
    files: [...files].map(([path, root]) => ({ path, root })).sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped,
  };
}

interface State {
  readonly files: Map<string, string>;
  readonly skipped: Skipped[];
  /** Real paths of the folders walked so far: a link back into one of them is not followed. */
  readonly entered: Set<string>;
}

function walkFolder(folder: string, root: string, inherited: readonly Rules[], state: State): void {
  let names: string[];
  try {
    const real = realpathSync(folder);
    if (state.entered.has(real)) return;
    state.entered.add(real);
    names = readdirSync(folder).sort();
  } catch (error) {
    state.skipped.push({ path: folder, reason: reasonOf(error) });
    return;
  }
  const own = names.includes('.gitignore') ? readRules(folder) : undefined;
  const rules = own ? [...inherited, own] : inherited;
  for (const name of names) {
    const path = join(folder, name);
    try {
      const isLink = lstatSync(path).isSymbolicLink();
      // Only what could be ours is worth a message when it is broken.
      if (isLink && !mayBeOurs(name)) continue;
      const status = statSync(path);
      if (status.isDirectory()) {
        if (!isLink && !NEVER.has(name) && !isIgnored(path, true, rules)) walkFolder(path, root, rules, state);
      } else if (status.isFile() && mayBeOurs(name) && !isIgnored(path, false, rules)) state.files.set(path, root);
    } catch (error) {
      state.skipped.push({ path, reason: reasonOf(error) });
    }
  }
}

/** A deeper .gitignore overrules the ones above it, so the last one that has an opinion decides. */
function isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (const { folder, matcher } of rules.toReversed()) {
    const name = relative(folder, path).split(sep).join('/') + (isFolder ? '/' : '');
    const { ignored, unignored } = matcher.test(name);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** The .gitignore files of the folders above, up to the one that holds the repository. */
function rulesAbove(folder: string): Rules[] {
  const rules: Rules[] = [];
  const chain: string[] = [];
  for (let at = folder, up = resolve(at, '..'); ; at = up, up = resolve(at, '..')) {
    if (at !== folder) chain.unshift(at);
    if (exists(join(at, '.git'))) break;
    // Outside of a repository nothing above counts.
    if (up === at) return [];
  }
  for (const one of chain) {
    const found = readRules(one);
    if (found) rules.push(found);
  }
  return rules;
}

function readRules(folder: string): Rules | undefined {
  try {
    return { folder, matcher: ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8')) };
  } catch {
    return undefined;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The system's error in words; codes that we have no words for stay as they are. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const words: Record<string, string> = {
    ENOENT: 'it does not exist (or the link leads nowhere)',
    EACCES: 'it may not be read',
    EPERM: 'it may not be read',
    ELOOP: 'the link leads to itself',
    EISDIR: 'it is a folder',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
