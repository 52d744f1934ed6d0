import { Alias, Pair, Scalar, stringify, YAMLMap, YAMLSeq, type Node } from 'yaml';
import type { YamlDocument } from './document';
import { lineBreakOf, lineStart } from './text';

/** Plain data to be written as YAML. */
export type Value =
  string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value } | OneLine | AliasOf;

/** A list that stays on one line also in block style, as commands are written: `["CMD", "redis-cli", "ping"]`. */
export class OneLine {
  constructor(readonly items: readonly string[]) {}
}

/** `*name`: repeats what an anchor above marks. */
export class AliasOf {
  constructor(readonly name: string) {}
}

/** How a document is laid out, so that what is added looks like what is there. */
export interface Layout {
  readonly lineBreak: '\n' | '\r\n';
  /** Spaces a nested mapping is indented by. */
  readonly step: number;
  /** Spaces between the column of a key and the `-` of its items. */
  readonly sequenceStep: number;
}

const OPEN = '\uE000';
const CLOSE = '\uE001';

/**
 * Marks a text that the person is meant to complete. Editors that know snippets select it; everywhere else the text itself stands.
 * The marks are private-use characters and never reach a file: `plainText` and `snippetText` resolve them.
 */
export function placeholder(text: string): string {
  return OPEN + text + CLOSE;
}

export function hasPlaceholder(text: string): boolean {
  return text.includes(OPEN);
}

/** An edit's text as it goes into a file. */
export function plainText(text: string): string {
  return text.replaceAll(OPEN, '').replaceAll(CLOSE, '');
}

/** An edit's text as an LSP snippet with numbered tab stops. */
export function snippetText(text: string): string {
  let index = 0;
  return text
    .replace(/[\\$}]/g, '\\$&')
    .replaceAll(OPEN, () => `\${${++index}:`)
    .replaceAll(CLOSE, '}');
}

/** Every fix of a document asks for it, and finding out reads the whole text. */
const layouts = new WeakMap<YamlDocument, Layout>();

export function layoutOf(document: YamlDocument): Layout {
  const known = layouts.get(document);
  if (known) return known;
  const layout = readLayout(document);
  layouts.set(document, layout);
  return layout;
}

function readLayout({ text }: YamlDocument): Layout {
  const nested =
    /^( *)(?:- )*[^\s#-][^\r\n]*:[ \t]*(?:#[^\r\n]*)?\r?\n(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(\1 +)[^\s#-]/m.exec(text);
  const step = nested ? (nested[2]?.length ?? 2) - (nested[1]?.length ?? 0) : 2;
  const sequence = /^( *)[^\s#-][^\r\n]*:[ \t]*(?:#[^\r\n]*)?\r?\n(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*( *)- /m.exec(text);
  const sequenceStep = sequence ? (sequence[2]?.length ?? 0) - (sequence[1]?.length ?? 0) : step;
  const isUsual = (spaces: number, least: number): boolean => spaces >= least && spaces <= 8;
  return {
    lineBreak: lineBreakOf(text),
    step: isUsual(step, 1) ? step : 2,
    sequenceStep: isUsual(sequenceStep, 0) ? sequenceStep : 2,
  };
}

/** The white space before the character at `offset`; a dash counts as one column of it, a byte order mark as none. */
export function indentationOf(text: string, offset: number): string {
  return text
    .slice(lineStart(text, offset), offset)
    .replace(/^\uFEFF/, '')
    .replace(/[^\t]/g, ' ');
}

/** Block style, every line indented, without a line break at the end. */
export function renderBlock(value: Value, indent: string, layout: Layout): string {
  return linesOf(value, layout)
    .map((line) => indent + line)
    .join(layout.lineBreak);
}

function linesOf(value: Value, layout: Layout): string[] {
  if (!isNested(value)) return [renderInline(value)];
  // The continuation of an item stands under its text, whatever the step of the file is.
  if (isList(value))
    return value.flatMap((item) =>
      linesOf(item, layout).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
    );
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = renderFlow(key);
    if (!isNested(inner)) return [`${name}: ${renderInline(inner)}`];
    const margin = ' '.repeat(isList(inner) ? layout.sequenceStep : layout.step);
    return [`${name}:`, ...linesOf(inner, layout).map((line) => margin + line)];
  });
}

function renderInline(value: Value): string {
  return typeof value === 'string' ? renderLine(value) : renderFlow(value);
}

/** Takes lines of its own in block style: neither a scalar nor empty nor meant for one line. */
function isNested(value: Value): value is readonly Value[] | { readonly [key: string]: Value } {
  if (typeof value !== 'object' || value === null || value instanceof OneLine || value instanceof AliasOf) return false;
  return Object.keys(value).length > 0;
}

/** A single scalar outside flow collections, on one line. */
export function renderLine(scalar: string | number | boolean): string {
  const simple = renderSimply(scalar);
  if (simple !== undefined) return simple;
  return String(scalar).includes('\n') ? renderFlow(scalar) : stringify(scalar, OPTIONS).trimEnd();
}

/** One line, for flow collections and single scalars. */
export function renderFlow(value: Value): string {
  return renderSimply(value) ?? stringify(nodeOf(value), { ...OPTIONS, collectionStyle: 'flow' }).trimEnd();
}

/**
 * What every reader takes for what it is and what is written as it is; undefined for everything else. The writer of YAML comes to the
 * same, and takes so long for it that counting the fixes of a report cost a fifth of a run.
 */
export function renderSimply(value: Value): string | undefined {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0))
    return String(value);
  if (typeof value === 'string') return isPlainWord(value) ? value : undefined;
  if (!(value instanceof OneLine) || !value.items.every((item) => PRINTABLE.test(item))) return undefined;
  return `[${value.items.map((item) => JSON.stringify(item)).join(', ')}]`;
}

/** ASCII without backslashes: nothing in it is escaped but quotes. */
const PRINTABLE = /^[\x20-\x5b\x5d-\x7e]*$/;

/** Words, and quantities such as `30s` and `256m`. Some readers take `e3` for a number. */
function isPlainWord(text: string): boolean {
  return (
    (/^(?!e\d)[a-z][a-z0-9_-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/.test(text)) ||
    /^[1-9][0-9]*[a-z]{1,2}$/.test(text)
  );
}

/** One line of JSON, for manifests that are written in it. */
export function renderJson(value: Value): string {
  const quoted = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const;
  return stringify(nodeOf(value), { ...OPTIONS, ...quoted, collectionStyle: 'flow' }).trimEnd();
}

const OPTIONS = {
  lineWidth: 0,
  // Quotes what a YAML 1.1 reader would take for something else: no, 0o17, 12:30.
  compat: 'yaml-1.1',
  flowCollectionPadding: false,
  verifyAliasOrder: false,
} as const;

function nodeOf(value: Value): Node {
  if (value instanceof AliasOf) return new Alias(value.name);
  if (value instanceof OneLine) {
    const list = new YAMLSeq();
    list.flow = true;
    list.items = value.items.map((item) => {
      const scalar = new Scalar(item);
      scalar.type = Scalar.QUOTE_DOUBLE;
      return scalar;
    });
    return list;
  }
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  if (isList(value)) {
    const list = new YAMLSeq();
    list.items = value.map(nodeOf);
    return list;
  }
  const map = new YAMLMap();
  map.items = Object.entries(value).map(([key, inner]) => new Pair(new Scalar(key), nodeOf(inner)));
  return map;
}

/** Array.isArray does not narrow read-only arrays. */
function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
