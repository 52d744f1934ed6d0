/** Stands between a client and a real engine: counts calls and breaks connections. */
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { temporarySocket } from './temporary';

export interface Proxy {
  readonly socket: string;
  /** Paths asked for, without version and query. */
  readonly calls: string[];
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
    calls.push((incoming.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, ''));
    const { method, url: path, headers } = incoming;
    const outgoing = request({ socketPath: target, agent: false, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
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
  return { socket, calls, cut, quiet };
}
