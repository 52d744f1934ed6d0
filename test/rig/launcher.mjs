#!/usr/bin/env node
// @ts-check
/**
 * Stands in for the VS Code executable: takes the arguments that `runTests` of @vscode/test-electron passes, runs the same
 * suite in code-server and Chromium, forwards the console of the extension host and ends with the suite's exit code.
 *
 *   launcher.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--extensions-dir=DIR] FOLDER
 *
 * HOLDFAST_E2E_DEADLINE: seconds after which the run has failed (default 180).
 */
import { format, parseArgs } from 'node:util';
import { launchChromium } from './chromium.mjs';
import { ensureCodeServer, startServer } from './codeServer.mjs';
import { exitOnSignals, messageOf, temporaryFolder } from './machine.mjs';
import { SCREENSHOTS } from './workbench.mjs';

const DEADLINE_SECONDS = Number(process.env.HOLDFAST_E2E_DEADLINE ?? 180);

/** What every run says about modules that are not built and about the workbench's own start. */
const NOISE =
  /spdlog\.node|Release\/watchdog|^(Resolv(ing|ed) connection|Creating a socket|ChatSessionStore|\[Service Worker\])|builtin extensions/;

exitOnSignals();
setTimeout(() => {
  console.error(`The tests in the extension host did not end within ${DEADLINE_SECONDS} s.`);
  process.exit(1);
}, DEADLINE_SECONDS * 1_000);

// The runner holds our standard input open: when it ends, nobody waits for the verdict any more.
process.stdin.resume().once('end', () => process.exit(1));

try {
  process.exit(await runSuite());
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

/** @returns {Promise<number>} the exit code of the suite */
async function runSuite() {
  // Not strict: flags that only mean something to a desktop VS Code are left out.
  const { values, positionals } = parseArgs({
    strict: false,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const tests = values.extensionTestsPath;
  const folder = positionals[0];
  if (typeof tests !== 'string' || !folder) {
    throw new Error('Usage: launcher.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=FILE FOLDER');
  }
  const extensionsDir = values['extensions-dir'];

  await ensureCodeServer();
  const server = await startServer({
    dataDir: temporaryFolder('host'),
    extensionsDir: typeof extensionsDir === 'string' ? extensionsDir : temporaryFolder('extensions'),
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const verdict = new Promise((resolve, reject) => {
      page.once('crash', () => reject(new Error('The browser page crashed.')));
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    // A crash while the page still loads is reported by the await below, not as an unhandled rejection.
    verdict.catch(() => undefined);
    await page.exposeFunction('codeAutomationLog', forwardLog);
    /** @type {[string, string][]} */
    const payload = [
      ...(values.extensionDevelopmentPath ?? []).map((development) => {
        return /** @type {[string, string]} */ (['extensionDevelopmentPath', server.resource(String(development))]);
      }),
      ['extensionTestsPath', server.resource(tests)],
      ['skipWelcome', 'true'],
    ];
    await page.goto(server.url(folder, payload));
    const code = Number(await verdict);
    if (code !== 0) await page.screenshot({ path: `${SCREENSHOTS}/host-failure.png` });
    return code;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** @param {string} type `log`, `warn` … @param {unknown[]} args as given to the console of the host */
function forwardLog(type, args) {
  const text = format(...args);
  if (NOISE.test(text)) return;
  if (type === 'error' || type === 'warn') console.error(text);
  else console.log(text);
}
