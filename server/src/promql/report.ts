import type { Edit, PromqlProblem, Span, ValueType } from './types';

/** A problem together with ways out of it, best first, that have not been tried yet. */
export interface Draft extends Omit<PromqlProblem, 'edits' | 'fixTitle'> {
  readonly fixes: readonly Fix[];
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Collects what is wrong with one expression. */
export class Report {
  readonly drafts: Draft[] = [];

  constructor(readonly text: string) {}

  add(kind: Draft['kind'], { start, end }: Span, message: string, ...fixes: Fix[]): void {
    this.drafts.push({ kind, start, end, message, fixes });
  }

  /** A piece of the expression for use in a message. */
  quote({ start, end }: Span): string {
    return quote(this.text.slice(start, end));
  }
}

const LONGEST_QUOTE = 40;

/** On one line and not too long. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1)}…` : line;
  if (/^["'`]/.test(short)) return short;
  return short.includes('"') ? `'${short}'` : `"${short}"`;
}

export function insertion(at: number, newText: string): Edit {
  return { start: at, end: at, newText };
}

/** What a value is called in a message. */
export const FOUND: Readonly<Record<ValueType, string>> = {
  scalar: 'a scalar',
  vector: 'an instant vector',
  matrix: 'a range vector',
  string: 'a string',
  unknown: 'unknown',
};

export const POINT_IN_TIME = '@ needs a point in time: a Unix timestamp in seconds, start() or end().';
