// `npm test`: everything CI does. Installs what is missing, then types, lint, generated files, unit and server tests, the package,
// and end-to-end tests in a real VS Code. Ends with one line: `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
const results = join(work, 'unit.json');
const total = { passed: 0, failed: 0 };

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) await step('install', 'npm', ['ci']);
await step('build', 'node', ['esbuild.mjs']);
await step('types', 'npm', ['run', '--silent', 'typecheck']);
await step('lint', 'npx', ['eslint', '.']);
await step('formatting', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']);
await step('generated files', 'npx', ['tsx', 'scripts/generate.ts', '--check']);

console.log('\n== unit, server and command line tests');
await run('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`]);
countUnitTests();

if (await step('package', 'npm', ['run', '--silent', 'package'])) {
  console.log('\n== end-to-end tests in a real VS Code');
  const { output } = await run('node', ['test/e2e/run.mjs']);
  const [, passed, failed] = /^e2e: (\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  // A run that ends without its closing line has failed, whatever it printed before.
  if (passed === undefined) total.failed++;
  total.passed += Number(passed ?? 0);
  total.failed += Number(failed ?? 0);
}

rmSync(work, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** One check that passes or fails as a whole. */
async function step(name, command, words) {
  console.log(`\n== ${name}`);
  const { code } = await run(command, words);
  if (code === 0) total.passed++;
  else {
    total.failed++;
    console.error(`${name} failed (exit code ${code})`);
  }
  return code === 0;
}

function run(command, words) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, words, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve({ code: 1, output });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function countUnitTests() {
  if (!existsSync(results)) {
    total.failed++;
    return;
  }
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(results, 'utf8'));
  total.passed += numPassedTests;
  // A file that could not be loaded has no failed test to count.
  total.failed += numFailedTests > 0 ? numFailedTests : numFailedTestSuites;
}
