const OFTEN_MS = 100;

/** One line on a terminal that says how far the run is; nothing anywhere else. */
export class StatusLine {
  #shownAt = 0;
  #waiting: NodeJS.Timeout | undefined;

  /** What is shown more often than a person can read waits; the last is always shown. */
  show(line: string): void {
    if (!process.stderr.isTTY) return;
    clearTimeout(this.#waiting);
    const wait = this.#shownAt + OFTEN_MS - Date.now();
    if (wait <= 0) return this.#write(line);
    this.#waiting = setTimeout(() => this.#write(line), wait);
  }

  end(): void {
    clearTimeout(this.#waiting);
    if (this.#shownAt > 0) process.stderr.write('\r\x1b[K');
    this.#shownAt = 0;
  }

  #write(line: string): void {
    this.#shownAt = Date.now();
    // A line that wraps could not be taken back.
    process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  }
}

export class Progress {
  readonly #line = new StatusLine();
  #done = 0;

  constructor(private readonly total: number) {}

  step(): void {
    this.#done++;
    this.#line.show(`Checking ${this.#done} of ${this.total} files`);
  }

  end(): void {
    this.#line.end();
  }
}
