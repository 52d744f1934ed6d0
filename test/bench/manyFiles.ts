import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { compose } from '../../server/src/formats/compose';

/** What one command took, in milliseconds. */
export interface Command {
  readonly name: string;
  readonly wall: number;
}

/** Small stacks, each in a folder of its own: the examples of our rules, over and over. Gives the paths of their compose files. */
export function writeStacks(folder: string, count: number): string[] {
  const examples = compose.rules
    .filter(({ examples: { files, name } }) => !files && !name)
    .map(({ examples }) => examples.bad);
  return Array.from({ length: count }, (_, index) => {
    const stack = join(folder, `stack-${index}`);
    mkdirSync(stack, { recursive: true });
    const path = join(stack, 'compose.yaml');
    writeFileSync(path, examples[index % examples.length] ?? '');
    return path;
  });
}

/** Runs a command to its end; undefined where there is no such command. What it finds does not matter. */
export function timed(name: string, command: string, words: readonly string[]): Command | undefined {
  const started = performance.now();
  const { error } = spawnSync(command, words, { stdio: 'ignore' });
  return error ? undefined : { name, wall: performance.now() - started };
}

/** The most memory that a Node.js command held, in MiB. */
export function mostMemory(words: readonly string[]): number {
  const report = `process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS));`;
  const preload = `data:text/javascript,${encodeURIComponent(report)}`;
  const { stderr } = spawnSync(process.execPath, ['--import', preload, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
}
