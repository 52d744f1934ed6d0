import type { TextRange, TextSource } from './text';

export interface SyntaxProblem {
  readonly message: string;
  /** Relative to the document. */
  readonly range: TextRange;
  /** What the parser calls the problem (the `code` of the yaml package); absent for refusals of our own. */
  readonly code?: string;
  /** The text was refused for its size, not for its syntax. */
  readonly tooLarge?: true;
}

/** The tree of one document, whatever its language. Immutable; all ranges in it count from the document's own start. */
export interface ParsedDocument extends TextSource {
  readonly problems: readonly SyntaxProblem[];
}

/** A text and its trees: made once per version and shared by every rule and feature. */
export interface ParsedFile<Document extends ParsedDocument = ParsedDocument> {
  /** Where the text comes from: a URI or a path; only compared, never opened here. */
  readonly source: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
  /** One for most languages; YAML has as many as `---` makes. */
  readonly documents: readonly DocumentSlot<Document>[];
}

/** One document of a file. Ranges inside it count from `start`, so that a document keeps its tree when text above it moves. */
export interface DocumentSlot<Document extends ParsedDocument = ParsedDocument> {
  readonly start: number;
  readonly document: Document;
}
