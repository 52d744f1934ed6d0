import { resolvePath } from '../../engine/paths';
import type { ShellWord } from '../../shell';
import type { Call } from './model';
import { hasOption, packageCommandOf } from './packages';

/** What a package manager goes by. */
export interface LockKind {
  readonly manifest: string;
  /** The usual one first. */
  readonly locks: readonly [string, ...string[]];
  /** What to write in place of the verb, so that nothing but the lock file counts. */
  readonly frozen: string;
}

const NPM: LockKind = { manifest: 'package.json', locks: ['package-lock.json', 'npm-shrinkwrap.json'], frozen: 'ci' };
const YARN: LockKind = { manifest: 'package.json', locks: ['yarn.lock'], frozen: 'install --frozen-lockfile' };
const PNPM: LockKind = { manifest: 'package.json', locks: ['pnpm-lock.yaml'], frozen: 'install --frozen-lockfile' };
const POETRY: LockKind = { manifest: 'pyproject.toml', locks: ['poetry.lock'], frozen: 'install' };
const BUNDLER: LockKind = { manifest: 'Gemfile', locks: ['Gemfile.lock'], frozen: 'install' };

/** An installation of whatever the manifest of a project says. */
export interface ProjectInstall {
  readonly kind: LockKind;
  readonly call: Call;
  /** What tells that it installs: the verb, or the program where there is none. */
  readonly word: ShellWord;
}

/** Undefined for calls that install what they name, install for the whole machine, or do something else. */
export function projectInstallOf(call: Call): ProjectInstall | undefined {
  if (call.name === 'poetry' || call.name === 'bundle' || call.name === 'bundler') {
    const verb = call.args.find((word) => !word.value().startsWith('-'));
    const isInstall = verb
      ? /^(?:install|sync)$/.test(verb.plain ?? '')
      : call.name !== 'poetry' && call.args.length === 0;
    return isInstall ? { kind: call.name === 'poetry' ? POETRY : BUNDLER, call, word: verb ?? call.word } : undefined;
  }
  const command = packageCommandOf(call);
  if (command?.action !== 'install' || command.packages.length > 0) return undefined;
  const { manager, verb } = command;
  const kind = manager === 'npm' ? NPM : manager === 'yarn' ? YARN : manager === 'pnpm' ? PNPM : undefined;
  if (!kind || verb?.plain === 'add' || hasOption(command, NO_PROJECT)) return undefined;
  return { kind, call, word: verb ?? call.word };
}

const NO_PROJECT = /^(?:-g|--global|--location=global|--no-package-lock|--no-lockfile|-v|--version|-h|--help)$/;

const MOVES = /^(?:--prefix|--cwd|--dir|--directory|--project|-C)$/;

/** The folder of the project that a call works on; undefined where that cannot be told. */
export function projectFolder(call: Call, start: string): string | undefined {
  let folder = start;
  for (const { name, args } of call.run.calls.slice(
    0,
    call.run.calls.findIndex((one) => one.command === call.command),
  )) {
    if (name !== 'cd' && name !== 'pushd') continue;
    const target = args[0]?.plain;
    if (target === undefined || target.startsWith('-') || target.startsWith('~')) return undefined;
    folder = resolvePath(folder, target);
  }
  for (const [index, word] of call.args.entries()) {
    const [option = '', joined] = word.value().split('=', 2);
    if (/^--(?:gemfile|lockfile-dir|shared-workspace-lockfile)$/.test(option)) return undefined;
    if (!MOVES.test(option)) continue;
    const target = joined === undefined ? call.args[index + 1]?.plain : word.plain?.slice(option.length + 1);
    if (target === undefined) return undefined;
    folder = resolvePath(folder, target);
  }
  return folder;
}

/** Whether a project has anything to lock. */
export function hasDependencies(kind: LockKind, manifest: string): boolean {
  if (kind.manifest !== 'package.json') return true;
  try {
    const content: unknown = JSON.parse(manifest);
    return /"(?:dependencies|devDependencies|optionalDependencies|workspaces)":[[{]"/.test(JSON.stringify(content));
  } catch {
    return false;
  }
}

/** The first package of a requirements file without an exact version; undefined where there is none. */
export function looseRequirement(requirements: string): string | undefined {
  for (const line of requirements.replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const requirement = line.replace(/(?:^|\s)#.*$/, '').trim();
    const name = /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0];
    // Options, addresses, paths and templates are no packages of an index.
    if (name !== undefined && !/===?|@|:\/\/|[/{}$]/.test(requirement.split(';')[0] ?? '')) return name;
  }
  return undefined;
}
