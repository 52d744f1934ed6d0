// @ts-check
import { execFileSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { it } from 'mocha';
import { launchChromium } from '../../rig/chromium.mjs';
import { startServer } from '../../rig/codeServer.mjs';
import { REPOSITORY, temporaryFolder } from '../../rig/machine.mjs';
import { Workbench } from '../../rig/workbench.mjs';

/** @import { Browser } from 'playwright-core' */
/** @import { Server, ServerFolders } from '../../rig/codeServer.mjs' */

const TEST_DEADLINE_MS = 120_000;

/** The folder opened unless a test names another: files with known mistakes. */
const STACK = path.join(REPOSITORY, 'test/e2e/workspace/stack');

/** A realistic stack with the mistakes that real ones have. */
export const EXAMPLE = path.join(REPOSITORY, 'examples/stack');

/** @type {{ browser: Browser, folders: ServerFolders } | undefined} */
let session;
/** Servers that are running, by whether they ask for workspace trust. @type {Map<boolean, Server>} */
const servers = new Map();

/** @param {ServerFolders} folders where the packaged extension is installed */
export async function startSession(folders) {
  session = { browser: await launchChromium(), folders };
}

export async function stopSession() {
  await session?.browser.close();
  await Promise.all([...servers.values()].map((server) => server.stop()));
}

/** The process ids of the language servers that the windows of this run have started. */
export function languageServers() {
  const { extensionsDir } = session?.folders ?? {};
  if (!extensionsDir) throw new Error('UI tests are run by test/e2e/run.mjs');
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.includes(extensionsDir) && line.includes(path.join('dist', 'server.js')))
    .map((line) => Number.parseInt(line, 10));
}

/**
 * Declares a test in a fresh VS Code window on a copy of a folder. When it fails, `failed-<title>.png` shows the screen.
 * Settings of a test belong into `.vscode/settings.json` of its folder.
 *
 * @param {string} title
 * @param {(workbench: Workbench, folder: string) => Promise<void>} body folder: the copy, absolute
 * @param {{ folder?: string, workspace?: string, workspaceTrust?: boolean }} [options] workspace: what to open of the folder, instead of
 *   all of it; workspaceTrust: ask whether the folder is trusted
 */
export function uiTest(title, body, { folder = STACK, workspace = '', workspaceTrust = false } = {}) {
  it(title, async () => {
    if (!session) throw new Error('UI tests are run by test/e2e/run.mjs');
    const copy = path.join(temporaryFolder('workspace'), path.basename(folder));
    await cp(folder, copy, { recursive: true, preserveTimestamps: true });
    const server = servers.get(workspaceTrust) ?? (await startServer({ ...session.folders, workspaceTrust }));
    servers.set(workspaceTrust, server);
    const workbench = await Workbench.open(session.browser, server, path.join(copy, workspace));
    try {
      await body(workbench, copy);
    } catch (error) {
      await workbench.screenshot(`failed-${title}`);
      throw error;
    } finally {
      await workbench.close();
    }
  }).timeout(TEST_DEADLINE_MS);
}
