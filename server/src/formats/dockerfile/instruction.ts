import { lineEnd, type TextRange, type Token } from '../../document/text';
import { isShell, parseShell, type ShellScript } from '../../shell';
import type { DockerfileDocument } from './document';
import { continuedLines } from './lines';
import { flagOf, jsonStrings, propertiesOf, wordsIn, type Flag, type Property, type Word } from './words';

export interface Heredoc {
  readonly name: string;
  /** `<<EOF`. */
  readonly marker: TextRange;
  readonly content: TextRange;
  readonly isClosed: boolean;
}

const WITH_FLAGS = /^(?:FROM|RUN|COPY|ADD|HEALTHCHECK)$/;
const WITH_JSON = /^(?:RUN|CMD|ENTRYPOINT|SHELL|VOLUME|COPY|ADD|HEALTHCHECK)$/;

/** A shell without a script of its own. */
const SHELL_READER = /^(?:\S*\/)?(?:ba|da|a|k|z)?sh(?:\s+-\w+)*$/;

/** One instruction of a Dockerfile. What is in it is worked out when it is first asked for. */
export class Instruction {
  /** In upper case. */
  readonly keyword: string;
  private parts: Parts | undefined;
  private script: { readonly shell: ShellScript | undefined } | undefined;

  constructor(
    readonly document: DockerfileDocument,
    readonly keywordRange: TextRange,
    /** Where it ends, heredocs included. */
    readonly end: number,
    readonly heredocs: readonly Heredoc[],
    /** The ONBUILD that it stands behind: it runs not here, but when another image is built from this one. */
    readonly onbuild?: Instruction,
  ) {
    this.keyword = document.text.slice(keywordRange.start, keywordRange.end).toUpperCase();
  }

  /** The word that names the instruction. */
  get token(): Token {
    return { document: this.document, range: this.keywordRange };
  }

  get isLowerCase(): boolean {
    return /^[a-z]/.test(this.document.text.slice(this.keywordRange.start));
  }

  get range(): TextRange {
    return { start: this.keywordRange.start, end: this.end };
  }

  /** What ONBUILD runs. */
  get triggered(): Instruction | undefined {
    const first = this.words[0];
    if (this.keyword !== 'ONBUILD' || !first) return undefined;
    return new Instruction(this.document, first.range, this.end, this.heredocs, this);
  }

  /** `--name=value` in front of the arguments. */
  get flags(): readonly Flag[] {
    return this.split().flags;
  }

  flag(name: string): Flag | undefined {
    return this.flags.find((flag) => flag.name === name);
  }

  /** The arguments, without flags: words, or the strings of the JSON form. */
  get words(): readonly Word[] {
    return this.json ?? this.split().words;
  }

  /** The arguments of the JSON form (`["a", "b"]`); undefined for every other form, lists with mistakes included. */
  get json(): readonly Word[] | undefined {
    return this.split().json;
  }

  /** Names and values of ENV, ARG and LABEL. */
  get properties(): readonly Property[] {
    return propertiesOf(this.keyword, this.split().words);
  }

  /** From the first argument to the last one; undefined where there is none. */
  get argumentsRange(): TextRange | undefined {
    return this.split().range;
  }

  /**
   * What a shell gets to read; the program of the JSON form is read as one command. Undefined where there is nothing, and for a RUN
   * whose heredoc another program reads.
   */
  get shell(): ShellScript | undefined {
    this.script ??= { shell: this.readShell() };
    return this.script.shell;
  }

  private readShell(): ShellScript | undefined {
    const { range, json, lines } = this.split();
    if (!range) return undefined;
    const { start } = range;
    const head = lines.slice(start - this.keywordRange.end, range.end - this.keywordRange.end);
    // The commas and brackets between quoted words are all that a shell would not understand.
    if (json)
      return parseShell(
        head.replace(/"(?:[^"\\]|\\.)*"|[[\],]/g, (part) => (part.length > 1 ? part : ' ')),
        start,
      );
    const [heredoc] = this.heredocs;
    if (!heredoc) return parseShell(head, start);
    const { text } = this.document;
    const reader = heredoc.marker.start === start ? text.slice(heredoc.marker.end, range.end).trim() : undefined;
    // `<<EOF bash -e` runs what follows as `<<EOF` alone does.
    if (reader === undefined || (reader !== '' && !SHELL_READER.test(reader)))
      return parseShell(head + text.slice(range.end, this.end), start);
    const script = parseShell(text.slice(heredoc.content.start, heredoc.content.end), heredoc.content.start);
    return script.interpreter === undefined || isShell(script.interpreter) ? script : undefined;
  }

  private split(): Parts {
    this.parts ??= this.takeApart();
    return this.parts;
  }

  private takeApart(): Parts {
    const { document, keyword, keywordRange, heredocs } = this;
    const [heredoc] = heredocs;
    const end = heredoc ? lineEnd(document.text, heredoc.marker.end) : this.end;
    const lines = continuedLines(document.text.slice(keywordRange.end, end), document.escape);
    const all = wordsIn(document, lines, keywordRange.end, document.escape);
    const flags: Flag[] = [];
    if (WITH_FLAGS.test(keyword))
      for (const word of all) {
        const flag = flagOf(word);
        if (!flag) break;
        flags.push(flag);
      }
    // HEALTHCHECK has a CMD of its own in front of the command.
    const verb = keyword === 'HEALTHCHECK' && /^CMD$/i.test(all[flags.length]?.raw ?? '') ? 1 : 0;
    const words = all.slice(flags.length + verb);
    const first = words[0];
    const last = words.at(-1);
    const range = first && last && { start: first.range.start, end: last.range.end };
    const isList = range && WITH_JSON.test(keyword) && first.raw.startsWith('[');
    const from = (range?.start ?? 0) - keywordRange.end;
    const json = isList ? jsonStrings(document, lines.slice(from), range.start) : undefined;
    return { lines, flags, words, range, json };
  }
}

interface Parts {
  /** From the end of the keyword on, without the lines of heredocs. */
  readonly lines: string;
  readonly flags: readonly Flag[];
  readonly words: readonly Word[];
  readonly range: TextRange | undefined;
  readonly json: readonly Word[] | undefined;
}
