import { assignmentsIn, commandsIn, expandWord, UNKNOWN, type ShellCommand, type ShellVariables } from './shellWords';

export type DumpEngine = 'postgres' | 'mysql' | 'mongo' | 'redis' | 'files';

/** Whom a dump tool asks. */
export type DumpTarget =
  /** What it runs beside. */
  | { readonly kind: 'own' }
  | { readonly kind: 'host'; readonly name: string }
  /** Another container, in which it is started. */
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'unknown' };

/** A call of a program that saves data. No value of it is kept but the name of whom it asks and where it writes. */
export interface Dump {
  readonly tool: string;
  readonly engine: DumpEngine;
  readonly target: DumpTarget;
  /** Absolute, with `*` for what differs from run to run; undefined where that is not plain. */
  readonly output: { readonly folder: string; readonly pattern: string } | undefined;
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
    saves: ([first = '', ...rest]) => isCreation(first) || rest.some((arg) => arg === '--create' || /^-\w*c/.test(arg)),
  },
  rsync: FILES,
  rclone: { ...FILES, saves: ([first = '']) => /^(?:sync|copy)$/.test(first) },
};

/** `czf`, `-czf`, `--create`. */
function isCreation(first: string): boolean {
  return first === '--create' || /^-?[a-bd-zA-Z]*c[a-zA-Z]*$/.test(first);
}

const SHELLS = /^(?:sh|bash|ash|dash|zsh|busybox)$/;
/** Words in front of a command that change nothing about what it saves. */
const KEYWORDS = /^(?:if|then|else|elif|do|while|until|time|!|exec|command|nohup)$/;
/** Programs that start the one they are given. */
const WRAPPERS =
  /^(?:nice|ionice|timeout|sudo|gosu|su-exec|setpriv|chpst|env|flock|stdbuf|dumb-init|tini|catchsegv|chronic)$/;
const ENGINES = /^(?:docker|docker-compose|podman|nerdctl|kubectl|oc)$/;

/** The calls of dump tools in a shell text. @param environment variables that the shell starts with */
export function dumpsIn(text: string, environment: ShellVariables): Dump[] {
  const commands = commandsIn(text);
  const variables = assignmentsIn(commands, environment);
  return commands.flatMap((command, index) => {
    return callsIn(command.words, variables, undefined).map(({ name, args, container }) => {
      const output = outputOf(TOOLS[name]?.output ?? [], args) ?? redirectedOutput(commands, index);
      return {
        tool: name,
        engine: TOOLS[name]?.engine ?? 'files',
        target: targetOf(TOOLS[name] ?? FILES, args, container, variables),
        output: output === undefined ? undefined : placeOf(finalName(output, commands), variables),
      };
    });
  });
}

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  /** In which it is started from outside. */
  readonly container: string | undefined;
}

/** More words than these are a list of files. */
const MOST_WORDS = 500;

function callsIn(all: readonly string[], variables: ShellVariables, container: string | undefined): Call[] {
  const begin = all.findIndex((word) => !KEYWORDS.test(word) && !/^[A-Za-z_]\w*=/.test(word));
  const [head = '', ...rest] = begin < 0 ? [] : all.slice(begin, begin + MOST_WORDS);
  const name = head.slice(head.lastIndexOf('/') + 1);
  const tool = toolOf(name);
  if (tool) return tool.saves && !tool.saves(rest) ? [] : [{ name, args: rest, container }];
  if (SHELLS.test(name)) {
    const option = rest.findIndex((word) => /^-[a-z]*c$/.test(word));
    const script = option < 0 ? undefined : rest[option + 1];
    return script === undefined ? [] : commandsIn(script).flatMap((one) => callsIn(one.words, variables, container));
  }
  const isEngine = ENGINES.test(name);
  if (!isEngine && !WRAPPERS.test(name)) return [];
  const start = rest.findIndex((word) => isProgram(word.slice(word.lastIndexOf('/') + 1)));
  const action = rest.slice(0, Math.max(start, 0)).find((word) => word === 'exec' || word === 'run');
  if (start < 0 || (isEngine && action === undefined)) return [];
  const entered = action === 'exec' && isEngine ? rest.slice(0, start).findLast((word) => word !== '--') : undefined;
  return callsIn(rest.slice(start), variables, entered === undefined ? container : expandWord(entered, variables));
}

function toolOf(name: string): Tool | undefined {
  return Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
}

function isProgram(name: string): boolean {
  return toolOf(name) !== undefined || SHELLS.test(name) || WRAPPERS.test(name);
}

function targetOf(
  { host = [], address = [], variables: names = [] }: Tool,
  args: readonly string[],
  container: string | undefined,
  variables: ShellVariables,
): DumpTarget {
  const named = optionOf(args, host);
  const addresses = [optionOf(args, address), ...args.filter((arg) => /^\w+(?:\+srv)?:\/\/|\bhost=/.test(arg))];
  const inAddress = addresses.flatMap((one) => hostIn(one === undefined ? '' : expandWord(one, variables)) ?? [])[0];
  const inVariable = names.flatMap((name) => variables.get(name) ?? [])[0];
  const value = named === undefined ? (inAddress ?? inVariable) : expandWord(named, variables);
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

function outputOf(names: readonly string[], args: readonly string[]): string | undefined {
  const value = optionOf(args, names);
  return value === undefined || value.startsWith('-') ? undefined : value;
}

/** What the last command of its pipe writes to. */
function redirectedOutput(commands: readonly ShellCommand[], index: number): string | undefined {
  for (let at = index; at < commands.length; at++) {
    const command = commands[at];
    if (command?.output !== undefined || !command?.isPiped) return command?.output;
  }
  return undefined;
}

/** What a file is called once it has been moved to where it stays. */
function finalName(output: string, commands: readonly ShellCommand[]): string {
  const move = commands.find(({ words }) => words[0] === 'mv' && words.at(-2) === output);
  return move?.words.at(-1) ?? output;
}

function placeOf(output: string, variables: ShellVariables): Dump['output'] {
  const path = expandWord(output, variables).replace(new RegExp(`${UNKNOWN}+`, 'g'), '*');
  const folder = path.slice(0, path.lastIndexOf('/'));
  const pattern = path.slice(path.lastIndexOf('/') + 1);
  const isPlain = path.startsWith('/') && !folder.includes('*') && !folder.startsWith('/dev') && /[^*]/.test(pattern);
  return isPlain ? { folder: folder || '/', pattern } : undefined;
}
