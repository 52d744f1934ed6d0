import { parseArgs } from 'node:util';
import { nearest } from '../../server/src/engine/nearest';
import type { Severity } from '../../server/src/engine/rule';
import { PRESETS, type Preset } from '../../server/src/engine/settings';

/** What the exit codes mean: part of the contract with scripts and CI. */
export const EXIT = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;

/** Those of `status`; an error of our own is 3 there, too: nothing is known then. */
export const STATUS_EXIT = { well: 0, unwell: 1, usage: 2, noEngine: 3 } as const;

/** Those of `smoke`: 3 where nobody knows whether it works, be it that a test could not be run, none was, or somebody ended the run. */
export const SMOKE_EXIT = { passed: 0, failed: 1, usage: 2, notRun: 3 } as const;

/** Those of `backups`: 3 where nobody can tell, and nothing is known to be bad. */
export const BACKUPS_EXIT = { healthy: 0, unhealthy: 1, usage: 2, unknown: 3 } as const;

const REPORTS = ['text', 'json'] as const;
export type ReportFormat = (typeof REPORTS)[number];

const SMOKE_REPORTS = ['text', 'json', 'junit'] as const;

const FAIL_ON = ['error', 'warning', 'info', 'hint', 'never'] as const;
const COMMANDS = ['check', 'status', 'smoke', 'backups', 'help', 'version'] as const;

/** The person's mistake, told in one line; ends the run with exit code 2. */
export class UsageError extends Error {}

export interface CheckOptions {
  readonly command: 'check';
  readonly paths: readonly string[];
  readonly format: ReportFormat;
  readonly preset: Preset | undefined;
  /** The least severity that makes the run fail. */
  readonly failOn: Severity | 'never';
  readonly config: string | undefined;
  readonly fix: 'none' | 'safe' | 'review';
  /** Show what would be written instead of writing it. */
  readonly diff: boolean;
}

export interface StatusOptions {
  readonly command: 'status';
  readonly path: string;
  readonly format: ReportFormat;
  /** Goes on, and tells every change. */
  readonly watch: boolean;
  /** Name of a Docker context or address of an engine; undefined for what Docker itself would use. */
  readonly context: string | undefined;
  /** Address of a Prometheus; undefined for the one in the stack, if any. */
  readonly prometheus: string | undefined;
}

export interface SmokeOptions {
  readonly command: 'smoke';
  readonly path: string;
  readonly format: (typeof SMOKE_REPORTS)[number];
  /** Ids of tests, with `*` for any characters, or `stack:id`; none for all. */
  readonly only: readonly string[];
  /** Tests with any of them; none for all. */
  readonly tags: readonly string[];
  /** As for `status`. */
  readonly context: string | undefined;
  /** Runs destructive tests too. */
  readonly allowDestructive: boolean;
  /** Even on an engine of another machine. */
  readonly allowRemote: boolean;
}

export interface BackupsOptions {
  readonly command: 'backups';
  readonly path: string;
  readonly format: ReportFormat;
  /** As for `status`. */
  readonly context: string | undefined;
  /** As for `status`. */
  readonly prometheus: string | undefined;
}

export type Options =
  | CheckOptions
  | StatusOptions
  | SmokeOptions
  | BackupsOptions
  | { readonly command: 'help' }
  | { readonly command: 'version' };

export const HELP = `holdfast: could somebody who has never seen this stack keep it running at 3 a.m.?

  holdfast check [PATH ...] [OPTIONS]   check files and folders (default: this folder)
  holdfast status [PATH] [OPTIONS]      how the services declared in a folder or file feel (default: this folder)
  holdfast smoke [PATH] [OPTIONS]       does what is declared in a folder or file work right now? (default: this folder)
  holdfast backups [PATH] [OPTIONS]     is there anything to restore from? (default: this folder)
  holdfast version                      print the version

Options of check
  --format text|json        how findings are printed (default: text)
  --preset NAME             recommended, strict or all (default: what holdfast.yaml says, else recommended)
  --fail-on SEVERITY        error, warning, info, hint or never: from which severity on the exit code is 1 (default: error)
  --config FILE             use this configuration in place of any holdfast.yaml
  --fix                     apply fixes that leave the running system the same
  --fix=review              apply also fixes that change behaviour: read the diff before you deploy
  --diff                    show what --fix would write, and write nothing

Folders are searched for YAML files; what .gitignore names is left out. Files below one PATH see each other.
The nearest holdfast.yaml counts, up to the root of the repository.
Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or configuration, 3 an error of holdfast itself.

Options of status
  --format text|json        how services are printed (default: text)
  --watch                   go on, and print again whenever something changes
  --context NAME            a Docker context or the address of an engine (default: what docker itself would use)
  --prometheus URL          targets and alerts of this Prometheus (default: the one in the stack, if its port is published);
                            HOLDFAST_PROMETHEUS_TOKEN, or _USER and _PASSWORD, when it asks for them

Exit codes: 0 all services are well, 1 one is not, 2 wrong usage or nothing declared, 3 no engine answers.

Options of smoke
  --format text|json|junit  how results are printed (default: text)
  --only ID                 this test only, and what it needs; * stands for any characters, stack:ID for one stack of several;
                            may be given again
  --tag TAG                 tests with this tag only, and what they need; may be given again
  --context NAME            a Docker context or the address of an engine (default: what docker itself would use)
  --allow-destructive       run also tests that change or interrupt what they test
  --allow-remote            with --allow-destructive: even where the engine is not on this machine

The tests are those of \`smoke:\` in holdfast.yaml, and what is known about the images of the services.
They run programs that holdfast.yaml names: use it on files you trust. \${secret:NAME} is read from HOLDFAST_SECRET_NAME.
Exit codes: 0 all passed, 1 one failed, 2 wrong usage or a test that cannot be understood, 3 one could not be run, or none was.

Options of backups
  --format text|json        how backups are printed (default: text)
  --context NAME            a Docker context or the address of an engine (default: what docker itself would use)
  --prometheus URL          asked by sources of kind promql (default: the one in the stack, if its port is published)

The jobs are those of \`backups:\` in holdfast.yaml, and those that images, scripts and CronJobs of the stack give away.
They may run programs that holdfast.yaml names: use it on files you trust.
Exit codes: 0 every backup is as promised, 1 one is not, 2 wrong usage, nothing declared or holdfast.yaml is not understood,
3 nobody can tell, and nothing is known to be bad.
`;

