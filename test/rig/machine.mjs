// @ts-check
/** What the rig needs of the machine it runs on; only Node's own modules, see codeServer.mjs. */
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a program to its end; rejects with its output when it fails. */
export const run = promisify(execFile);

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** Everything downloaded or recorded by tests lives here; ignored by git. */
export const CACHE = path.join(REPOSITORY, '.vscode-test');

/**
 * @param {string} name @param {string} [searchPath]
 * @returns {string | undefined} the absolute path of a program
 */
export function findProgram(name, searchPath = process.env.PATH ?? '') {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const candidates = searchPath
    .split(path.delimiter)
    .flatMap((folder) => suffixes.map((suffix) => path.join(folder, name + suffix)));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @type {Set<string>} */
const temporaryFolders = new Set();

/**
 * A folder that is gone when this process ends.
 * @param {string} purpose
 */
export function temporaryFolder(purpose) {
  if (temporaryFolders.size === 0) process.once('exit', removeTemporaryFolders);
  const folder = mkdtempSync(path.join(tmpdir(), `holdfast-${purpose}-`));
  temporaryFolders.add(folder);
  return folder;
}

function removeTemporaryFolders() {
  for (const folder of temporaryFolders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      console.error(`${folder} could not be removed: ${messageOf(error)}`);
    }
  }
}

/** Turns Ctrl-C and kill into an ordinary exit, so that servers are stopped and temporary folders removed. */
export function exitOnSignals() {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

/**
 * npm without install scripts: code-server's own refuse to run as root and compile modules that nothing here needs.
 * @param {string} folder @param {string[]} args
 */
export async function npmInstall(folder, args) {
  const flags = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await run('npm', [...flags, ...args], { cwd: folder, shell: process.platform === 'win32', maxBuffer: 1 << 26 });
  } catch (error) {
    // Below the command: what went wrong, then a stack of npm's own.
    const reason = messageOf(error).split('\n').slice(1, 5).join('\n');
    throw new Error(`npm could not install ${args.join(' ')}.\n${reason}`, { cause: error });
  }
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
