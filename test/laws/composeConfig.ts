import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A text that stands in place of a compose file of a folder. */
export interface ComposeText {
  readonly folder: string;
  readonly text: string;
}

const BATCH = join(import.meta.dirname, 'composeConfig.py');
const MOST_OUTPUT = 2 ** 30;

/** Where `docker-compose` is; undefined where it is not installed. */
const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'docker-compose'))
  .find((path) => existsSync(path));

export const hasCompose = program !== undefined;

/** The interpreter of Compose 1, which is written in Python; undefined for later ones. */
const python =
  program === undefined ? undefined : /^#!\s*(\S*python\S*)/.exec(readFileSync(program, 'latin1').slice(0, 200))?.[1];

export const isCompose1 = python !== undefined;

/** For each text why Compose refuses it; undefined where it loads it. Every variable in it has a value. */
export function refusalsOf(texts: readonly ComposeText[]): (string | undefined)[] {
  if (program === undefined) throw new Error('docker-compose is not installed');
  return python === undefined ? texts.map((text) => refusalBy(program, text)) : refusalsWith(python, texts);
}

/** It takes half a second to start and milliseconds to read a file. */
function refusalsWith(interpreter: string, texts: readonly ComposeText[]): (string | undefined)[] {
  const input = texts.map(({ folder, text }) => JSON.stringify({ folder, text, variables: variablesFor(text) }));
  const ended = run(interpreter, [BATCH], input.join('\n'));
  if (ended.status !== 0) throw new Error(`composeConfig.py failed: ${ended.stderr}`);
  const answers = ended.stdout.trimEnd().split('\n');
  if (texts.length > 0 && answers.length !== texts.length) throw new Error(`${answers.length} answers`);
  return texts.map((_, index) => (JSON.parse(answers[index] ?? '') as string | null) ?? undefined);
}

function refusalBy(command: string, { folder, text }: ComposeText): string | undefined {
  const words = ['--project-name', 'laws', '--file', '-', 'config', '--quiet'];
  const { status, stderr } = run(command, words, text, { cwd: folder, env: variablesFor(text) });
  return status === 0 ? undefined : stderr.trim() || `it ended with ${status}`;
}

function run(command: string, words: readonly string[], input: string, more = {}): SpawnSyncReturns<string> {
  return spawnSync(command, words, { input, encoding: 'utf8', maxBuffer: MOST_OUTPUT, ...more });
}

function variablesFor(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []);
  return { ...Object.fromEntries(names.map((name) => [name, '1'])), PATH: process.env['PATH'] ?? '', HOME: '/' };
}
