import { folderOf, isWithin, nameOf, resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import type { ShellWord } from '../../shell';
import { buildContexts, type BuildContext } from './buildContext';
import { CopiedFiles, type CopiedFile } from './copiedFiles';
import { hasDependencies, looseRequirement, projectFolder, projectInstallOf, type ProjectInstall } from './lockFiles';
import type { Call, Run } from './model';
import { packageCommandOf } from './packages';

/** What leaves the versions of an installation open. */
export type Lack = MissingLock | LooseFile;

export interface MissingLock {
  readonly reason: 'absent' | 'ignored' | 'not copied';
  readonly install: ProjectInstall;
  readonly lock: string;
  readonly manifest: CopiedFile;
}

export interface LooseFile {
  readonly reason: 'loose';
  /** The file of requirements, without folders. */
  readonly file: string;
  /** A package in it that has no exact version. */
  readonly name: string;
  /** Where the call names the file. */
  readonly word: ShellWord;
}

/** Undefined where everything is locked, or may be. */
export function lackOf(call: Call, surroundings: Surroundings): Lack | undefined {
  const install = projectInstallOf(call);
  const named = install ? [] : requirementFiles(call);
  if (!install && named.length === 0) return undefined;
  for (const context of buildContexts(call.run.stage.file, surroundings)) {
    const files = new CopiedFiles(call.run, context, surroundings.text);
    const lack = install
      ? missingLock(install, context, files, surroundings)
      : looseFile(call, named, files, surroundings);
    if (lack) return lack;
  }
  return undefined;
}

function missingLock(
  install: ProjectInstall,
  context: BuildContext,
  files: CopiedFiles,
  { text }: Surroundings,
): MissingLock | undefined {
  const { kind, call } = install;
  const project = mayMakeLocks(call.run) ? undefined : projectFolder(call, files.folder);
  const manifest = project === undefined ? undefined : files.find(resolvePath(project, kind.manifest));
  if (project === undefined || !manifest || manifest === 'unknown') return undefined;
  if (!hasDependencies(kind, text(manifest.path) ?? '')) return undefined;
  for (const folder of foldersUp(project, '/'))
    if (kind.locks.some((name) => files.find(resolvePath(folder, name)) !== undefined)) return undefined;

  const [own = '/', ...above] = foldersUp(folderOf(manifest.path), context.folder);
  const isThere = (folder: string, name: string): boolean => text(resolvePath(folder, name)) !== undefined;
  const lock = kind.locks.find((name) => isThere(own, name));
  if (lock !== undefined) {
    const reason = context.leavesOut(resolvePath(own, lock)) ? 'ignored' : 'not copied';
    return { reason, install, lock, manifest };
  }
  // That of a project around it may be meant.
  if (above.some((folder) => kind.locks.some((name) => isThere(folder, name)))) return undefined;
  return { reason: 'absent', install, lock: kind.locks[0], manifest };
}

/** A folder and those above it, up to a last one. */
function foldersUp(folder: string, last: string): string[] {
  const folders: string[] = [];
  for (let at = folder; isWithin(at, last); at = folderOf(at)) {
    folders.push(at);
    if (at === '/') break;
  }
  return folders;
}

/** Something in front of it, or on its own line, speaks of a lock file or fetches sources. */
function mayMakeLocks({ stage, instruction }: Run): boolean {
  const words = /\block\b|-lock\b|shrinkwrap|\bgit\s+clone\b|BUNDLE_GEMFILE|\bcreate-/;
  return stage.ancestry.some((one) =>
    one
      .own('RUN', 'ENV')
      .some(
        ({ document, range: { start, end } }) =>
          start <= instruction.range.start && words.test(document.text.slice(start, end)),
      ),
  );
}

/** The files behind `pip install -r`, where nothing else gives the versions. */
function requirementFiles(call: Call): { readonly file: string; readonly word: ShellWord }[] {
  const command = packageCommandOf(call);
  if (command?.manager !== 'pip' || command.action !== 'install') return [];
  const { options } = command;
  if (options.some((word) => /^(?:-c|--constraint|--require-hashes)(?:=|$)/.test(word.value()))) return [];
  return options.flatMap((option, index) => {
    const { plain = '' } = option;
    const joined = /^(?:--requirement=|-r(?=.))(.+)$/.exec(plain)?.[1];
    const word = /^(?:-r|--requirement)$/.test(plain) ? options[index + 1] : option;
    const file = word === option ? joined : word?.plain;
    return word && file !== undefined ? [{ file, word }] : [];
  });
}

function looseFile(
  call: Call,
  named: ReturnType<typeof requirementFiles>,
  files: CopiedFiles,
  { text }: Surroundings,
): LooseFile | undefined {
  const folder = projectFolder(call, files.folder);
  for (const { file, word } of folder === undefined ? [] : named) {
    const origin = files.find(resolvePath(folder ?? '/', file));
    const name = origin && origin !== 'unknown' ? looseRequirement(text(origin.path) ?? '') : undefined;
    if (name !== undefined) return { reason: 'loose', file: nameOf(file), name, word };
  }
  return undefined;
}
