/** Something that was concluded, and what it rests on. */
export interface Conclusion {
  readonly value: unknown;
  /** Names that `changed` is called with, and other conclusions. */
  readonly sources: ReadonlySet<string | Conclusion>;
  /** The last generation in which it was known to hold. */
  holdsAt: number;
}

/**
 * Keeps what was concluded from files for as long as none of them changes. While a conclusion is drawn everything that is looked at
 * is noted, other conclusions included, so that a change in one place costs only what was concluded from that place.
 */
export class Conclusions {
  /** Grows with every change. */
  private now = 0;
  private readonly changes = new Map<string, number>();
  /** What is being drawn, the innermost last. */
  private readonly drawing: Set<string | Conclusion>[] = [];

  get generation(): number {
    return this.now;
  }

  /** What is being drawn rests on a source: any name that `changed` is called with, or another conclusion. */
  lookAt(source: string | Conclusion): void {
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
      conclusion = this.conclude(make);
      kept.set(key, conclusion);
    }
    this.drawing.at(-1)?.add(conclusion);
    return conclusion.value as T;
  }

  /** Something that its owner keeps for as long as it holds. */
  conclude<T>(make: () => T): Conclusion & { readonly value: T } {
    const sources = new Set<string | Conclusion>();
    this.drawing.push(sources);
    try {
      return { value: make(), sources, holdsAt: this.now };
    } finally {
      this.drawing.pop();
    }
  }

  /** Whether nothing changed that it rests on. */
  holds(conclusion: Conclusion): boolean {
    if (conclusion.holdsAt === this.now) return true;
    for (const source of conclusion.sources) {
      const stands =
        typeof source === 'string' ? (this.changes.get(source) ?? 0) <= conclusion.holdsAt : this.holds(source);
      if (!stands) return false;
    }
    conclusion.holdsAt = this.now;
    return true;
  }
}
