import { statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { URI } from 'vscode-uri';
import type { DeclaredBackups, DeclaredStack, SmokeFile } from '../../server/src/protocol';
import { Checker, pathOf } from '../../server/src/features/checker';
import { isConfiguration } from '../../server/src/features/configurations';
import { DISK_FILES } from '../../server/src/stack/diskFiles';
import { UsageError } from './arguments';
import { firstMistake } from './configuration';
import { pathText } from './console';
import { configurationRootOf } from './walk';

/** What is declared below a folder, or by a file; a `holdfast.yaml` stands for its folder. */
export class Declarations {
  readonly #checker: Checker;
  readonly #folder: string;
  readonly #isMeant: (stack: DeclaredStack) => boolean;
  readonly #isWholeFolder: boolean;

  /** @throws UsageError when the path does not exist */
  constructor(given: string, report: (error: unknown) => void) {
    const path = resolve(given);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder === undefined) throw new UsageError(`${given} does not exist`);
    this.#folder = isFolder ? path : dirname(path);
    this.#isWholeFolder = isFolder || isConfiguration(basename(path));
    this.#checker = new Checker(DISK_FILES, ({ error }) => report(error));
    const highest = pathOf(uriOf(configurationRootOf(this.#folder)));
    this.#checker.setRoots([uriOf(this.#folder)], (root) => highest ?? root);
    this.#isMeant = ({ kind, files, variants = [] }) =>
      kind === 'compose' && (this.#isWholeFolder || [...files, ...variants].some((uri) => fileURLToPath(uri) === path));
  }

  read(): DeclaredStack[] {
    return this.#checker.declaredStacks().filter(this.#isMeant);
  }

  /** Smoke tests that files hold; of one Compose file only those about its stack. */
  readSmokeTests(): SmokeFile[] {
    const meant = new Set(this.read().map(({ id }) => id));
    return this.#checker
      .smokeTests()
      .map((file) => ({
        ...file,
        tests: file.tests.filter(({ stacks }) => this.#isWholeFolder || stacks.some((id) => meant.has(id))),
      }))
      .filter(({ tests }) => tests.length > 0);
  }

  /** Backups that files declare or give away, and the stacks they are of; of one Compose file only those of its stack. */
  readBackups(): DeclaredBackups & { readonly stacks: readonly DeclaredStack[] } {
    const meant = new Set(this.read().map(({ id }) => id));
    const isMeant = ({ stack }: { readonly stack: string }): boolean => this.#isWholeFolder || meant.has(stack);
    const { jobs, unprotected } = this.#checker.declaredBackups();
    const stacks = this.#checker.declaredStacks();
    return { jobs: jobs.filter(isMeant), unprotected: unprotected.filter(isMeant), stacks };
  }

  /** Why configurations in force are not understood, a line for each that is not; mistakes of single smoke tests are no part of it. */
  mistakes(): string[] {
    const folders = [uriOf(this.#folder), ...this.read().map(({ folder }) => folder)];
    const inForce = folders.flatMap((folder) => this.#checker.configurationPath(`${folder}/compose.yaml`) ?? []);
    return [...new Set(inForce)].flatMap(
      (path) => firstMistake(pathText(URI.file(path).toString()), DISK_FILES.read(path) ?? '', 'all but tests') ?? [],
    );
  }

  /** Forgets what was read of a file. */
  changed(path: string): void {
    this.#checker.fileChanged(uriOf(path));
  }
}

function uriOf(path: string): string {
  return pathToFileURL(path).toString();
}

/** Editors write a file in several steps. */
const SETTLE_MS = 200;

/** Reads declarations anew when one of their files changes, or appears beside them. */
export class DeclarationWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly declarations: Declarations,
    private readonly changed: (stacks: DeclaredStack[]) => void,
  ) {
    this.#follow(declarations.read());
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  /** Folders rather than files: a file that is replaced is another one. */
  #follow(stacks: readonly DeclaredStack[]): void {
    const files = stacks
      .flatMap((stack) => [...stack.files, ...(stack.variants ?? [])])
      .map((uri) => fileURLToPath(uri));
    const folders = [...files.map((file) => dirname(file)), ...stacks.map(({ folder }) => fileURLToPath(folder))];
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => {
          if (name !== null) this.#note(join(folder, name));
        });
        // A folder that is removed: what it declared stays as it was.
        watcher.on('error', () => watcher.close());
        this.#watchers.set(folder, watcher);
      } catch {
        // Nothing to be told about it: everything else goes on.
      }
    }
  }

  #note(path: string): void {
    this.declarations.changed(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const stacks = this.declarations.read();
      this.#follow(stacks);
      this.changed(stacks);
    }, SETTLE_MS);
  }
}
