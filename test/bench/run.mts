/**
 * `npm run bench`: what a check costs, as ratios against things anybody can measure: the bare parser, dclint, the clock.
 * Single figures of one machine mean little; docs/PERFORMANCE.md quotes the ratios.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DCLinter } from 'dclint';
import { parseDocument } from 'yaml';
import { lint } from '../../server/src/engine/lint';
import { openFile } from '../../server/src/engine/open';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/engine/settings';
import { NOTHING_AROUND } from '../../server/src/engine/surroundings';
import { FORMATS } from '../../server/src/formats';
import { keystrokes } from './keystrokes';
import { mostMemory, timed, writeStacks } from './manyFiles';
import { composeOf } from './stacks';

const WARM_UP = 30;
const ROUNDS = 100;

const ALL_RULES: Settings = { ...DEFAULT_SETTINGS, preset: 'all' };
const STACKS = 600;

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));

inProcess();
await wholeCommands();
manyFiles();
await typing();
rmSync(work, { recursive: true, force: true });

/**
 * One file of 1 000 lines: our whole check, the bare parse of the same text, and dclint, in one process. They take turns, and the
 * ratio is that of each turn's neighbours, so that a busy machine slows all of them.
 */
function inProcess(): void {
  const text = composeOf(1000);
  const path = join(work, 'compose.yaml');
  writeFileSync(path, text);
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const run: Record<string, () => void> = {
    'yaml.parseDocument': () => void parseDocument(text),
    'holdfast, recommended': () => check(path, readFileSync(path, 'utf8'), DEFAULT_SETTINGS),
    'holdfast, all rules': () => check(path, readFileSync(path, 'utf8'), ALL_RULES),
    dclint: () => void linter.lintFiles([path], false),
  };
  const times = new Map(Object.keys(run).map((name) => [name, [] as number[]]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [name, once] of Object.entries(run)) {
      const started = performance.now();
      once();
      if (round >= WARM_UP) times.get(name)?.push(performance.now() - started);
    }
  }
  const of = (name: string): number[] => times.get(name) ?? [];
  const ratio = (a: string, b: string): string =>
    quantile(
      of(a).map((time, round) => time / (of(b)[round] ?? Number.NaN)),
      0.5,
    ).toFixed(2);
  console.log(`\nOne compose file of 1 000 lines, in one process (medians of ${ROUNDS} rounds, in turn)`);
  for (const name of Object.keys(run))
    console.log(`  ${name.padEnd(24)} ${quantile(of(name), 0.5).toFixed(2).padStart(9)} ms`);
  const parse = 'yaml.parseDocument';
  console.log(
    `  check / bare parse       ${ratio('holdfast, recommended', parse).padStart(9)} (all rules: ${ratio('holdfast, all rules', parse)})`,
  );
  console.log(`  dclint / check           ${ratio('dclint', 'holdfast, recommended').padStart(9)}`);
}

/** The same file through both command lines, start of the process included; in turn, so that noise meets both. */
async function wholeCommands(): Promise<void> {
  const path = join(work, 'compose.yaml');
  const commands: Record<string, string[]> = {
    holdfast: [join(root, 'dist/cli.js'), 'check', path, '--fail-on', 'never'],
    dclint: [join(root, 'node_modules/dclint/bin/dclint.cjs'), path],
    'node -e 0': ['-e', '0'],
  };
  execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: 'ignore' });
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  for (let round = 0; round < 9; round++) {
    for (const [name, words] of Object.entries(commands)) {
      const started = performance.now();
      try {
        execFileSync(process.execPath, words, { stdio: 'ignore' });
      } catch {
        // dclint exits 1 where it finds something: that is a result, too.
      }
      times.get(name)?.push(performance.now() - started);
    }
  }
  console.log('\nThe same file as whole commands (median of 9, in turn)');
  for (const [name, list] of times)
    console.log(`  ${name.padEnd(24)} ${quantile(list, 0.5).toFixed(0).padStart(9)} ms`);
  console.log(
    `  dclint / holdfast        ${(quantile(times.get('dclint') ?? [], 0.5) / quantile(times.get('holdfast') ?? [], 0.5)).toFixed(2).padStart(9)}`,
  );
}

/** One run over many small files, and compose-lint (a Python program) over the same ones where it is installed. */
function manyFiles(): void {
  const folder = join(work, 'stacks');
  const paths = writeStacks(folder, STACKS);
  const words = [join(root, 'dist/cli.js'), 'check', folder, '--fail-on', 'never'];
  console.log(`\n${STACKS} small compose files in one command (median of 5, in turn)`);
  const runs = Array.from({ length: 5 }, () => [
    timed('holdfast', process.execPath, words),
    timed('compose-lint', 'compose-lint', paths),
  ]);
  const median = (column: number): number | undefined => {
    const times = runs.flatMap((run) => run[column]?.wall ?? []);
    return times.length > 0 ? quantile(times, 0.5) : undefined;
  };
  const [ours = Number.NaN, theirs] = [median(0), median(1)];
  console.log(
    `  holdfast                 ${ours.toFixed(0).padStart(9)} ms, at most ${mostMemory(words).toFixed(0)} MiB`,
  );
  if (theirs === undefined) console.log('  compose-lint is not installed: not compared');
  else {
    console.log(`  compose-lint             ${theirs.toFixed(0).padStart(9)} ms`);
    console.log(`  compose-lint / holdfast  ${(theirs / ours).toFixed(2).padStart(9)}`);
  }
}

/** From a keystroke to the answer with the diagnostics of the changed text, through the protocol. */
async function typing(): Promise<void> {
  console.log('\nKeystroke to diagnostics through the language server, in process (200 keystrokes)');
  for (const lines of [60, 600, 6000]) {
    const took = await keystrokes(composeOf(lines), lines > 1000 ? 60 : 200);
    console.log(
      `  ${String(lines).padStart(5)} lines   p50 ${quantile(took, 0.5).toFixed(1).padStart(7)} ms   p95 ${quantile(took, 0.95).toFixed(1).padStart(7)} ms`,
    );
  }
}

function check(path: string, text: string, settings: Settings): void {
  const file = openFile(path, text, FORMATS, settings);
  if (!file) throw new Error('the benchmark file is not recognised');
  lint(file, settings, NOTHING_AROUND);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
