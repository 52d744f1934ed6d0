import type { ParsedDocument, ParsedFile, SyntaxProblem } from '../../document/parsed';
import { lineStartsOf } from '../../document/text';
import { parseDotenvText, type DotenvStatement } from '../shared/dotenv';

/** Longer texts are no files of variables. */
const LONGEST = 500_000;

export class DotenvDocument implements ParsedDocument {
  readonly statements: readonly DotenvStatement[];
  readonly problems: readonly SyntaxProblem[];

  constructor(
    readonly source: string,
    readonly text: string,
  ) {
    const isReadable = text.length <= LONGEST;
    const { statements, problems } = parseDotenvText(isReadable ? text : '');
    this.statements = statements;
    this.problems = isReadable ? problems : [TOO_LARGE];
  }
}

const TOO_LARGE: SyntaxProblem = {
  message: `This file has more than ${LONGEST} characters and was not checked.`,
  range: { start: 0, end: 1 },
  tooLarge: true,
};

/** Never throws. */
export function parseDotenv(source: string, text: string): ParsedFile<DotenvDocument> {
  const document = new DotenvDocument(source, text);
  return { source, text, lineStarts: lineStartsOf(text), documents: [{ start: 0, document }] };
}
