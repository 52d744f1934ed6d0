/** Something that was concluded, and what it rests on. */
export interface Conclusion {
  readonly value: unknown;
  readonly sources: ReadonlySet<string>;
  /** The last generation in which it was known to hold. */
  holdsAt: number;
}

/**
 * Keeps what was concluded from files for as long as none of them changes. While a conclusion is drawn everything that is looked at
 * is noted, also what conclusions below it rest on, so that a change in one place costs only what was concluded from that place.
 */
export class Conclusions {
  /** Grows with every change. */
  private now = 0;
  private readonly changes = new Map<string, number>();
  /** What is being drawn, the innermost last. */
  private readonly drawing: Set<string>[] = [];

  get generation(): number {
    return this.now;
  }

  /** What is being drawn rests on a source: any name that `changed` is called with. */
  lookAt(source: string): void {
    this.drawing.at(-1)?.add(source);
  }

  changed(sources: readonly string[]): void {
    this.now++;
    for (const source of sources) this.changes.set(source, this.now);
  }

  /** The answer that is kept under a key, or a new one. */
  draw<T>(kept: Map<string, Conclusion>, key: string, make: () => T): T {
    let conclusion = kept.get(key);
    if (!conclusion || !this.holds(conclusion)) {
      conclusion = this.make(make);
      kept.set(key, conclusion);
    }
    const around = this.drawing.at(-1);
    if (around) for (const source of conclusion.sources) around.add(source);
    return conclusion.value as T;
  }

  private make(make: () => unknown): Conclusion {
    const sources = new Set<string>();
    this.drawing.push(sources);
    try {
      return { value: make(), sources, holdsAt: this.now };
    } finally {
      this.drawing.pop();
    }
  }

  private holds(conclusion: Conclusion): boolean {
    if (conclusion.holdsAt === this.now) return true;
    for (const source of conclusion.sources) if ((this.changes.get(source) ?? 0) > conclusion.holdsAt) return false;
    conclusion.holdsAt = this.now;
    return true;
  }
}
