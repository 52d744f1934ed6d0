import { DockerfileParser, type Heredoc as ParsedHeredoc, type Instruction as ParsedInstruction } from 'dockerfile-ast';
import type { ParsedDocument, ParsedFile, SyntaxProblem } from '../../document/parsed';
import { lineAt, lineStartsOf, type TextRange } from '../../document/text';
import { Instruction, type Heredoc } from './instruction';
import { problemsOf } from './problems';

/** Longer texts are no Dockerfiles. */
const LONGEST = 300_000;

/** A Dockerfile taken apart into its instructions. Format: https://docs.docker.com/reference/dockerfile/ */
export class DockerfileDocument implements ParsedDocument {
  /** In the order of the text; what ONBUILD runs stands behind it. */
  readonly instructions: readonly Instruction[];
  /** The character that continues a line: `\`, or a backtick where a directive says so. */
  readonly escape: string;
  /** Where the directives of the parser end (`# syntax=…`): no other comment can stand above. */
  readonly directivesEnd: number;
  readonly problems: readonly SyntaxProblem[];

  constructor(
    readonly source: string,
    readonly text: string,
    readonly lineStarts: readonly number[],
  ) {
    const isReadable = text.length <= LONGEST;
    // A blank is as wide as the byte order mark that it stands for.
    const parsed = DockerfileParser.parse(isReadable ? text.replace(/^\uFEFF/, ' ') : '');
    this.escape = parsed.getEscapeCharacter();
    const directive = parsed.getDirectives().at(-1);
    this.directivesEnd = directive ? (lineStarts[directive.getRange().end.line + 1] ?? text.length) : 0;
    this.instructions = parsed.getInstructions().flatMap((one) => {
      const instruction = this.instructionOf(one);
      return [instruction, instruction.triggered ?? []].flat();
    });
    this.problems = isReadable ? problemsOf(this) : [TOO_LARGE];
  }

  private instructionOf(parsed: ParsedInstruction): Instruction {
    const { start, end } = this.range(parsed.getRange());
    // Looking for them takes the whole instruction apart.
    const mayHave = this.text.slice(start, end).includes('<<') && hasHeredocs(parsed);
    const heredocs = mayHave ? parsed.getHeredocs() : [];
    return new Instruction(
      this,
      this.range(parsed.getInstructionRange()),
      end,
      heredocs.map((one) => this.heredocOf(one)),
    );
  }

  private heredocOf(heredoc: ParsedHeredoc): Heredoc {
    const marker = this.range(heredoc.getStartRange());
    const content = heredoc.getContentRange();
    const below = this.lineStarts[lineAt(this.lineStarts, marker.end) + 1] ?? this.text.length;
    return {
      name: heredoc.getName(),
      marker,
      content: content ? this.range(content) : { start: below, end: below },
      isClosed: heredoc.getDelimiterRange() !== null,
    };
  }

  private range({ start, end }: LspRange): TextRange {
    return { start: this.offset(start), end: this.offset(end) };
  }

  private offset({ line, character }: LspRange['start']): number {
    return Math.min((this.lineStarts[line] ?? this.text.length) + character, this.text.length);
  }
}

interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** RUN, COPY and ADD. */
function hasHeredocs(parsed: ParsedInstruction): parsed is ParsedInstruction & { getHeredocs(): ParsedHeredoc[] } {
  return /^(?:RUN|COPY|ADD)$/.test(parsed.getKeyword()) && 'getHeredocs' in parsed;
}

const TOO_LARGE: SyntaxProblem = {
  message: `This file has more than ${LONGEST} characters and was not checked.`,
  range: { start: 0, end: 1 },
  tooLarge: true,
};

/** Parses a text as a Dockerfile. Never throws. */
export function parseDockerfile(source: string, text: string): ParsedFile<DockerfileDocument> {
  const lineStarts = lineStartsOf(text);
  const document = new DockerfileDocument(source, text, lineStarts);
  return { source, text, lineStarts, documents: [{ start: 0, document }] };
}
