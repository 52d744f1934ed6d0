import { EventEmitter, ThemeIcon, window, type Pseudoterminal } from 'vscode';
import type { Container, DockerEngine } from '../../live/docker';

/** Enough to see what came before a failure; whoever needs more asks Docker itself. */
const LINES_BEFORE = 500;

const DIM = '\u001b[2m';
const RESET = '\u001b[0m';
const LINE_END = '\r\n';

export interface LogSource {
  /** Of the service, for the title. */
  readonly name: string;
  readonly engine: DockerEngine;
  /** The container whose log it is, or undefined while there is none. Asked again after a container has ended. */
  current(): Container | undefined;
  /** Told when `current` may answer something else; holds the engine's attention until it is called off. */
  onChange(listener: () => void): () => void;
}

/**
 * Shows what a service prints in a terminal: it can be searched, keeps colours and its memory is bounded. A container that ends is
 * waited for: in a restart loop every run is seen.
 */
export function showLogTerminal(source: LogSource): void {
  window
    .createTerminal({
      name: `Logs: ${source.name}`,
      pty: new LogTerminal(source),
      iconPath: new ThemeIcon('output'),
      isTransient: true,
    })
    .show();
}

class LogTerminal implements Pseudoterminal {
  readonly #source: LogSource;
  readonly #written = new EventEmitter<string>();
  readonly #closed = new AbortController();
  #stopListening: () => void = () => undefined;
  /** The run that is or was followed last: its container and when it started. */
  #followed = '';
  /** The engine's time of the last line shown; engines give it in one format that sorts as text. */
  #lastTime = '';
  #isFollowing = false;

  readonly onDidWrite = this.#written.event;

  constructor(source: LogSource) {
    this.#source = source;
  }

  open(): void {
    this.#stopListening = this.#source.onChange(() => this.#followNewRun());
    this.#followNewRun();
    if (this.#followed === '') this.#remark('No container yet. Its log begins here when there is one.');
  }

  close(): void {
    this.#closed.abort();
    this.#stopListening();
    this.#written.dispose();
  }

  #followNewRun(): void {
    const container = this.#source.current();
    if (!container || this.#isFollowing) return;
    const run = `${container.id} ${container.startedAt ?? ''}`;
    if (run === this.#followed) return;
    this.#followed = run;
    void this.#follow(container);
  }

  async #follow(container: Container): Promise<void> {
    this.#isFollowing = true;
    const { signal } = this.#closed;
    const shownUntil = this.#lastTime;
    const since = shownUntil === '' ? { tail: LINES_BEFORE } : { since: Date.parse(shownUntil) };
    const options = { tty: container.tty, follow: true, timestamps: true, signal, ...since };
    try {
      const stream = await this.#source.engine.logs(container.id, options, (line) => this.#show(line, shownUntil));
      await stream.ended;
      this.#remark('The container ended. Waiting for it to start again.');
    } catch (error) {
      if (!signal.aborted) this.#remark(error instanceof Error ? error.message : String(error));
    }
    this.#isFollowing = false;
    if (!signal.aborted) this.#followNewRun();
  }

  /** Leaves out what was shown before the log broke off; runs that were over before we looked are in it too. */
  #show(stamped: string, shownUntil: string): void {
    const [, time = '', text = ''] = /^(\S+) (.*)$/s.exec(stamped) ?? [];
    if (time <= shownUntil) return;
    this.#lastTime = time;
    this.#write(text);
  }

  #write(line: string): void {
    if (!this.#closed.signal.aborted) this.#written.fire(line + LINE_END);
  }

  #remark(text: string): void {
    this.#write(`${DIM}── ${text}${RESET}`);
  }
}
