import type { TextRange, Token } from '../../document/text';
import { folderOf, nameOf } from '../../engine/paths';
import { isDefinedName, isExampleName } from './names';
import type { DotenvStatement, DotenvValue } from '../shared/dotenv';
import { UNKNOWN_PART } from '../../secrets';
import type { DotenvDocument } from './document';

/** A variable that has a value of its own. */
export class DotenvVariable {
  readonly name: string;

  constructor(
    readonly file: DotenvFile,
    readonly statement: DotenvStatement,
    readonly value: DotenvValue,
  ) {
    this.name = statement.name;
  }

  get key(): Token {
    return { document: this.file.document, range: this.statement.nameRange };
  }

  /** The value, or the name where it is empty. */
  get token(): Token {
    const { range } = this.value;
    return range.end > range.start ? { document: this.file.document, range } : this.key;
  }

  /** The value with every variable in it made unreadable, character by character. */
  get masked(): string {
    const { text, quote } = this.value;
    if (quote === "'") return text;
    return text.replace(/\$\{[^}]*\}|\$[A-Za-z_]\w*/g, (variable) => UNKNOWN_PART.repeat(variable.length));
  }

  /** A part of the value; the whole value where escapes move what is written. */
  part({ start, end }: TextRange): Token {
    const { document } = this.file;
    const { range, text } = this.value;
    const isAsWritten = document.text.slice(range.start, range.end) === text;
    return isAsWritten ? { document, range: { start: range.start + start, end: range.start + end } } : this.token;
  }

  /** The comment behind it on the line, and those directly above. */
  get comments(): string {
    const { text } = this.file.document;
    const above = text.slice(0, this.statement.range.start).split(/\r?\n/).slice(0, -1);
    let first = above.length;
    while (first > 0 && /^\s*#/.test(above[first - 1] ?? '')) first--;
    return [...above.slice(first), this.statement.comment].join('\n');
  }
}

/** A file of variables: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/ */
export class DotenvFile {
  readonly name: string;
  readonly folder: string;
  /** Shows which variables there are, and is meant to be read by everybody. */
  readonly isExample: boolean;
  /** Variables with a value of their own, in the order of the text; a name that is set twice is there twice. */
  readonly variables: readonly DotenvVariable[];

  constructor(
    readonly document: DotenvDocument,
    readonly path: string,
  ) {
    this.name = nameOf(path);
    this.folder = folderOf(path);
    this.isExample = isExampleName(this.name);
    this.variables = document.statements.flatMap((statement) =>
      statement.value ? new DotenvVariable(this, statement, statement.value) : [],
    );
  }

  /** Holds only what tests need. */
  get isForTests(): boolean {
    return /(?:^|[._-])(?:test|tests|testing|ci|e2e)(?:[._-]|$)/i.test(this.name);
  }

  /** The value that counts: the last one. */
  valueOf(name: string): DotenvVariable | undefined {
    return this.variables.findLast((one) => one.name === name);
  }

  /** Set here, or shown in a comment: `# NAME=`. */
  mentions(name: string): boolean {
    return isDefinedName(this.document.text, name);
  }
}
