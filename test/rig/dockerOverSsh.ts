/** An ssh server on loopback with keys of its own, and an `ssh` that knows them, without touching those of the machine. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { end, findProgram, launch, whyMissing } from './docker';

const run = promisify(execFile);

export function whyNoSshServer(): Promise<string | undefined> {
  return whyMissing({ sshd: 'openssh-server', ssh: 'openssh-client' });
}

export interface SshServer {
  readonly port: number;
  /** Goes before PATH: holds an `ssh` that has the right key. */
  readonly programs: string;
  /** Ends the server; connections end with their clients. */
  stop(): Promise<void>;
}

export async function startSshServer(): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-sshd-'));
  const at = (name: string): string => join(folder, name);
  for (const key of ['host', 'client']) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  const port = await freePort();
  await writeFile(at('authorized_keys'), await readFile(at('client.pub')));
  await writeFile(at('known_hosts'), `[127.0.0.1]:${port} ${await readFile(at('host.pub'), 'utf8')}`);
  const server = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: at('host'),
    PidFile: 'none',
    StrictModes: 'no',
    UsePAM: 'no',
  };
  const users = { PermitRootLogin: 'prohibit-password', AuthorizedKeysFile: at('authorized_keys') };
  await writeFile(at('sshd_config'), configOf({ ...server, ...users }));
  const client = {
    IdentityFile: at('client'),
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    UserKnownHostsFile: at('known_hosts'),
  };
  await writeFile(at('ssh_config'), configOf(client));
  await mkdir(at('bin'));
  await writeFile(at('bin/ssh'), `#!/bin/sh\nexec ${findProgram('ssh')} -F ${at('ssh_config')} "$@"\n`);
  await chmod(at('bin/ssh'), 0o755);
  // Debian's server wants this folder and expects its start script to have made it.
  await mkdir('/run/sshd', { recursive: true });
  const daemon = await launch('sshd', ['-D', '-e', '-f', at('sshd_config')], 'Server listening');
  return {
    port,
    programs: at('bin'),
    async stop() {
      await end(daemon, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configOf(options: Readonly<Record<string, string | number>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
