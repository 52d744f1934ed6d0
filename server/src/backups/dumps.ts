import {
  parseShell,
  UNKNOWN,
  variablesOf,
  type ShellCall,
  type ShellCommand,
  type ShellNode,
  type ShellVariables,
  type ShellWord,
} from '../shell';

export type DumpEngine = 'postgres' | 'mysql' | 'mongo' | 'redis' | 'files';

/** Whom a dump tool asks. */
export type DumpTarget =
  /** What it runs beside. */
  | { readonly kind: 'own' }
  | { readonly kind: 'host'; readonly name: string }
  /** Another container, in which it is started. */
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'unknown' };

/** A call of a program that saves data. */
export interface Dump {
  readonly tool: string;
  readonly command: ShellCommand;
  readonly engine: DumpEngine;
  readonly target: DumpTarget;
  /** Absolute, with `*` for what differs from run to run; undefined where that is not plain. */
  readonly output: { readonly folder: string; readonly pattern: string } | undefined;
  /** What names the file that it writes to, which may be moved later; undefined where it prints or sends what it saves. */
  readonly file: ShellWord | undefined;
}

interface Tool {
  readonly engine: DumpEngine;
  /** Whether these arguments make it save something. */
  readonly saves?: (args: readonly string[]) => boolean;
  /** Options that name whom it asks. */
  readonly host?: readonly string[];
  /** Options that hold an address or connection string. */
  readonly address?: readonly string[];
  readonly variables?: readonly string[];
  readonly output?: readonly string[];
  /** Letters of options in one word behind which the output stands. */
  readonly bundled?: RegExp;
}

const has =
  (...words: string[]) =>
  (args: readonly string[]): boolean =>
    words.every((word) => args.includes(word));

const POSTGRES: Tool = {
  engine: 'postgres',
  host: ['-h', '--host'],
  address: ['-d', '--dbname'],
  variables: ['PGHOST'],
  output: ['-f', '--file', '-D', '--pgdata'],
};
const MYSQL: Tool = { engine: 'mysql', host: ['-h', '--host'], output: ['-r', '--result-file'] };
const FILES: Tool = { engine: 'files' };

const TOOLS: Readonly<Record<string, Tool>> = {
  pg_dump: POSTGRES,
  pg_dumpall: POSTGRES,
  pg_basebackup: POSTGRES,
  mysqldump: MYSQL,
  'mariadb-dump': MYSQL,
  mongodump: { engine: 'mongo', host: ['-h', '--host'], address: ['--uri'], output: ['-o', '--out', '--archive'] },
  'redis-cli': {
    engine: 'redis',
    saves: (args) => args.some((arg) => /^--(?:functions-)?rdb(?:=|$)/.test(arg)),
    host: ['-h'],
    address: ['-u'],
    output: ['--rdb'],
  },
  'valkey-cli': { engine: 'redis', saves: has('--rdb'), host: ['-h'], address: ['-u'], output: ['--rdb'] },
  restic: { ...FILES, saves: has('backup') },
  borg: { ...FILES, saves: has('create') },
  borgmatic: {
    ...FILES,
    saves: (args) => args.every((arg) => arg.startsWith('-')) || args.includes('create'),
  },
  kopia: { ...FILES, saves: has('snapshot', 'create') },
  pgbackrest: { engine: 'postgres', saves: has('backup'), host: ['--pg1-host'], variables: ['PGBACKREST_PG1_HOST'] },
  'wal-g': { engine: 'postgres', saves: has('backup-push'), variables: ['PGHOST'] },
  tar: {
    ...FILES,
    output: ['--file'],
    bundled: /^-?[A-Za-z]*f$/,
    saves: ([first = '', ...rest]) => isCreation(first) || rest.some((arg) => arg === '--create' || /^-\w*c/.test(arg)),
  },
  rsync: FILES,
  mc: { ...FILES, saves: ([first = '']) => first === 'mirror' },
  rclone: { ...FILES, saves: ([first = '']) => /^(?:sync|copy)$/.test(first) },
};

/** `czf`, `-czf`, `--create`. */
function isCreation(first: string): boolean {
  return first === '--create' || /^-?[a-bd-zA-Z]*c[a-zA-Z]*$/.test(first);
}

/** The calls of dump tools in a shell text. @param environment variables that the shell starts with */
export function dumpsIn(text: string, environment: ShellVariables): Dump[] {
  // Most texts name no such tool, and reading them takes its time.
  if (!NAMED.test(text)) return [];
  const { commands } = parseShell(text);
  const variables = variablesOf(commands, environment);
  return commands.flatMap((command) => dumpOf(command, commands, variables) ?? []);
}

/** What a command saves; undefined where it saves nothing. @param commands all commands of its script */
export function dumpOf(
  command: ShellCommand,
  commands: readonly ShellCommand[],
  variables: ShellVariables,
): Dump | undefined {
  const { call } = command;
  const tool = call && toolOf(call.name);
  const args = call?.args.map((word) => word.value(variables)) ?? [];
  if (!call || !tool || (tool.saves && !tool.saves(args))) return undefined;
  const file = outputOf(tool, call.args) ?? redirectedOutput(command);
  return {
    tool: call.name,
    command,
    engine: tool.engine,
    target: targetOf(tool, args, containerOf(call, command, variables), variables),
    output: file && placeOf(finalName(file, commands).value(variables)),
    file,
  };
}

