import type { ParsedDocument, ParsedFile } from '../document/parsed';
import type { TextRange } from '../document/text';

/**
 * How texts of one kind are read, before anybody asks which format they are of. Its comments begin with `#`. What takes a document is
 * declared as a method, so that languages of different documents can stand in one list.
 */
export interface Language<Document extends ParsedDocument = ParsedDocument> {
  /** Judged by the file's name without folders. */
  readonly reads: (name: string) => boolean;
  /** Neither a binary file nor something that a template engine has to render first. */
  readonly isPlain: (path: string, text: string) => boolean;
  /** Never throws: what cannot be read becomes a problem of the document. What is unchanged is taken over from `previous`. */
  parse(source: string, text: string, previous?: ParsedFile<Document>): ParsedFile<Document>;
  comments(file: ParsedFile<Document>): CommentPlaces;
}

/** Where comments can stand in a file, and what they speak of there. */
export interface CommentPlaces {
  /** What a comment that stands alone on a line (zero-based) speaks of: whole lines below it. */
  readonly blockBelow: (line: number) => TextRange;
  /** The start of the line above which a comment about the text at an offset can stand. */
  readonly above: (offset: number) => number;
  /** The start of the line above which a comment about the whole file can stand. */
  readonly top: () => number;
}

/** A NUL byte never stands in a text file. */
export function isBinary(text: string): boolean {
  return text.includes('\0');
}
