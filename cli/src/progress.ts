/** One line on a terminal that says how far the run is; nothing anywhere else. */
export class Progress {
  private done = 0;
  private shown = 0;

  constructor(private readonly total: number) {}

  step(): void {
    this.done++;
    const now = Date.now();
    if (!process.stderr.isTTY || now - this.shown < 100) return;
    this.shown = now;
    process.stderr.write(`\rChecking ${this.done} of ${this.total} files`);
  }

  end(): void {
    if (this.shown > 0) process.stderr.write('\r\x1b[K');
  }
}
