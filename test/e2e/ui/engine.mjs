// @ts-check
/** An engine of our own with a stack on it, and a way to it that counts who uses it. */
import { createServer, connect } from 'node:net';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { REPOSITORY, temporaryFolder } from '../../rig/machine.mjs';

/** @import { Socket } from 'node:net' */
/** @typedef {import('../../rig/docker').Dockerd} Dockerd */

const { Dockerd, IDLE, whyNoDocker } = await tsImport('../../rig/docker.ts', import.meta.url);
export { IDLE, whyNoDocker };

const STACK = path.join(REPOSITORY, 'test/e2e/stack');
const IMAGES = ['postgres:15', 'redis:7', 'nginx:1.27', 'traefik:v3.1', 'traefik:v3.2'];
const SECOND = 1e9;

/** @returns {Promise<Dockerd>} */
export async function startEngine() {
  const engine = await Dockerd.start();
  await engine.importBusybox('busybox:test', ...IMAGES);
  return engine;
}

/**
 * A copy of the stack that is watched at a given engine.
 * @param {string} dockerHost @param {Record<string, unknown>} [settings]
 */
export function stackFolder(dockerHost, settings = {}) {
  const folder = path.join(temporaryFolder('stack'), 'stack');
  cpSync(STACK, folder, { recursive: true });
  mkdirSync(path.join(folder, '.vscode'));
  const all = { ...settingsFor(dockerHost), ...settings };
  writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(all));
  return folder;
}

/** @param {string} dockerHost */
function settingsFor(dockerHost) {
  // Terminals drawn by the graphics card have no text in the page.
  return { 'holdfast.live.dockerHost': dockerHost, 'terminal.integrated.gpuAcceleration': 'off' };
}

/**
 * A workspace of several folders, each with a Compose file of its own.
 * @param {string} dockerHost @param {Record<string, string>} files Compose files by the names of their folders
 */
export function workspaceFolder(dockerHost, files) {
  const folder = path.join(temporaryFolder('several'), 'several');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'compose.yaml'), text);
  }
  const folders = Object.keys(files).map((name) => ({ path: name }));
  const workspace = { folders, settings: settingsFor(dockerHost) };
  writeFileSync(path.join(folder, WORKSPACE), JSON.stringify(workspace));
  return folder;
}

export const WORKSPACE = 'several.code-workspace';
const OFTEN = { Interval: SECOND, Timeout: SECOND, Retries: 1 };
export const PASSING = { Test: ['CMD', 'true'], ...OFTEN };

/**
 * Starts a service as Compose does.
 * @param {Dockerd} engine @param {string} folder that it is started from, as Compose writes it into labels
 * @param {string} service @param {Partial<import('../../rig/docker').ContainerSpec>} spec
 */
export function startService(engine, folder, service, spec) {
  const project = path.basename(folder);
  return engine.run(`${project}-${service}-1`, {
    Cmd: ['sh', '-c', 'echo ready; exec sleep 100000'],
    ...spec,
    Labels: {
      'com.docker.compose.project': project,
      'com.docker.compose.service': service,
      'com.docker.compose.container-number': '1',
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project.working_dir': folder,
      'com.docker.compose.project.config_files': path.join(folder, 'compose.yaml'),
    },
  });
}

/**
 * Starts what a person would see of the stack in a bad night; what is declared and not here is missing.
 * @param {Dockerd} engine @param {string} folder that the stack is started from, as Compose writes it into labels
 */
export async function startStack(engine, folder) {
  /** @param {string} service @param {Partial<import('../../rig/docker').ContainerSpec>} spec */
  const start = (service, spec) => startService(engine, folder, service, spec);
  await Promise.all([
    start('database', {
      Image: 'postgres:15',
      HostConfig: { Memory: 64 << 20, RestartPolicy: { Name: 'always' } },
      Healthcheck: PASSING,
    }),
    start('cache', { Image: 'redis:7' }),
    start('web', {
      Image: 'nginx:1.27',
      Healthcheck: { Test: ['CMD', 'curl', '-f', 'http://localhost/'], ...OFTEN },
    }),
    start('worker', {
      Cmd: ['sh', '-c', 'echo cannot connect to the database; exit 3'],
      HostConfig: { RestartPolicy: { Name: 'always' } },
    }),
    start('proxy', { Image: 'traefik:v3.2' }),
  ]);
}

/** Removes all containers. @param {Dockerd} engine */
export async function clear(engine) {
  const containers = /** @type {{ Id: string }[]} */ (await engine.api('GET', '/containers/json?all=true'));
  await Promise.all(containers.map(({ Id }) => engine.remove(Id)));
}

/** A socket that leads to another one, if to any, and counts the connections made through it. */
export class CountingSocket {
  /** @type {Set<Socket>} */
  #open = new Set();
  #idle = () => {};
  constructor() {
    /** Where it leads; nowhere when undefined. @type {string | undefined} */
    this.target = undefined;
    this.path = path.join(temporaryFolder('socket'), 'docker.sock');
    this.host = `unix://${this.path}`;
    this.made = 0;
    this.server = createServer((socket) => {
      this.made++;
      this.#open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#open.delete(socket);
        if (this.#open.size === 0) this.#idle();
      });
      if (this.target === undefined) {
        socket.destroy();
        return;
      }
      const further = connect(this.target);
      further.on('error', () => socket.destroy());
      socket.on('close', () => further.destroy());
      further.on('close', () => socket.destroy());
      socket.pipe(further).pipe(socket);
    });
  }

  /** @returns {Promise<void>} */
  listen() {
    return new Promise((resolve) => this.server.listen(this.path, resolve));
  }

  /** Settled when no connection is open. @returns {Promise<void>} */
  idle() {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#idle = resolve));
  }

  close() {
    for (const socket of this.#open) socket.destroy();
    this.server.close();
  }
}
