/** Servers of a test, gone with it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** @returns the port, on the loopback */
export async function listening(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  if ('closeAllConnections' in server) onTestFinished(() => server.closeAllConnections());
  return (server.address() as AddressInfo).port;
}

export async function web(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(listener))}`;
}

/** @returns host and port */
export async function tcp(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    talk(socket);
    // One that nobody reads does not notice that the other side has gone.
    socket.resume();
  });
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  return `127.0.0.1:${await listening(server)}`;
}
