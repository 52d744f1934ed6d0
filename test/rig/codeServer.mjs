// @ts-check
/**
 * A real VS Code server and web workbench from the npm registry, for machines that cannot download VS Code itself.
 * Only Node's own modules are imported: `npm start` runs this before anything is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CACHE, messageOf, npmInstall, run } from './machine.mjs';

/** Holds VS Code 1.100.3; the last line of code-server that runs on Node 20. */
export const CODE_SERVER_VERSION = '4.100.3';
const RIPGREP_VERSION = '1.18.0';

const HOME = path.join(CACHE, `code-server-${CODE_SERVER_VERSION}`);
const SERVER_MAIN = path.join(HOME, 'node_modules/code-server/lib/vscode/out/server-main.js');

const START_DEADLINE_MS = 60_000;
const STOP_GRACE_MS = 5_000;
const LOG_TAIL = 20_000;

/** Settings that keep the workbench quiet and its screenshots reproducible. */
const QUIET_SETTINGS = {
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // The web workbench saves by itself where the desktop does not.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Installs code-server into the cache unless it is there. The folder gets its final name only when it is complete, so an
 * interrupted install is simply done again.
 * @returns {Promise<void>}
 */
export async function ensureCodeServer() {
  if (existsSync(SERVER_MAIN)) return;
  const started = Date.now();
  process.stdout.write(`Installing code-server ${CODE_SERVER_VERSION} into ${CACHE} (once, about 300 MB) … `);
  const partial = `${HOME}.partial-${process.pid}`;
  const discard = () => rmSync(partial, { recursive: true, force: true });
  process.once('exit', discard);
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, 'package.json'), '{"private":true}');
    const ripgrep = `@vscode/ripgrep-${process.platform}-${process.arch}`;
    await npmInstall(partial, [`code-server@${CODE_SERVER_VERSION}`, `${ripgrep}@${RIPGREP_VERSION}`]);
    const server = path.join(partial, 'node_modules/code-server/lib/vscode');
    await npmInstall(server, ['--omit=dev']);
    // VS Code expects the binary that the skipped install script would have downloaded; file search fails without it.
    const binary = process.platform === 'win32' ? 'rg.exe' : 'rg';
    const target = path.join(server, 'node_modules/@vscode/ripgrep/bin', binary);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(partial, 'node_modules', ripgrep, 'bin', binary), target);
    await chmod(target, 0o755);
    if (!existsSync(SERVER_MAIN)) {
      await rm(HOME, { recursive: true, force: true });
      await rename(partial, HOME);
    }
    await removePartialInstalls();
    process.stdout.write(`done in ${Math.round((Date.now() - started) / 1000)} s\n`);
  } catch (error) {
    const installedByAnother = existsSync(SERVER_MAIN);
    process.stdout.write(installedByAnother ? 'done by another process\n' : 'failed\n');
    if (!installedByAnother) throw error;
  } finally {
    discard();
    process.off('exit', discard);
  }
}

/** Remains of interrupted installs, and of one that runs at the same time: it will find this one. */
async function removePartialInstalls() {
  const names = await readdir(CACHE);
  const remains = names.filter((name) => name.startsWith(`${path.basename(HOME)}.partial-`));
  await Promise.allSettled(remains.map((name) => rm(path.join(CACHE, name), { recursive: true, force: true })));
}

/**
 * Installs a packaged extension for servers that are started with the same folders.
 * @param {string} vsix @param {ServerFolders} folders
 */
export async function installExtension(vsix, { dataDir, extensionsDir }) {
  await mkdir(dataDir, { recursive: true });
  await mkdir(extensionsDir, { recursive: true });
  const folders = ['--server-data-dir', dataDir, '--extensions-dir', extensionsDir];
  try {
    await run(process.execPath, [
      SERVER_MAIN,
      '--accept-server-license-terms',
      ...folders,
      '--install-extension',
      vsix,
    ]);
  } catch (error) {
    // The server complains at length about native modules that are not built; only its last word is about the extension.
    const output = messageOf(error).trim().slice(-1_000);
    throw new Error(`${vsix} could not be installed: ${output}`, { cause: error });
  }
}

