/** Small servers that say what a protocol documents, and what is heard from ports where something is wrong. */
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Talk = (socket: Socket) => void;

/** Listens until the test ends. @returns the port on 127.0.0.1 */
export async function serve(talk: Talk): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    talk(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listening(server);
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('The server has no port.'));
    });
  });
}

/** A port of 127.0.0.1 at which nobody listens. */
export function closedPort(): Promise<number> {
  const server = createServer();
  return listening(server).then((port) => new Promise((resolve) => server.close(() => resolve(port))));
}

/** Greets. */
export function says(words: string | Buffer): Talk {
  return (socket) => void socket.write(words);
}

/** Answers each time something is heard. */
export function answers(answer: (heard: Buffer) => string | Buffer | undefined): Talk {
  return (socket) =>
    void socket.on('data', (heard) => {
      const words = answer(heard);
      if (words === undefined) socket.end();
      else socket.write(words);
    });
}

/** Takes the connection and says nothing. */
export const HANGS: Talk = () => undefined;

/** As the engine does for a port of a container in which nobody listens. */
export const CLOSES: Talk = (socket) => void socket.end();

/** Hears something first, as a server does that refuses it. */
export const CLOSES_WHEN_ASKED = answers(() => undefined);

export const GARBAGE: Talk = (socket) => void socket.write(Buffer.from('00ff10a57f3c'.repeat(20), 'hex'));

export const WEB: Talk = (socket) =>
  void socket.write('HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n');

/** What a server that wants TLS says to anything else: https://datatracker.ietf.org/doc/html/rfc5246#section-7.2, unexpected message. */
export const WANTS_TLS = answers(() => Buffer.from('1503010002020a', 'hex'));