const OPTIONS = {
  format: { type: 'string' },
  preset: { type: 'string' },
  'fail-on': { type: 'string' },
  config: { type: 'string' },
  fix: { type: 'string' },
  diff: { type: 'boolean' },
  watch: { type: 'boolean' },
  context: { type: 'string' },
  prometheus: { type: 'string' },
  only: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  'allow-destructive': { type: 'boolean' },
  'allow-remote': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** Options that not every command has. */
const OPTIONS_OF = {
  check: ['preset', 'fail-on', 'config', 'fix', 'diff'],
  status: ['watch', 'context', 'prometheus'],
  smoke: ['only', 'tag', 'context', 'allow-destructive', 'allow-remote'],
  backups: ['context', 'prometheus'],
} as const;

type Values = ReturnType<typeof parse>['values'];

/** @throws UsageError for anything that is not understood */
export function parseArguments(words: readonly string[]): Options {
  // `--fix` alone means safe fixes; the parser knows no options with an optional value.
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const { values, positionals } = parse(words.map((word, at) => (word === '--fix' && at < end ? '--fix=safe' : word)));
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  const [name, ...paths] = positionals;
  if (name === undefined) return { command: 'help' };
  const command = choice('command', name, COMMANDS);
  if (command === 'help' || command === 'version') return { command };
  const own: readonly string[] = OPTIONS_OF[command];
  const foreign = Object.values(OPTIONS_OF)
    .flat()
    .find((option) => values[option] !== undefined && !own.includes(option));
  if (foreign !== undefined) throw new UsageError(`--${foreign} does not go with ${command}`);
  if (command === 'status') return statusOptions(paths, values);
  if (command === 'smoke') return smokeOptions(paths, values);
  if (command === 'backups') return backupsOptions(paths, values);
  const fix = values.fix === undefined ? 'none' : choice('--fix', values.fix, ['safe', 'review'] as const);
  const format = values.format === undefined ? 'text' : choice('--format', values.format, REPORTS);
  const diff = values.diff === true;
  if (diff && format !== 'text') throw new UsageError('--diff prints a diff, so it goes with --format text only');
  return {
    command,
    paths: paths.length > 0 ? paths : ['.'],
    format,
    preset: values.preset === undefined ? undefined : choice('--preset', values.preset, PRESETS),
    failOn: values['fail-on'] === undefined ? 'error' : choice('--fail-on', values['fail-on'], FAIL_ON),
    config: values.config,
    fix: diff && fix === 'none' ? 'safe' : fix,
    diff,
  };
}

function statusOptions(paths: readonly string[], values: Values): StatusOptions {
  return {
    command: 'status',
    path: onePath('status', paths),
    format: values.format === undefined ? 'text' : choice('--format', values.format, REPORTS),
    watch: values.watch === true,
    context: values.context,
    prometheus: values.prometheus,
  };
}

function smokeOptions(paths: readonly string[], values: Values): SmokeOptions {
  const allowDestructive = values['allow-destructive'] === true;
  const allowRemote = values['allow-remote'] === true;
  if (allowRemote && !allowDestructive)
    throw new UsageError('--allow-remote is about destructive tests: it goes with --allow-destructive');
  return {
    command: 'smoke',
    path: onePath('smoke', paths),
    format: values.format === undefined ? 'text' : choice('--format', values.format, SMOKE_REPORTS),
    only: values.only ?? [],
    tags: values.tag ?? [],
    context: values.context,
    allowDestructive,
    allowRemote,
  };
}

function backupsOptions(paths: readonly string[], values: Values): BackupsOptions {
  return {
    command: 'backups',
    path: onePath('backups', paths),
    format: values.format === undefined ? 'text' : choice('--format', values.format, REPORTS),
    context: values.context,
    prometheus: values.prometheus,
  };
}

function onePath(command: string, [path = '.', another]: readonly string[]): string {
  if (another !== undefined) throw new UsageError(`${command} takes one path only`);
  return path;
}

function parse(words: string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(--?[^']+)'/.exec(message)?.[1];
    if (unknown === undefined) throw new UsageError(message.replace(/\n.*/s, ''));
    const guess = nearest(unknown.replace(/^-+/, ''), Object.keys(OPTIONS));
    throw new UsageError(`there is no option ${unknown}${guess ? `; did you mean --${guess}?` : ''}`);
  }
}

function choice<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found) return found;
  const guess = nearest(given, known);
  throw new UsageError(
    `${what} cannot be "${given}"${guess ? `; did you mean ${guess}?` : `: it is one of ${known.join(', ')}`}`,
  );
}
