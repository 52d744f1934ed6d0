/**
 * `npm run bench:live`: how fast what runs is known, measured on a real Docker engine by the tests that hold these figures against what
 * is promised. Takes Linux, root and about five minutes.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
const file = join(work, 'figures');

// One file at a time: figures of a machine that does two things at once say nothing.
const words = [
  'vitest',
  'run',
  '--no-file-parallelism',
  ...['latency', 'realRestarts', 'load', 'watcher'].map(testFile),
];
const env = { ...process.env, HOLDFAST_DOCKER_TESTS: 'require', HOLDFAST_FIGURES: file };
const child = spawn('npx', words, { cwd: root, env, stdio: 'inherit' });
child.on('close', (code) => {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  for (const line of lines) {
    const [name, text] = JSON.parse(line) as [string, string];
    console.log(`${name.padEnd(50)} ${text}`);
  }
  rmSync(work, { recursive: true });
  process.exitCode = code ?? 1;
});

function testFile(name: string): string {
  return `test/live/docker/${name}.test.ts`;
}
