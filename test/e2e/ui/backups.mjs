// @ts-check
/** Folders with backups as they are found on a machine, and steps in the Backups view. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { tsImport } from 'tsx/esm/api';
import { stackFolder } from './engine.mjs';

/** @import { Workbench } from '../../rig/workbench.mjs' */

/** @type {typeof import('../../../client/src/live/backups/wrapper')} */
const { wrapperScript } = await tsImport('../../../client/src/live/backups/wrapper.ts', import.meta.url);

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A database with a backup, and a cache that keeps data, too. */
export const STACK = `services:
  database:
    image: postgres:15
    volumes:
      - rows:/var/lib/postgresql/data
  cache:
    image: redis:7
    command: [redis-server, --appendonly, "yes"]
    volumes:
      - sessions:/data
  web:
    image: nginx:1.27
volumes:
  rows:
  sessions:
`;

/**
 * @param {string} dockerHost @param {Record<string, string>} files by their paths @param {Record<string, unknown>} [settings]
 */
export function folderWith(dockerHost, files, settings) {
  const folder = stackFolder(dockerHost, settings);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** @param {Workbench} workbench */
export async function showBackups(workbench) {
  await workbench.runCommand('Holdfast: Focus on Backups View');
}

/**
 * @param {string} file @param {number} writtenAt @param {Buffer} content of what is packed in it
 */
function writeBackup(file, writtenAt, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(content));
  utimesSync(file, writtenAt / 1000, writtenAt / 1000);
}

/** A dump of a database as it looks when it is whole, made an hour ago. @param {string} file */
export function writeDump(file) {
  const lines = [
    '-- PostgreSQL database dump',
    randomBytes(2_000).toString('hex'),
    '-- PostgreSQL database dump complete',
  ];
  writeBackup(file, Date.now() - HOUR, Buffer.from(`${lines.join('\n')}\n`));
}

/**
 * Runs the script that Holdfast writes.
 * @param {{ job: string, folder: string, log: string }} options @param {string[]} command prints the backup
 * @returns {number | null} its exit code
 */
export function runScript(options, command) {
  const kind = /** @type {const} */ ({ output: 'stdout', format: 'other', compress: true, extension: '', keep: 3 });
  const script = wrapperScript({ ...options, ...kind, command });
  return spawnSync('sh', ['-c', script], { stdio: 'ignore' }).status;
}

/**
 * One at two o'clock of each day, the last of them less than a day ago.
 * @param {string} folder @param {number} days
 */
export function writeNightlyBackups(folder, days) {
  const last = Math.floor((Date.now() - 2 * HOUR - 60_000) / DAY) * DAY + 2 * HOUR;
  for (let index = 0; index < days; index++) {
    const at = last - index * DAY;
    writeBackup(
      path.join(folder, `shop-${new Date(at).toISOString().slice(0, 10)}.tar.gz`),
      at + 40_000,
      randomBytes(20_000),
    );
  }
}

/**
 * Lines of the log that a backup script writes.
 * @param {string} job
 * @param {{ at: number, exit?: number, message?: string }[]} runs
 */
export function logOf(job, runs) {
  const time = (/** @type {number} */ at) => new Date(at).toISOString().replace(/\.\d+/, '');
  const lines = runs.flatMap(({ at, exit = 0, message = '' }) => {
    const [start, run] = [time(at), `${time(at)}-7`];
    const end = { event: 'end', job, run, time: time(at + 60_000), start, seconds: 60, exit };
    const made = exit === 0 ? { bytes: 48_000_000, file: `${job}.sql.gz`, rotation: 'done', kept: 14 } : {};
    return [
      { event: 'start', job, run, time: start },
      { ...end, ...made, message },
    ];
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
