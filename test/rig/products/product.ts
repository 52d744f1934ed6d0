/** Servers that answer as well-known products document it, in good health and in bad. */
import { createServer as createHttpServer, type IncomingMessage, type Server as HttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Reply {
  readonly status?: number;
  /** What is no text is sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the client shall believe that it took. */
  readonly seemsToTakeMs?: number;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Of the address, or of a form that was posted. */
  readonly parameters: URLSearchParams;
  readonly body: string;
}

/** By path; `*` for all others, which are missing without it. */
export type Pages = Readonly<Record<string, Reply | ((asked: Asked) => Reply)>>;

export interface Program {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** How a product is at one moment. */
export interface State {
  /** A function for a server that remembers: each one begins anew. */
  readonly pages?: Pages | (() => Pages);
  /** Instead of pages: what it is on the wire, whoever asks. */
  readonly wire?: keyof typeof WIRES;
  /** What programs of the image say when they are run inside; those that are not here are run as they are on this machine. */
  readonly programs?: Readonly<Record<string, Program>>;
  /** First words on other ports than that of the pages, then `250` to everything: mail. */
  readonly greetings?: Readonly<Record<number, string>>;
}

export interface Product<States extends Readonly<Record<string, State>> = Readonly<Record<string, State>>> {
  readonly image: string;
  /** That the pages are on, inside. */
  readonly ports: readonly number[];
  readonly environment?: Readonly<Record<string, string>>;
  /** In every state that says nothing else. */
  readonly programs?: Readonly<Record<string, Program>>;
  readonly states: States;
}

/** Keeps the names of the states. */
export function product<const States extends Readonly<Record<string, State>>>(one: Product<States>): Product<States> {
  return one;
}

/** What a port may be instead of a server that answers. */
const WIRES = {
  /** Nobody listens. */
  refuses: undefined,
  /** Takes the connection, and that is all. */
  hangs: () => undefined,
  /** As the engine does for a container in which nobody listens. */
  closes: (socket: Socket) => void socket.once('data', () => socket.destroy()),
  /** Another protocol. */
  ssh: (socket: Socket) => void socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n'),
} as const;

export interface RunningProduct {
  /** By port of the product: that of 127.0.0.1 it is reached at. */
  readonly ports: Readonly<Record<number, number>>;
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/** @param slowDown told of how long an answer shall seem to have taken */
export async function startProduct(
  { ports }: Product,
  state: State,
  slowDown: (milliseconds: number) => void = () => undefined,
): Promise<RunningProduct> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const main = state.wire === undefined ? webServer(state, asked, slowDown) : wireServer(state.wire);
  const others = Object.entries(state.greetings ?? {}).map(([port, words]) => ({
    port: Number(port),
    server: createTcpServer((socket) => {
      socket.on('error', () => undefined).write(words);
      socket.on('data', () => socket.write('250 ok\r\n'));
    }),
  }));
  const servers = [main, ...others.map(({ server }) => server)];
  for (const server of servers)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    });
  const portOf = await Promise.all(servers.map(listen));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map(close));
  };
  // A port that was free a moment ago, so that nobody listens on it.
  if (state.wire === 'refuses') await stop();
  return {
    ports: Object.fromEntries([
      ...ports.map((port) => [port, portOf[0]]),
      ...others.map(({ port }, index) => [port, portOf[index + 1]]),
    ]) as Record<number, number>,
    asked,
    stop: state.wire === 'refuses' ? () => Promise.resolve() : stop,
  };
}

function wireServer(wire: keyof typeof WIRES): Server {
  return createTcpServer(WIRES[wire]);
}

function webServer({ pages = {} }: State, asked: Asked[], slowDown: (milliseconds: number) => void): HttpServer {
  const byPath = typeof pages === 'function' ? pages() : pages;
  return createHttpServer((request, response) => {
    void readAsked(request).then((one) => {
      asked.push(one);
      const page = byPath[one.path] ?? byPath['*'] ?? { status: 404, body: '404 page not found\n' };
      const {
        status = 200,
        body = '',
        headers = {},
        seemsToTakeMs = 0,
      } = typeof page === 'function' ? page(one) : page;
      slowDown(seemsToTakeMs);
      const isText = typeof body === 'string';
      const type = isText ? (body.startsWith('<') ? 'text/html' : 'text/plain') : 'application/json';
      response.writeHead(status, { 'content-type': type, ...headers });
      response.end(isText ? body : JSON.stringify(body));
    });
  });
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://product');
  const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
  const parameters = isForm ? new URLSearchParams(body) : url.searchParams;
  return { method: request.method ?? '', path: url.pathname, parameters, body };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

export const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>ok, ready, OK</body></html>';

/** Whatever a product is, its port may lead to one of these. */
export const STRANGERS = {
  'nobody listens': { wire: 'refuses' },
  'takes connections and is silent': { wire: 'hangs' },
  'closes connections without a word': { wire: 'closes' },
  'speaks another protocol': { wire: 'ssh' },
  'a page of another program': { pages: { '*': { body: LOGIN_PAGE } } },
  'another program without such a page': { pages: {} },
  'a login page it redirects to': { pages: { '*': { status: 302, headers: { location: '/login' }, body: '' } } },
  'asks for a login': {
    pages: { '*': { status: 401, headers: { 'www-authenticate': 'Basic' }, body: 'Unauthorised.\n' } },
  },
  'a proxy in front, with nothing behind it': {
    pages: { '*': { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' } },
  },
} as const satisfies Readonly<Record<string, State>>;
