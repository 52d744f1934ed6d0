// Stands in for ssh: forwards a unix socket to another one on this machine. The name of the host says how it fails.
import { appendFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setInterval } from 'node:timers';

const words = process.argv.slice(2);
const [local, remote] = words[words.indexOf('-L') + 1].split(':');
const host = words.at(-1);
if (host === 'stubborn') process.on('SIGTERM', () => undefined);
appendFileSync(process.env.FAKE_SSH_LOG, `${JSON.stringify({ pid: process.pid, words })}\n`);

const LAST_WORDS = {
  denied: 'me@denied: Permission denied (publickey,password).',
  changed: 'Host key verification failed.',
  nowhere: 'ssh: Could not resolve hostname nowhere: Name or service not known',
};

if (host in LAST_WORDS) {
  process.stderr.write(`some banner\n${LAST_WORDS[host]}\n`);
  process.exit(255);
}
if (host === 'silent') setInterval(() => undefined, 1_000_000);
else {
  const server = createServer((socket) => {
    const onward = connect(remote);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  server.listen(local);
}
