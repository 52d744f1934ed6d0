/** A TCP connection to talk over: what is sent, what is heard, and why nothing more comes. */
import { connect, type Socket } from 'node:net';
import type { ProtocolAddress } from './index';

/** Servers answer a first question within milliseconds; a slow machine gets this long. */
export const SILENCE_MS = 4_000;
/** No greeting is longer; what goes on is not what was asked for. */
const MOST_BYTES = 64 << 10;

/** Nobody could be talked to. The message is for a person. */
export class NoConversation extends Error {}

export class Conversation {
  readonly #socket: Socket;
  readonly #silenceMs: number;
  #heard: Buffer = Buffer.alloc(0);
  #ended: 'closed' | 'silent' | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket, silenceMs: number) {
    this.#socket = socket;
    this.#silenceMs = silenceMs;
    socket.on('data', (bytes) => {
      this.#heard = Buffer.concat([this.#heard, bytes]).subarray(0, MOST_BYTES);
      this.#wake?.();
    });
    // A connection that is reset has ended too: what matters is what was said before.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended ??= 'closed';
      this.#wake?.();
    });
  }

  /** @throws NoConversation; the reason of the signal once it is aborted */
  static async with<Result>(
    at: ProtocolAddress,
    signal: AbortSignal,
    talk: (conversation: Conversation) => Promise<Result>,
    silenceMs = SILENCE_MS,
  ): Promise<Result> {
    const socket = await opened(at, signal, silenceMs);
    const conversation = new Conversation(socket, silenceMs);
    const abort = (): void => void socket.destroy();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const result = await talk(conversation);
      signal.throwIfAborted();
      return result;
    } finally {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    }
  }

  /** `closed` by the other side, or `silent` for too long; undefined while it goes on. */
  get ended(): 'closed' | 'silent' | undefined {
    return this.#ended;
  }

  send(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** The last words: sent before the connection is closed. */
  async leave(bytes: Buffer | string): Promise<void> {
    if (this.#ended === undefined) await new Promise<void>((resolve) => this.#socket.end(bytes, () => resolve()));
  }

  /** Forgets what was heard: the next answer is another one. */
  next(): void {
    this.#heard = Buffer.alloc(0);
  }

  /** All that was heard, once it is enough, or once nothing more comes. */
  async hear(isEnough: (heard: Buffer) => boolean): Promise<Buffer> {
    const timer = setTimeout(() => {
      this.#ended ??= 'silent';
      this.#wake?.();
    }, this.#silenceMs);
    try {
      while (!isEnough(this.#heard) && this.#ended === undefined && this.#heard.length < MOST_BYTES)
        await new Promise<void>((resolve) => (this.#wake = resolve));
      return this.#heard;
    } finally {
      clearTimeout(timer);
      this.#wake = undefined;
    }
  }

  /** Up to the first line break. */
  async line(): Promise<string> {
    return (await this.hear((heard) => heard.includes('\n'))).toString('latin1').split(/\r?\n/, 1)[0] ?? '';
  }
}

function opened({ host, port }: ProtocolAddress, signal: AbortSignal, silenceMs: number): Promise<Socket> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const finish = (error: unknown): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.off('error', failed);
      if (error === undefined) return resolve(socket);
      socket.destroy();
      reject(error as Error);
    };
    const aborted = (): void => finish(signal.reason);
    const failed = (error: NodeJS.ErrnoException): void => finish(new NoConversation(whyNot(error, host, port)));
    const timer = setTimeout(
      () => finish(new NoConversation(`${host}:${port} does not answer: a firewall may be in the way.`)),
      silenceMs,
    );
    signal.addEventListener('abort', aborted, { once: true });
    socket.once('error', failed);
    socket.once('connect', () => finish(undefined));
  });
}

function whyNot({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens on ${host}:${port}: the service has not opened its port, or the port is not published any more.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name ${host} is not known here.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no way to ${host}:${port} from this machine.`;
    default:
      return `No connection to ${host}:${port}: ${message}`;
  }
}
