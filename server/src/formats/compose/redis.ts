import type { Token } from '../../document/text';
import type { Edits } from '../../document/edit';
import { resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import { appendArguments, commandLineOf, replaceWord, wordsInside, type CommandWord } from './commandLine';
import { fileInContainer } from './containerFiles';
import type { ComposeService } from './model';
import { referencesIn, type Reference } from './clientReferences';
import { MEBIBYTE } from './units';

/** One directive of Redis: an option of the command line, or a line of a mounted configuration. */
export interface RedisSetting {
  readonly name: string;
  readonly value: string;
  readonly token: Token;
  /** Undefined where it is written in a file. */
  readonly word: CommandWord | undefined;
  /** Replaces the value; undefined where it comes out of a variable, or of a file. */
  readonly replace: (value: string) => Edits;
}

/** What a Redis or Valkey server is told. */
export interface RedisServer {
  /** The setting that counts, of those with one value the last one. */
  readonly get: (name: string) => RedisSetting | undefined;
  readonly all: readonly RedisSetting[];
  /** False where a file that cannot be read, a variable or a script may say more. */
  readonly isComplete: boolean;
  readonly program: 'redis-server' | 'valkey-server';
}

/** Undefined for everything but a server of the official images; those of Bitnami are told by variables of their own. */
export function redisServer(service: ComposeService, surroundings: Surroundings): RedisServer | undefined {
  const kind = service.knownImage?.kind;
  if (kind !== 'redis' && kind !== 'valkey') return undefined;
  return service.once('redis', () => readServer(service, surroundings, `${kind}-server`));
}

function readServer(
  service: ComposeService,
  surroundings: Surroundings,
  program: RedisServer['program'],
): RedisServer | undefined {
  const words = commandLineOf(service).flatMap((word) => wordsInside(service, word));
  const start = words.findLastIndex(({ text }) => /(?:^|\/)(?:redis|valkey)-server$/.test(text));
  const first = words[0]?.text;
  const isServer = start >= 0 || first === undefined || first.startsWith('-') || first.endsWith('.conf');
  if (words.some(({ text }) => /sentinel|--cluster$/.test(text))) return undefined;
  if (!isServer) return isScript(words) ? { get: () => undefined, all: [], isComplete: false, program } : undefined;
  const options = optionsIn(words.slice(start + 1));
  const path = words[start + 1]?.text;
  const file = path?.endsWith('.conf') ? settingsOfFile(service, path, surroundings) : [];
  const all = [...(file ?? []), ...options.settings];
  return {
    get: (name) => all.findLast((one) => one.name === name),
    all,
    isComplete: file !== undefined && options.isComplete && !isWrapped(service, start),
    program,
  };
}

/** A script of one's own, which starts the server in the end. */
function isScript(words: readonly CommandWord[]): boolean {
  return words.some(({ text }) => /\.sh$|entrypoint/.test(text));
}

/** Another program, such as a script of the person, stands in front of the server. */
function isWrapped(service: ComposeService, start: number): boolean {
  const before = commandLineOf(service).slice(0, Math.max(start, 0));
  return before.some(
    ({ text }) =>
      !/^(?:(?:\S*\/)?(?:ba|a)?sh|-[a-z]*c|exec|docker-entrypoint\.sh|\S*\/docker-entrypoint\.sh|umask|\d+|&&|;)$/.test(
        text,
      ),
  );
}

function optionsIn(words: readonly CommandWord[]): { settings: RedisSetting[]; isComplete: boolean } {
  const settings: RedisSetting[] = [];
  let isComplete = true;
  for (const [index, word] of words.entries()) {
    // A variable on its own may hold any number of options; operators of a shell end the command.
    if (!word.isKnown && !/^--/.test(words[index - 1]?.text ?? '')) isComplete = false;
    const name = /^--([a-z][\w-]*)$/.exec(word.text)?.[1];
    if (name === undefined) continue;
    const behind = words.slice(index + 1);
    const end = behind.findIndex(({ text }) => /^--[a-z]/.test(text));
    const values = end < 0 ? behind : behind.slice(0, end);
    const [value] = values;
    settings.push({
      name,
      value: values.map(({ text }) => text).join(' '),
      token: value?.token ?? word.token,
      word,
      replace: (text) => (value && values.length === 1 ? replaceWord(value, text) : undefined),
    });
  }
  return { settings, isComplete };
}

/** The lines of a configuration; undefined where it cannot be read or takes in others. */
function settingsOfFile(service: ComposeService, path: string, surroundings: Surroundings): RedisSetting[] | undefined {
  const file = fileInContainer(service, resolvePath('/data', path), surroundings);
  // The images bring no configuration: something makes it when the container starts.
  if (file.state !== 'read') return undefined;
  const settings = file.text.split('\n').flatMap((line): RedisSetting[] => {
    const [, name, value = ''] = /^\s*([a-z][\w-]*)(?:\s+(.*?))?\s*$/i.exec(line) ?? [];
    if (name === undefined) return [];
    const text = value.replace(/^(["'])(.*)\1$/, '$2');
    return [{ name: name.toLowerCase(), value: text, token: file.token, word: undefined, replace: () => undefined }];
  });
  return settings.some(({ name }) => name === 'include') ? undefined : settings;
}

/** Adds options at the end of the command. */
export function addOptions(service: ComposeService, { program }: RedisServer, options: readonly string[]): Edits {
  return appendArguments(service, options, [program]);
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/** Bytes of `256mb`; Redis counts `m` in thousands and `mb` in powers of two. Zero means no bound. */
export function redisBytes(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+)([kmg]?b?)$/i.exec(text) ?? [];
  const factor = SIZE_UNITS[unit.toLowerCase()];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/** What a snapshot or a rewrite of the log copies while clients go on writing needs the rest of a memory limit. */
const MOST_OF_LIMIT = 0.75;
const ROOM = 1.4;

/** Whether so much data, in bytes, leaves too little of a memory limit. */
export function redisFillsLimit(bytes: number, limit: number): boolean {
  return bytes >= limit * MOST_OF_LIMIT;
}

/** The memory limit, in bytes, that so much data asks for. */
export function limitForRedis(bytes: number): number {
  return bytes * ROOM + MEBIBYTE;
}

/** Whether clients have to log in: a password, or users with one. */
export function asksForPassword(server: RedisServer): RedisSetting | undefined {
  const password = server.get('requirepass');
  if (password && password.value !== '') return password;
  return server.get('aclfile') ?? server.all.find(({ name, value }) => name === 'user' && /[>#]/.test(value));
}

/** What is gone when a key is thrown away or lost. */
export type RedisUse = 'sessions' | 'queued jobs';

const QUEUES = /QUEUE|CELERY|BROKER|BULL|SIDEKIQ|RESQUE|HORIZON|(?:^|_)RQ_|ARQ_|DRAMATIQ/;
const SESSIONS = /SESSION/;
const WORKERS = /\b(?:celery|sidekiq|resque|bullmq?|horizon|queue:work|rq|dramatiq|huey)\b/i;

/** What clients say they keep in it, and where they say so. */
export function redisUse(
  service: ComposeService,
): { readonly use: RedisUse; readonly reference: Reference } | undefined {
  for (const reference of referencesIn(service.file)) {
    if (reference.to !== service) continue;
    const use = useOf(reference);
    if (use) return { use, reference };
  }
  return undefined;
}

function useOf({ from, variable = '' }: Reference): RedisUse | undefined {
  const name = variable.toUpperCase();
  if (/CACHE/.test(name)) return undefined;
  if (QUEUES.test(name) || commandLineOf(from).some(({ text }) => WORKERS.test(text))) return 'queued jobs';
  if (SESSIONS.test(name)) return 'sessions';
  for (const one of from.environment) {
    // SESSION_DRIVER=redis beside REDIS_HOST.
    if (one.value === undefined || !/^(?:redis|bull(?:mq)?)$/i.test(one.value)) continue;
    if (QUEUES.test(one.name)) return 'queued jobs';
    if (SESSIONS.test(one.name)) return 'sessions';
  }
  return undefined;
}
