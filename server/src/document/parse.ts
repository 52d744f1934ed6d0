import { parseAllDocuments, parseDocument, type Document, type ParsedNode } from 'yaml';
import { lineStartsOf, type TextRange } from './text';
import { YamlDocument } from './document';
import type { DocumentSlot, ParsedFile, SyntaxProblem } from './parsed';

/** A YAML text and its trees. */
export type YamlFile = ParsedFile<YamlDocument>;

/** Texts beyond this many characters are not parsed: a keystroke must never block the editor for seconds. */
export const MAXIMUM_TEXT_LENGTH = 1_500_000;

/** Nesting beyond this is refused before parsing: the parser recurses, and an exhausted stack inside a regular expression ends the process. */
const MAXIMUM_NESTING = 400;

const PARSE_OPTIONS = {
  // Duplicate keys are a finding of ours; the parser's own check is quadratic.
  uniqueKeys: false,
  prettyErrors: false,
  // Every scalar stays the text it is: `ScalarView` resolves the few whose type is asked for.
  schema: 'failsafe',
  logLevel: 'silent',
  strict: true,
} as const;

/**
 * Parses every document of a text. Never throws: what cannot be read becomes a problem of the document.
 * Documents whose text is unchanged are taken over from `previous`.
 */
export function parseYaml(source: string, text: string, previous?: YamlFile): YamlFile {
  const known = new Map<string, YamlDocument>();
  for (const { document } of previous?.documents ?? []) known.set(document.text, document);
  const file = { source, text, lineStarts: lineStartsOf(text) };

  const refusal = refuse(text);
  if (refusal) return { ...file, documents: [{ start: 0, document: new YamlDocument(source, text, null, [refusal]) }] };

  const starts = documentStarts(text);
  if (!starts) return { ...file, documents: parseTogether(source, text) };
  const documents = starts.map((start, index) => {
    const chunk = text.slice(start, starts[index + 1] ?? text.length);
    return { start, document: known.get(chunk) ?? parseChunk(source, chunk) };
  });
  return { ...file, documents };
}

function parseChunk(source: string, chunk: string): YamlDocument {
  try {
    const parsed = parseDocument(chunk, PARSE_OPTIONS);
    return new YamlDocument(source, chunk, parsed.contents, problemsOf(parsed, chunk));
  } catch (error) {
    return new YamlDocument(source, chunk, null, [unreadable(error, chunk)]);
  }
}

/** For texts whose document borders only the parser knows (directives, `...` markers): one parse, nothing to reuse. */
function parseTogether(source: string, text: string): DocumentSlot<YamlDocument>[] {
  try {
    const parsed = parseAllDocuments(text, PARSE_OPTIONS);
    const documents = Array.isArray(parsed) ? parsed : [];
    return documents.map((one) => ({
      start: 0,
      document: new YamlDocument(source, text, one.contents, problemsOf(one, text)),
    }));
  } catch (error) {
    return [{ start: 0, document: new YamlDocument(source, text, null, [unreadable(error, text)]) }];
  }
}

function problemsOf(parsed: Document.Parsed<ParsedNode>, text: string): SyntaxProblem[] {
  return parsed.errors.map((error) => ({
    code: error.code,
    message: error.message.replace(/\s+/g, ' '),
    range: visible({ start: error.pos[0], end: error.pos[1] }, text),
  }));
}

function unreadable(error: unknown, text: string): SyntaxProblem {
  return {
    message: `This document cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    range: visible({ start: 0, end: 1 }, text),
  };
}

/** A range inside the text that covers at least one character where there is one. */
function visible(range: TextRange, text: string): TextRange {
  const start = Math.max(0, Math.min(range.start, text.length - 1));
  return { start, end: Math.max(Math.min(range.end, text.length), Math.min(start + 1, text.length)) };
}

/**
 * Offsets at which documents begin, from the `---` lines: a marker at column 0 ends a document wherever it stands, even inside a
 * block scalar or a quoted one (https://yaml.org/spec/1.2.2/#912-document-markers). Undefined when directives or `...` make it less simple.
 */
function documentStarts(text: string): number[] | undefined {
  if ((text.includes('%') || text.includes('...')) && /^(?:%|\.\.\.(?:\s|$))/m.test(text)) return undefined;
  if (!text.includes('---')) return [0];
  const starts: number[] = [];
  const marker = /^---(?=[ \t\r\n]|$)/gm;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    const before = text.slice(starts[starts.length - 1] ?? 0, match.index);
    // Comments above the first marker belong to the first document.
    if (starts.length === 0 && !isBlank(before)) starts.push(0);
    starts.push(starts.length === 0 ? 0 : match.index);
  }
  return starts.length === 0 ? [0] : starts;
}

function isBlank(text: string): boolean {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .every((line) => /^[ \t]*(?:#|$)/.test(line));
}

function refuse(text: string): SyntaxProblem | undefined {
  if (text.length > MAXIMUM_TEXT_LENGTH) {
    const range = visible({ start: 0, end: 1 }, text);
    return {
      range,
      tooLarge: true,
      message: `This file has more than ${MAXIMUM_TEXT_LENGTH} characters and was not checked.`,
    };
  }
  const deep = tooDeep(text);
  if (deep === undefined) return undefined;
  return {
    range: visible({ start: deep, end: deep + 1 }, text),
    message: `The nesting is deeper than ${MAXIMUM_NESTING} levels from here on; the document was not read.`,
  };
}

/**
 * Where nesting may exceed the limit, judged from the characters alone: it may count brackets that stand in strings, but a
 * text that truly nests that deep is always found.
 */
function tooDeep(text: string): number | undefined {
  let open = 0;
  let margin = 0;
  let inMargin = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) {
      margin = 0;
      inMargin = true;
      continue;
    }
    if (inMargin) {
      const next = text.charCodeAt(i + 1);
      const isIndicator = (code === 45 || code === 63) && (next === 32 || next === 9); // "- " and "? "
      if (code === 32 || code === 9 || isIndicator) {
        if (++margin > 2 * MAXIMUM_NESTING) return i;
        continue;
      }
      inMargin = false;
    }
    if (code === 91 || code === 123) {
      if (++open > MAXIMUM_NESTING) return i;
    } else if ((code === 93 || code === 125) && open > 0) open--;
  }
  return undefined;
}
