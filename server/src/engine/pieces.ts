import type { TextEdit } from '../document/edit';

/** A part of the present text: kept from the first one, put in by a fix, or a place where a fix took something out. */
type Piece =
  | { readonly kind: 'kept'; readonly start: number; readonly end: number }
  | { readonly kind: 'put in'; readonly text: string; readonly fix: number }
  | { readonly kind: 'taken out'; readonly start: number; readonly end: number; readonly fix: number };

export interface AttributedEdit {
  readonly edit: TextEdit;
  /** Index of the fix it belongs to. */
  readonly fix: number;
  /** Fixes that were made before, and without which it would read differently; undefined where it reads the same without any. */
  readonly needs: readonly number[] | undefined;
}

/** Follows a text through edits upon edits, and knows of every part which fix put it there. */
export class PieceTable {
  private pieces: Piece[];
  /** Of every fix one that it cannot do without; itself where there is none. */
  private readonly parents: number[] = [];

  constructor(text: string) {
    this.pieces = [{ kind: 'kept', start: 0, end: text.length }];
  }

  /** @param edits whose ranges count in the present text and do not touch each other */
  apply(edits: readonly AttributedEdit[]): void {
    const sorted = [...edits].sort((a, b) => a.edit.range.start - b.edit.range.start);
    const rest = [...this.pieces];
    const done: Piece[] = [];
    let at = 0;
    // Moves pieces up to an offset; one that the offset cuts is handed over in two.
    const upTo = (offset: number, take: (piece: Piece) => void): void => {
      for (let piece = rest[0]; piece && at + lengthOf(piece) <= offset; piece = rest[0]) {
        rest.shift();
        take(piece);
        at += lengthOf(piece);
        if (at === offset && lengthOf(piece) > 0) return;
      }
      const cut = rest[0];
      if (!cut || at >= offset) return;
      const [head, tail] = split(cut, offset - at);
      rest[0] = tail;
      take(head);
      at = offset;
    };
    for (const { edit, fix, needs } of sorted) {
      this.parents[fix] ??= fix;
      for (const other of needs ?? []) this.join(fix, other);
      upTo(edit.range.start, (piece) => done.push(piece));
      const before = done.at(-1);
      upTo(edit.range.end, (piece) => {
        if (piece.kind === 'kept') done.push({ ...piece, kind: 'taken out', fix });
        else {
          this.join(fix, piece.fix);
          if (piece.kind === 'taken out') done.push(piece);
        }
      });
      const after = rest[0];
      const isInside =
        before?.kind === 'put in' && after?.kind === 'put in' && before.fix === after.fix && before !== after;
      for (const beside of [before, after])
        if (beside && beside.kind !== 'kept' && (isInside || needs)) this.join(fix, beside.fix);
      if (edit.newText !== '') done.push({ kind: 'put in', text: edit.newText, fix });
    }
    this.pieces = [...done, ...rest];
  }

  /** Fixes that belong together, and edits of the first text, each of one such group: those at one place in the order in which they stand. */
  groups(): { groups: number[][]; edits: { edit: TextEdit; group: number }[] } {
    const edits = this.runs().flatMap((run) => this.editsOf(run));
    const roots = [...new Set(edits.map(({ fix }) => this.rootOf(fix)))];
    const fixes = [...this.parents.keys()];
    return {
      groups: roots.map((root) => fixes.filter((fix) => this.rootOf(fix) === root)),
      edits: edits.map(({ edit, fix }) => ({ edit, group: roots.indexOf(this.rootOf(fix)) })),
    };
  }

  /** What stands between two kept parts, and the offset behind the first of them. */
  private runs(): { at: number; pieces: Exclude<Piece, { kind: 'kept' }>[] }[] {
    const runs: { at: number; pieces: Exclude<Piece, { kind: 'kept' }>[] }[] = [{ at: 0, pieces: [] }];
    for (const piece of this.pieces) {
      if (piece.kind === 'kept') runs.push({ at: piece.end, pieces: [] });
      else runs.at(-1)?.pieces.push(piece);
    }
    for (const { pieces } of runs) {
      const [first] = pieces;
      // A replacement cannot be told apart from what is put in beside it.
      if (first && pieces.some(({ kind }) => kind === 'taken out'))
        for (const { fix } of pieces) this.join(first.fix, fix);
    }
    return runs.filter(({ pieces }) => pieces.length > 0);
  }

  private editsOf({ at, pieces }: ReturnType<PieceTable['runs']>[number]): { fix: number; edit: TextEdit }[] {
    const gone = pieces.filter((piece) => piece.kind === 'taken out');
    const added = pieces.filter((piece) => piece.kind === 'put in');
    const [first] = pieces;
    if (gone.length > 0 && first) {
      const start = Math.min(...gone.map((piece) => piece.start));
      const end = Math.max(...gone.map((piece) => piece.end));
      return [{ fix: first.fix, edit: { range: { start, end }, newText: added.map(({ text }) => text).join('') } }];
    }
    const edits: { fix: number; edit: TextEdit }[] = [];
    for (const { fix, text } of added) {
      const last = edits.at(-1);
      if (last && this.rootOf(last.fix) === this.rootOf(fix))
        edits[edits.length - 1] = { fix, edit: { ...last.edit, newText: last.edit.newText + text } };
      else edits.push({ fix, edit: { range: { start: at, end: at }, newText: text } });
    }
    return edits;
  }

  private join(one: number, other: number): void {
    this.parents[this.rootOf(one)] = this.rootOf(other);
  }

  private rootOf(fix: number): number {
    let root = fix;
    for (let parent = this.parents[root]; parent !== undefined && parent !== root; parent = this.parents[root])
      root = parent;
    return root;
  }
}

function lengthOf(piece: Piece): number {
  if (piece.kind === 'taken out') return 0;
  return piece.kind === 'kept' ? piece.end - piece.start : piece.text.length;
}

/** @param at more than 0 and less than the length of the piece */
function split(piece: Piece, at: number): [Piece, Piece] {
  if (piece.kind === 'put in')
    return [
      { ...piece, text: piece.text.slice(0, at) },
      { ...piece, text: piece.text.slice(at) },
    ];
  return [
    { ...piece, end: piece.start + at },
    { ...piece, start: piece.start + at },
  ];
}
