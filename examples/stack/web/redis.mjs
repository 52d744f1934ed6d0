import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { URL } from 'node:url';

const DEADLINE_MS = 10_000;

/** Opens a connection that gives up after a deadline, and resolves with whatever `talk` resolves with. */
export function converse(url, talk) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setEncoding('utf8');
    socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error(`${hostname}:${port} did not answer in time`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${hostname}:${port} closed the connection`)));
    socket.once('connect', () => {
      talk(socket)
        .then(resolve, reject)
        .finally(() => socket.destroy());
    });
  });
}

/** Sends one Redis command and resolves with the raw reply. */
export function redis(url, ...words) {
  return converse(url, async (socket) => {
    const request = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
    socket.write(`*${words.length}\r\n${request}`);
    for await (const reply of socket) {
      if (reply.startsWith('-')) throw new Error(reply.slice(1).trim());
      return reply;
    }
    throw new Error('Redis closed the connection');
  });
}
