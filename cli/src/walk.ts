import { readdirSync, readFileSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { mayBeOurs, needsOthers } from '../../server/src/formats';
import { reasonOf, type Skipped } from './files';

export interface Walk {
  /** Absolute paths, sorted; each once. */
  readonly files: readonly {
    readonly path: string;
    /** The folder given, which files of one stack share. */
    readonly root: string;
  }[];
  readonly skipped: readonly Skipped[];
}

/** Folders that never hold somebody's own stack. */
const NEVER = new Set(['.git', 'node_modules', '.venv', '.terraform']);

interface Rules {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** Finds the files below paths. A file or folder that is named is taken whatever .gitignore says about it. */
export function walk(paths: readonly string[]): Walk {
  const files = new Map<string, string>();
  const skipped: Skipped[] = [];
  for (const given of paths) {
    const path = resolve(given);
    try {
      if (statSync(path).isDirectory()) walkGiven(path, { files, skipped, entered: new Set() });
      else files.set(path, needsOthers(path) ? configurationRootOf(resolve(path, '..')) : resolve(path, '..'));
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

function walkGiven(folder: string, state: State): void {
  const rules = rulesAbove(folder);
  walkFolder(folder, folder, isIgnored(folder, true, rules) ? [] : rules, state);
}

function walkFolder(folder: string, root: string, inherited: readonly Rules[], state: State): void {
  let entries: Dirent[];
  try {
    const real = realpathSync(folder);
    if (state.entered.has(real)) return;
    state.entered.add(real);
    entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    state.skipped.push({ path: folder, reason: reasonOf(error) });
    return;
  }
  const own = entries.some(({ name }) => name === '.gitignore') ? readRules(folder) : undefined;
  const rules = own ? [...inherited, own] : inherited;
  for (const entry of entries) {
    const { name } = entry;
    const path = join(folder, name);
    if (entry.isDirectory()) {
      if (!NEVER.has(name) && !isIgnored(path, true, rules)) walkFolder(path, root, rules, state);
      continue;
    }
    // Only what could be ours is worth a message when it is broken.
    if (!isWanted(name)) continue;
    try {
      const isFile = entry.isFile() || (entry.isSymbolicLink() && statSync(path).isFile());
      if (isFile && !isIgnored(path, false, rules)) state.files.set(path, root);
    } catch (error) {
      state.skipped.push({ path, reason: reasonOf(error) });
    }
  }
}

/** Scripts are found through what runs them. */
function isWanted(name: string): boolean {
  return mayBeOurs(name) && !needsOthers(name);
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

/** The .gitignore files of the folders above, up to the one that holds the repository. Outside of one nothing above counts. */
function rulesAbove(folder: string): Rules[] {
  const repository = repositoryOf(folder);
  if (repository === undefined || repository === folder) return [];
  return foldersBetween(repository, resolve(folder, '..')).flatMap((one) => readRules(one) ?? []);
}

/**
 * The highest folder in which a `holdfast.yaml` counts for a folder given: that of the repository, so that one file and one
 * service can be checked by themselves under the settings of the whole; without a repository the working folder, if that is above.
 */
export function configurationRootOf(folder: string): string {
  const repository = repositoryOf(folder);
  if (repository !== undefined) return repository;
  const isBelow = !/^\.\.(?:[\\/]|$)/.test(relative(process.cwd(), folder));
  return isBelow ? process.cwd() : folder;
}

function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = resolve(at, '..')) {
    if (exists(join(at, '.git'))) return at;
    if (at === resolve(at, '..')) return undefined;
  }
}

/** From the upper one to the lower one, both included. */
function foldersBetween(upper: string, lower: string): string[] {
  return lower === upper ? [upper] : [...foldersBetween(upper, resolve(lower, '..')), lower];
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
