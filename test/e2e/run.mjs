// @ts-check
/**
 * End-to-end tests of the packaged extension in a real VS Code.
 *
 *   node test/e2e/run.mjs [--vsix FILE] [--only host|ui] [--grep TEXT]
 *
 * Without --vsix the newest *.vsix of the repository is tested. There are two kinds of tests, both in mocha:
 *   suite/*.test.ts   run inside the extension host, with the `vscode` API; helpers are in suite/support.ts.
 *   ui/*.test.mjs     click and type in the workbench: `uiTest` of ui/session.mjs opens a window, test/rig/workbench.mjs
 *                     has the steps. Screenshots are saved in .vscode-test/screenshots/.
 * A file with such a name is a test, nothing has to be registered. Both kinds work on a copy of workspace/: the first kind in one
 * window on both of its folders, the second in a window of its own on workspace/stack or the folder that a test names.
 *
 * VS Code comes from npm (code-server, see test/rig). With HOLDFAST_E2E=desktop the host tests run in a desktop VS Code
 * that @vscode/test-electron downloads.
 */
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests, runVSCodeCommand } from '@vscode/test-electron';
import { build } from 'esbuild';
import Mocha from 'mocha';
import { ensureCodeServer, installExtension } from '../rig/codeServer.mjs';
import { CACHE, REPOSITORY, exitOnSignals, messageOf, temporaryFolder } from '../rig/machine.mjs';
import { SCREENSHOTS } from '../rig/workbench.mjs';
import { startSession, stopSession } from './ui/session.mjs';

/** @typedef {{ passed: number, failed: number }} Result */

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** Inside the repository, so that the bundled suite finds mocha. */
const SUITE = path.join(CACHE, 'e2e-suite');
const LAUNCHER = path.join(REPOSITORY, 'test/rig/launcher.mjs');

/** The oldest VS Code that the manifest allows, and how long its server may be silent. */
const DESKTOP_VERSION = '1.100.3';
const DOWNLOAD_IDLE_MS = 15_000;

exitOnSignals();
try {
  const { values } = parseArgs({
    options: { vsix: { type: 'string' }, only: { type: 'string' }, grep: { type: 'string' } },
  });
  const total = await runAll(path.resolve(values.vsix ?? newestPackage()), values.only, values.grep);
  if (total.passed + total.failed === 0) console.error('No test ran.');
  console.log(`e2e: ${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

/** @param {string} vsix @param {string | undefined} only @param {string | undefined} grep */
async function runAll(vsix, only, grep) {
  console.log(`Testing ${path.relative(REPOSITORY, vsix)}`);
  rmSync(SCREENSHOTS, { recursive: true, force: true });
  await ensureCodeServer();
  const folders = { dataDir: temporaryFolder('server'), extensionsDir: temporaryFolder('extensions') };
  await installExtension(vsix, folders);

  const total = { passed: 0, failed: 0 };
  for (const [kind, runTestsOfKind] of Object.entries({ host: runHostTests, ui: runUiTests })) {
    if (only && only !== kind) continue;
    const { passed, failed } = await runTestsOfKind({ vsix, folders, grep });
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

function newestPackage() {
  const packages = readdirSync(REPOSITORY)
    .filter((name) => name.endsWith('.vsix'))
    .map((name) => path.join(REPOSITORY, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!packages[0]) throw new Error('There is no .vsix to test. Run `npm run package` first.');
  return packages[0];
}

/**
 * @typedef {object} Run
 * @property {string} vsix
 * @property {import('../rig/codeServer.mjs').ServerFolders} folders where it is installed for code-server
 * @property {string | undefined} grep
 */

/** @param {Run} run @returns {Promise<Result>} */
async function runHostTests({ vsix, folders, grep }) {
  rmSync(SUITE, { recursive: true, force: true });
  // File by file, so that all tests share one support.js.
  await build({
    entryPoints: [path.join(HERE, 'suite/*.ts')],
    outdir: SUITE,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });

  const home = temporaryFolder('host-tests');
  const folder = path.join(home, 'workspace');
  const workspace = path.join(folder, 'two-folders.code-workspace');
  const resultFile = path.join(home, 'result.json');
  await cp(path.join(HERE, 'workspace'), folder, { recursive: true });
  const vscode = process.env.HOLDFAST_E2E === 'desktop' ? await desktop(vsix, home) : codeServer(folders);
  try {
    await runTests({
      vscodeExecutablePath: vscode.executable,
      extensionDevelopmentPath: path.join(HERE, 'host-extension'),
      extensionTestsPath: path.join(SUITE, 'index.js'),
      launchArgs: [workspace, ...vscode.args],
      extensionTestsEnv: {
        HOLDFAST_E2E_RESULT: resultFile,
        HOLDFAST_E2E_GREP: grep,
      },
    });
  } catch (error) {
    // The counts say what failed; without them the host itself did.
    console.error(messageOf(error));
    if (!existsSync(resultFile)) return { passed: 0, failed: 1 };
  }
  return JSON.parse(readFileSync(resultFile, 'utf8'));
}

/** @param {Run['folders']} folders */
function codeServer({ extensionsDir }) {
  return { executable: LAUNCHER, args: [`--extensions-dir=${extensionsDir}`] };
}

/** @param {string} vsix @param {string} home */
async function desktop(vsix, home) {
  const download = { version: DESKTOP_VERSION, cachePath: CACHE, timeout: DOWNLOAD_IDLE_MS };
  const args = [`--extensions-dir=${path.join(home, 'extensions')}`, `--user-data-dir=${path.join(home, 'user')}`];
  const executable = await downloadAndUnzipVSCode(download).catch((error) => {
    const remedy = 'Without HOLDFAST_E2E=desktop the tests run in code-server from npm.';
    throw new Error(`VS Code ${DESKTOP_VERSION} could not be downloaded (${messageOf(error)}). ${remedy}`);
  });
  await runVSCodeCommand(['--install-extension', vsix, ...args], download);
  return { executable, args };
}

/** @param {Run} run @returns {Promise<Result>} */
async function runUiTests({ folders, grep }) {
  // A key pressed in the moment in which the editor draws a row anew is lost on anybody: such a test gets a second window.
  const mocha = new Mocha({ ui: 'bdd', color: false, retries: 1 });
  if (grep) mocha.grep(grep);
  for (const name of readdirSync(path.join(HERE, 'ui'))) {
    if (name.endsWith('.test.mjs')) mocha.addFile(path.join(HERE, 'ui', name));
  }
  await mocha.loadFilesAsync();
  await startSession(folders);
  try {
    return await new Promise((resolve) => {
      const runner = mocha.run(() => {
        const { passes = 0, failures = 0 } = runner.stats ?? {};
        resolve({ passed: passes, failed: failures });
      });
      runner.on(Mocha.Runner.constants.EVENT_TEST_RETRY, (test, error) => {
        console.log(`    ↻ ${test.title}: tried again after: ${messageOf(error)}`);
      });
    });
  } finally {
    await stopSession();
  }
}
