/** Stands between a client and a real engine: counts calls, breaks connections and spoils answers. */
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { temporarySocket } from './temporary';

/** What becomes of an answer of the engine. */
export type Spoiling =
  /** Half of its first piece, and then nothing more. */
  | 'stalled'
  /** Half of its first piece, and then the end of the connection: in the middle of a line. */
  | 'cut'
  | 'an error'
  | 'garbage';

export interface Proxy {
  readonly socket: string;
  /** Paths asked for, without version and query. */
  readonly calls: string[];
  /** Asked about every call, by its path. */
  spoil: (path: string) => Spoiling | undefined;
  /** Settled when nobody is connected. */
  quiet(): Promise<void>;
  /** Breaks every connection, in the middle of whatever is under way. */
  cut(): void;
}

/** @param target socket of the engine */
export async function proxyTo(target: string): Promise<Proxy> {
  const calls: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming, response: ServerResponse) => {
    const asked = (incoming.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    calls.push(asked);
    const spoiling = proxy.spoil(asked);
    if (spoiling === 'an error') return void response.writeHead(500).end('{"message":"the proxy has a bad day"}');
    if (spoiling === 'garbage') return void response.writeHead(200).end('<html>Sign in to the hotel network</html>');
    const { method, url: path, headers } = incoming;
    const outgoing = request({ socketPath: target, agent: false, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      response.flushHeaders();
      if (spoiling) answer.once('data', (piece: Buffer) => halve(piece, spoiling, response));
      else answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const socket = temporarySocket();
  server.listen(socket);
  await once(server, 'listening');
  const cut = (): void => sockets.forEach((open) => open.destroy());
  onTestFinished(() => {
    server.close();
    cut();
  });
  const quiet = async (): Promise<void> => {
    await Promise.all([...sockets].map((open) => once(open, 'close')));
  };
  const proxy: Proxy = { socket, calls, cut, quiet, spoil: () => undefined };
  return proxy;
}

function halve(piece: Buffer, spoiling: 'stalled' | 'cut', response: ServerResponse): void {
  const half = piece.subarray(0, Math.ceil(piece.length / 2));
  response.write(half, () => {
    if (spoiling === 'cut') response.destroy();
  });
}