const NAMED = new RegExp(`(?<![\\w-])(?:${Object.keys(TOOLS).join('|')})(?![\\w-])`);

function toolOf(name: string): Tool | undefined {
  return Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
}

/** The container that the call, or the shell around it, is started in. */
function containerOf(call: ShellCall, command: ShellCommand, variables: ShellVariables): string | undefined {
  if (call.container) return call.container.value(variables);
  const { parent } = command.script.root;
  return parent?.kind === 'command' && parent.call ? containerOf(parent.call, parent, variables) : undefined;
}

function targetOf(
  { host = [], address = [], variables: names = [] }: Tool,
  args: readonly string[],
  container: string | undefined,
  variables: ShellVariables,
): DumpTarget {
  const named = optionOf(args, host);
  const addresses = [optionOf(args, address), ...args.filter((arg) => /^\w+(?:\+srv)?:\/\/|\bhost=/.test(arg))];
  const inAddress = addresses.flatMap((one) => hostIn(one ?? '') ?? [])[0];
  const inVariable = names.flatMap((name) => variables.get(name) ?? [])[0];
  const value = named ?? inAddress ?? inVariable;
  if (value === undefined || isOwn(value)) {
    if (container === undefined) return { kind: 'own' };
    return container.includes(UNKNOWN) ? { kind: 'unknown' } : { kind: 'container', name: container };
  }
  // A replica set is named with a slash, several hosts with commas: one of them says which data it is.
  const name = value.replace(/^[^/]*\/(?=.)/, '').replace(/[,:].*$/s, '');
  return name.includes(UNKNOWN) || name === '' ? { kind: 'unknown' } : { kind: 'host', name };
}

function isOwn(host: string): boolean {
  return host === '' || /^(?:localhost|127\.|::1|\/)/.test(host);
}

/** The host of an address or of a connection string; passwords beside it are looked at by nobody. */
function hostIn(text: string): string | undefined {
  const authority = /^[\w+]+:\/\/(?:[^/?#]*@)?([^/?#]*)/.exec(text)?.[1];
  return authority ?? /(?:^|\s)host=(\S+)/.exec(text)?.[1];
}

/** The value of the first of some options: `-h db`, `-hdb`, `--host db`, `--host=db`. */
function optionOf(args: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (names.includes(arg)) return args[index + 1];
    const name = names.find((one) =>
      one.startsWith('--') ? arg.startsWith(`${one}=`) : arg.startsWith(one) && !arg.startsWith('--'),
    );
    if (name !== undefined) return arg.slice(name.length).replace(/^=/, '');
  }
  return undefined;
}

function outputOf({ output = [], bundled }: Tool, args: readonly ShellWord[]): ShellWord | undefined {
  // `tar czf FILE`: the letters stand together, and the file behind them.
  const letters = bundled
    ? args.findIndex(({ text }, index) => bundled.test(text) && (index === 0 || text.startsWith('-')))
    : -1;
  if (letters >= 0) return args[letters + 1]?.text === '-' ? undefined : args[letters + 1];
  for (const [index, word] of args.entries()) {
    if (output.includes(word.text)) return args[index + 1]?.text.startsWith('-') ? undefined : args[index + 1];
    const name = output.find((one) => word.text.startsWith(one.startsWith('--') ? `${one}=` : one));
    if (name !== undefined && (name.startsWith('--') || !word.text.startsWith('--')))
      return word.from(name.length + (name.startsWith('--') ? 1 : 0));
  }
  return undefined;
}

/** What its output ends up in: by a redirection of its own, of the end of its pipe, or of the group or the shell around it. */
function redirectedOutput(command: ShellCommand): ShellWord | undefined {
  for (let node: ShellNode | undefined = command; node; node = node.parent) {
    const { parent }: ShellNode = node;
    if (node.kind === 'compound' && node.form !== 'group' && node.form !== 'subshell') return undefined;
    if (node.kind === 'list' && node.role === 'substitution') return undefined;
    const piped = parent?.kind === 'pipeline' ? parent.items.slice(parent.items.indexOf(node as ShellCommand)) : [node];
    for (const one of piped.toReversed()) {
      const written = 'redirections' in one ? one.redirections : [];
      const output = written.find(({ operator, descriptor }) => /^(?:>|>>|>\|)$/.test(operator) && descriptor === 1);
      if (output?.target) return output.target;
    }
  }
  return undefined;
}

/** What a file is called once it has been moved to where it stays. */
function finalName(output: ShellWord, commands: readonly ShellCommand[]): ShellWord {
  const move = commands.find(({ call }) => call?.name === 'mv' && call.args.at(-2)?.value() === output.value());
  return move?.call?.args.at(-1) ?? output;
}

function placeOf(output: string): Dump['output'] {
  const path = output.replace(new RegExp(`${UNKNOWN}+`, 'g'), '*');
  const folder = path.slice(0, path.lastIndexOf('/'));
  const pattern = path.slice(path.lastIndexOf('/') + 1);
  const isPlain = path.startsWith('/') && !folder.includes('*') && !folder.startsWith('/dev') && /[^*]/.test(pattern);
  return isPlain ? { folder: folder || '/', pattern } : undefined;
}
