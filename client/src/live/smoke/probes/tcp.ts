/** A connection, and what is heard on it. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TcpProbe } from '../../../../../server/src/protocol';
import { mismatchOf } from '../matchers';
import { networkError, NetworkError } from '../network';
import type { Try } from '../observe';
import { filled } from '../placeholders';
import { CannotRun, type Observation } from '../result';
import { addressOf, hostPort, type Address } from '../targets';

/** Servers that greet do so at once; a slow machine gets this long. */
const FIRST_WORD_MS = 5_000;
/** After what was heard; answers come in pieces. */
const QUIET_MS = 500;
const MOST_BYTES = 64 << 10;

export async function tcp(probe: TcpProbe, attempt: Try): Promise<Observation> {
  const { context, signal, test } = attempt;
  const { at, containers } = await addressFor(probe, attempt);
  const send = probe.send === undefined ? undefined : await filled(probe.send, attempt);
  const hears = test.expect.filter(({ subject }) => subject === 'received');
  const begun = context.clock.now();
  try {
    const socket = await connected(at, probe.tls === true, signal);
    const duration = context.clock.now() - begun;
    const isEnough = (text: string): boolean =>
      hears.length > 0 && hears.every(({ matcher }) => !mismatchOf(text, matcher));
    const listens = hears.length > 0 || send !== undefined;
    const received = listens ? await conversation(socket, send, isEnough, signal) : '';
    socket.destroy();
    return { values: { connected: true, received, duration }, output: received, containers };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const values = { connected: false, received: undefined, duration: context.clock.now() - begun };
    // Whoever asks whether it is connected may want that it is not.
    const isAsked = test.expect.some(({ subject }) => subject === 'connected');
    return {
      values,
      output: error.message,
      containers,
      ...(isAsked ? {} : { verdict: { outcome: 'fail', message: error.message } }),
    };
  }
}

async function addressFor(
  { address, service, port }: TcpProbe,
  attempt: Try,
): Promise<{ at: Address; containers: string[] }> {
  if (address === undefined) {
    if (service === undefined || port === undefined)
      throw new CannotRun('It names neither an address nor a service and its port.', { isLasting: true });
    const { container, ...at } = await addressOf(attempt, service, port);
    return { at, containers: [container.id] };
  }
  const text = await filled(address, attempt);
  const [, bracketed, plain, number] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined)
    throw new CannotRun('The address has to be a host and a port, such as 127.0.0.1:5432.', { isLasting: true });
  return { at: { host, port: Number(number) }, containers: [] };
}

/** Certificates are taken as they are: the question is who answers. */
function connected(at: Address, tls: boolean, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = tls ? connectTls({ ...at, rejectUnauthorized: false }) : connect(at);
    const finish = (error?: Error): void => {
      signal.removeEventListener('abort', giveUp);
      socket.off('close', closed);
      if (error === undefined) return resolve(socket);
      socket.destroy();
      reject(error);
    };
    const giveUp = (): void => finish(signal.reason as Error);
    const closed = (): void => finish(networkError({ code: 'ECONNRESET' }, hostPort(at)));
    signal.addEventListener('abort', giveUp, { once: true });
    // Stays for good: a connection may break at any time, and what counts is what was heard before.
    socket.on('error', (error) => finish(networkError(error, hostPort(at))));
    socket.once('close', closed);
    socket.once(tls ? 'secureConnect' : 'connect', () => finish());
  });
}

/** What the other side says until it is enough, until it is quiet, or until it closes. */
function conversation(
  socket: Socket,
  send: string | undefined,
  isEnough: (heard: string) => boolean,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const text = (): string => heard.toString('utf8');
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      socket.destroy();
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(text());
    };
    let timer = setTimeout(finish, FIRST_WORD_MS);
    signal.addEventListener('abort', finish, { once: true });
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      clearTimeout(timer);
      timer = setTimeout(finish, QUIET_MS);
      if (heard.length >= MOST_BYTES || isEnough(text())) finish();
    });
    socket.once('close', finish);
    if (signal.aborted || socket.destroyed) return finish();
    if (send !== undefined) socket.write(send);
  });
}