/**
 * @typedef {object} ServerFolders
 * @property {string} dataDir settings, logs and state of the server; a fresh folder is a fresh VS Code
 * @property {string} extensionsDir
 *
 * @typedef {object} Server
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {(folder: string, payload?: [string, string][]) => string} url address of a workbench on a folder or a
 *   `.code-workspace`
 * @property {(file: string) => string} resource address of a file as the workbench names it
 * @property {() => string} log the last output of the server
 * @property {Promise<unknown>} exited settled when the server has ended, for whatever reason
 * @property {() => Promise<void>} stop ends the server and everything it started
 */

/**
 * Starts a server on the loopback interface and waits until it listens.
 * @param {ServerFolders & { port?: number, workspaceTrust?: boolean }} options port 0 (the default) is any free one;
 *   workspaceTrust true asks whether a folder is trusted, as a desktop VS Code does
 * @returns {Promise<Server>}
 */
export async function startServer({ dataDir, extensionsDir, port = 0, workspaceTrust = false }) {
  const settings = path.join(dataDir, 'data/Machine/settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  await mkdir(extensionsDir, { recursive: true });
  if (!existsSync(settings)) await writeFile(settings, JSON.stringify(QUIET_SETTINGS, null, 2));

  const args = [
    SERVER_MAIN,
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
    ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir, '--telemetry-level', 'off'],
  ];
  if (!workspaceTrust) args.push('--disable-workspace-trust');
  // No extension gallery: a server of the rig talks to nobody.
  const env = { EXTENSIONS_GALLERY: '{}', ...process.env };
  // Its own process group, so that stopping reaches the extension hosts and language servers too.
  const server = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const exited = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
  const killOnExit = () => killGroup(server.pid, 'SIGKILL');
  // First of all: other listeners remove the folders it writes to.
  process.prependOnceListener('exit', killOnExit);

  const stop = async () => {
    process.off('exit', killOnExit);
    killGroup(server.pid, 'SIGTERM');
    const timer = setTimeout(() => killGroup(server.pid, 'SIGKILL'), STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
    // The server itself ends first; a child that ignores the polite signal must not outlive it.
    killGroup(server.pid, 'SIGKILL');
  };

  /** @type {NodeJS.Timeout | undefined} */
  let startTimer;
  try {
    const boundPort = await new Promise((resolve, reject) => {
      startTimer = setTimeout(() => reject(new Error('it did not listen in time')), START_DEADLINE_MS);
      void exited.then((reason) => reject(new Error(`it ended with ${reason}`)));
      for (const stream of [server.stdout, server.stderr]) {
        stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
          log = (log + withoutLoggerComplaints(chunk)).slice(-LOG_TAIL);
          const listening = /Extension host agent listening on (\d+)/.exec(log);
          if (listening) resolve(listening[1]);
          // It says so and stays.
          else if (log.includes('EADDRINUSE')) reject(new Error(`port ${port} is in use`));
        });
      }
    });
    const authority = `127.0.0.1:${boundPort}`;
    const origin = `http://${authority}`;
    return {
      origin,
      url: (folder, payload) => {
        const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
        const query = `${kind}=${encodeURIComponent(folder).replaceAll('%2F', '/')}`;
        return `${origin}/?${query}${payload ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : ''}`;
      },
      resource: (file) => `vscode-remote://${authority}${file}`,
      log: () => log,
      exited,
      stop,
    };
  } catch (error) {
    await stop();
    const hint = process.version.startsWith('v20.') ? '' : ` It is made for Node 20, this is ${process.version}.`;
    throw new Error(`The VS Code server did not start: ${messageOf(error)}.${hint}\n${log.slice(-1_000)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(startTimer);
  }
}

/** The native logger is not built, and the server says at length where it looked for it. @param {string} text */
function withoutLoggerComplaints(text) {
  return text.replace(/^.*(spdlog|bindings\.js|node:internal|server-main\.js|tries: \[).*\n/gm, '');
}

/** @param {number | undefined} leader @param {NodeJS.Signals} signal */
function killGroup(leader, signal) {
  if (leader === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
