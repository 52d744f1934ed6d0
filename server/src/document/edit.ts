import { lineBreakOf, lineEnd, lineStart, type TextRange, type TextSource } from './text';
import type { YamlDocument } from './document';
import {
  AliasOf,
  indentationOf,
  layoutOf,
  OneLine,
  renderBlock,
  renderFlow,
  renderJson,
  renderLine,
  type Value,
} from './render';
import { WrittenMap, WrittenSequence, type Entry, type ScalarView, type SequenceView, type YamlView } from './view';
import { contentEnd, dashOf, entryEnd, writtenAt } from './extent';

export { combineEdits, deleteEntry, deleteItem } from './deletion';
export { entryEnd } from './extent';

/** Replaces a range of a document (offsets relative to the document) by a text, which may hold placeholders (see render.ts). */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** An edit together with the document whose offsets it counts in: an effective value may be written in another file. */
export interface DocumentEdit extends TextEdit {
  readonly document: TextSource;
}

/** No edit can be made here without touching something the person did not ask for: aliases, other documents, odd layouts. */
export type Edits = readonly DocumentEdit[] | undefined;

/** Adds a key at the end of a mapping, in the mapping's own style. */
export function insertKey(map: YamlView | undefined, key: string, value: Value): Edits {
  if (!(map instanceof WrittenMap)) return undefined;
  const { document } = map;
  const first = map.writtenEntries[0];
  const last = map.writtenEntries.at(-1);
  if (map.flow) {
    const render = first?.key.style === 'double' ? renderJson : renderFlow;
    const inner = render({ [key]: value })
      .slice(1, -1)
      .trim();
    return insertIntoFlow(document, map.range, flowEnds(map), inner);
  }
  if (!first || !last) return undefined;
  const indent = indentationOf(document.text, first.key.range.start);
  return insertBelow(document, entryEnd(last), renderBlock({ [key]: value }, indent, layoutOf(document)));
}

/** Adds a key right behind another one of the same mapping; at the end where that one came through `<<`. */
export function insertKeyAfter(
  map: YamlView | undefined,
  neighbour: Entry | undefined,
  key: string,
  value: Value,
): Edits {
  if (!(map instanceof WrittenMap) || !neighbour || map.flow || !map.ownEntries.includes(neighbour))
    return insertKey(map, key, value);
  const { document } = map;
  const indent = indentationOf(document.text, neighbour.key.range.start);
  return insertBelow(document, entryEnd(neighbour), renderBlock({ [key]: value }, indent, layoutOf(document)));
}

/** Adds a key in front of an entry, above the comments that belong to the entry. */
export function insertKeyBefore(entry: Entry, key: string, value: Value): Edits {
  const { document, range } = entry.key;
  const { text } = document;
  if (entry.owner.flow) {
    const newText = `${renderFlow({ [key]: value })
      .slice(1, -1)
      .trim()}, `;
    return [{ document, range: { start: range.start, end: range.start }, newText }];
  }
  const layout = layoutOf(document);
  const indent = indentationOf(text, range.start);
  const lines = renderBlock({ [key]: value }, indent, layout);
  let at = lineStart(text, range.start);
  // The first key of a list item shares its line with the dash.
  if (text.slice(at, range.start).trim() !== '')
    return [
      {
        document,
        range: { start: range.start, end: range.start },
        newText: lines.trimStart() + layout.lineBreak + indent,
      },
    ];
  while (
    at > 0 &&
    text
      .slice(lineStart(text, at - 1), at)
      .trimEnd()
      .startsWith(`${indent}#`)
  )
    at = lineStart(text, at - 1);
  // A byte order mark stays in front of everything.
  if (at === 0 && text.startsWith('\uFEFF')) at = 1;
  return [{ document, range: { start: at, end: at }, newText: lines + layout.lineBreak }];
}

/** Adds a key to the mapping that is an entry's value, or makes that mapping where the entry has no value yet. */
export function insertKeyBelow(entry: Entry, key: string, value: Value): Edits {
  const { value: target } = entry;
  if (entry.aliased || !target) return undefined;
  if (target.kind !== 'scalar') return insertKey(target, key, value);
  if (!target.isNull) return undefined;
  if (target.range.start !== target.range.end) return replaceValue(entry, { [key]: value });
  const { document } = entry.key;
  if (entry.owner.flow) return undefined;
  const layout = layoutOf(document);
  const indent = indentationOf(document.text, entry.key.range.start) + ' '.repeat(layout.step);
  return insertBelow(
    document,
    lineEnd(document.text, entry.key.range.end),
    renderBlock({ [key]: value }, indent, layout),
  );
}

/**
 * Sets `path` below a mapping: the deepest part that is written is kept, the rest is made. `insertAt(service, ['deploy',
 * 'resources', 'limits', 'memory'], '512M')` adds one line where limits exist and four where they do not.
 */
export function insertAt(map: YamlView | undefined, path: readonly string[], value: Value): Edits {
  const [key, ...rest] = path;
  if (key === undefined || !(map instanceof WrittenMap)) return undefined;
  const entry = map.ownEntries.find((one) => one.key.text === key);
  const merged = entry ? undefined : map.get(key);
  // What came through `<<` is extended where it stands: a second key here would hide the rest of it.
  if (merged && rest.length > 0) return insertAt(merged.owner, path, value);
  if (!entry)
    return insertKey(
      map,
      key,
      rest.reduceRight<Value>((inner, name) => ({ [name]: inner }), value),
    );
  if (entry.value?.kind === 'map' && rest.length > 0 && !entry.aliased) return insertAt(entry.value, rest, value);
  const [next, ...deeper] = rest;
  if (next === undefined) return isNullEntry(entry) ? replaceValue(entry, value) : undefined;
  return insertKeyBelow(
    entry,
    next,
    deeper.reduceRight<Value>((inner, name) => ({ [name]: inner }), value),
  );
}

/** `key:` with nothing behind it, or with `null`. */
function isNullEntry({ value }: Entry): boolean {
  return value?.kind === 'scalar' && value.isNull;
}

/** Adds an item at the end of a sequence. */
export function insertItem(sequence: SequenceView | undefined, value: Value): Edits {
  if (!(sequence instanceof WrittenSequence)) return undefined;
  const { document } = sequence;
  if (sequence.flow) {
    const ranges = sequence.itemRanges;
    return insertIntoFlow(document, sequence.range, ranges.at(-1)?.end, renderFlow([value]).slice(1, -1).trim());
  }
  const last = sequence.itemRanges.at(-1);
  if (!last) return undefined;
  const indent = indentationOf(document.text, dashOf(document.text, last.start));
  return insertBelow(
    document,
    contentEnd(document.text, last, writtenAt(sequence.items.at(-1), last)),
    renderBlock([value], indent, layoutOf(document)),
  );
}

/** Adds a text at the end of a sequence, in double quotes where the others on its line are. */
export function appendText(sequence: SequenceView | undefined, item: string): Edits {
  if (!(sequence instanceof WrittenSequence) || !sequence.flow) return insertItem(sequence, item);
  const [first] = sequence.items;
  if (first?.kind !== 'scalar' || first.style !== 'double') return insertItem(sequence, item);
  return insertIntoFlow(sequence.document, sequence.range, sequence.itemRanges.at(-1)?.end, quoteWith('"', item));
}

/** Adds an item in front of the first one of a sequence, quoted like it. */
export function prependItem(sequence: SequenceView | undefined, item: string): Edits {
  if (!(sequence instanceof WrittenSequence)) return undefined;
  const { document } = sequence;
  const [first] = sequence.items;
  const [range] = sequence.itemRanges;
  if (!first || !range) return undefined;
  const isQuoted = first.kind === 'scalar' && first.style === 'double';
  const rendered = isQuoted ? quoteWith('"', item) : renderFlow(item);
  if (sequence.flow) return [{ document, range: { start: range.start, end: range.start }, newText: `${rendered}, ` }];
  const dash = dashOf(document.text, range.start);
  const between = lineBreakOf(document.text) + indentationOf(document.text, dash);
  return [{ document, range: { start: dash, end: dash }, newText: `- ${rendered}${between}` }];
}

/** Replaces a scalar by another one of one line, in its own quoting; of a block scalar the comment in its first line stays. */
export function replaceScalar(scalar: ScalarView, value: string | number | boolean): Edits {
  const { range, style, document } = scalar;
  const quote = { plain: '', single: "'", double: '"', literal: '', folded: '' }[style];
  const newText = quote === '' ? renderAt(scalar, value) : quoteWith(quote, String(value));
  if (style !== 'literal' && style !== 'folded') return [{ document, range, newText }];
  const indicators = /^[|>][-+\d]*/.exec(document.text.slice(range.start))?.[0].length ?? 0;
  const start = lineEnd(document.text, range.start);
  return [
    { document, range: { start: range.start, end: range.start + indicators }, newText },
    { document, range: { start, end: Math.max(start, contentEnd(document.text, range, scalar)) }, newText: '' },
  ];
}

/** Replaces a part of a scalar's decoded text; `start` and `end` count in `scalar.text`. */
export function replacePart(scalar: ScalarView, start: number, end: number, text: string): Edits {
  const { document } = scalar;
  const range = scalar.part(start, end);
  const isWhole = range === scalar.range;
  if (isWhole && (start !== 0 || end !== scalar.text.length)) return undefined;
  const whole = scalar.text.slice(0, start) + text + scalar.text.slice(end);
  if (scalar.style === 'double') return [{ document, range, newText: quoteWith('"', text).slice(1, -1) }];
  // Elsewhere a line break cannot be written in the middle of a line.
  if (text.includes('\n')) return undefined;
  if (scalar.style === 'single') return [{ document, range, newText: text.replaceAll("'", "''") }];
  // A plain scalar may turn into something else than a string by the change, and then has to be quoted as a whole.
  if (scalar.style === 'plain' && !staysPlain(scalar, whole)) return replaceScalar(scalar, whole);
  return [{ document, range, newText: text }];
}

/** Whether a text can stand unquoted where a plain scalar stands. */
function staysPlain(scalar: ScalarView, text: string): boolean {
  return renderAt(scalar, text) === text;
}

/** A text as it has to be written where a scalar stands: brackets and commas mean nothing outside flow collections. */
function renderAt(scalar: ScalarView, value: string | number | boolean): string {
  return isInFlow(scalar) ? renderFlow([value]).slice(1, -1).trim() : renderLine(value);
}

/** Judged by the line of the scalar and the one above; brackets that belong to variables (`${NAME}`) do not count. */
function isInFlow(scalar: ScalarView): boolean {
  if (scalar.style === 'plain' && /[[\]{},]/.test(scalar.text)) return false;
  const { text: source } = scalar.document;
  const firstLine = lineStart(source, scalar.range.start);
  const before = source.slice(lineStart(source, Math.max(firstLine - 1, 0)), scalar.range.start);
  return /[[{]|,\s*$/.test(before.replace(/\$\{[^}\n]*\}/g, ''));
}

/** Replaces the name of a key. */
export function renameKey(entry: Entry, name: string): Edits {
  return [{ document: entry.key.document, range: entry.key.range, newText: renderFlow(name) }];
}

/** Replaces an entry's value, whatever it is, by a new one; not where lines of comment inside the old one would be lost. */
export function replaceValue(entry: Entry, value: Value): Edits {
  const { document, range } = entry.key;
  const { text } = document;
  if (entry.aliased || !entry.value) return undefined;
  const end = entryEnd(entry);
  if (document.hasAliasedAnchorWithin({ start: range.end, end })) return undefined;
  const colon = text.indexOf(':', range.end);
  if (colon < 0 || /^[ \t]*#/m.test(text.slice(colon, end))) return undefined;
  const isNested =
    typeof value === 'object' && value !== null && !(value instanceof OneLine) && !(value instanceof AliasOf);
  if (entry.owner.flow || !isNested)
    return [{ document, range: { start: colon + 1, end }, newText: ' ' + renderFlow(value) }];
  const layout = layoutOf(document);
  const margin = Array.isArray(value) ? layout.sequenceStep : layout.step;
  const lines = renderBlock(value, indentationOf(text, range.start) + ' '.repeat(margin), layout);
  const old = { start: colon + 1, end: Math.max(colon + 1, end) };
  if (lineEnd(text, colon) < end) return [{ document, range: old, newText: layout.lineBreak + lines }];
  // A comment behind the old value stays on the line of the key.
  const below = insertBelow(document, old.end, lines) ?? [];
  return old.start === old.end ? below : [{ document, range: old, newText: '' }, ...below];
}

/** Replaces an item of a sequence; not where lines of comment inside the old one would be lost. */
export function replaceItem(sequence: YamlView | undefined, item: YamlView, value: string): Edits {
  if (!(sequence instanceof WrittenSequence) || item.document !== sequence.document) return undefined;
  const { document } = sequence;
  const written = sequence.itemRanges.find(({ start }) => start === item.range.start);
  if (!written || document.hasAliasedAnchorWithin(written)) return undefined;
  const range = { start: written.start, end: contentEnd(document.text, written, item) };
  if (/^[ \t]*#/m.test(document.text.slice(range.start, range.end))) return undefined;
  return [{ document, range, newText: quoteWith('"', value) }];
}

/** Replaces a key and its value by others, in the same place. */
export function replaceEntry(entry: Entry, key: string, value: Value): Edits {
  const replaced = replaceValue(entry, value);
  const renamed = renameKey(entry, key);
  return replaced && renamed && [...renamed, ...replaced];
}

/** Turns `- name` items into `name:` keys with a value each, in place, so that comments between the items stay. */
export function itemsToKeys(sequence: SequenceView, valueOf: (name: string) => Value): Edits {
  if (!(sequence instanceof WrittenSequence)) return undefined;
  const { document } = sequence;
  const scalars = sequence.items.filter((item): item is ScalarView => item.kind === 'scalar');
  if (scalars.length === 0 || scalars.length !== sequence.itemRanges.length) return undefined;
  if (scalars.some((item, index) => item.range.start !== sequence.itemRanges[index]?.start)) return undefined;
  if (sequence.flow) {
    const map = Object.fromEntries(scalars.map((item) => [item.text, valueOf(item.text)]));
    return [{ document, range: sequence.range, newText: renderFlow(map) }];
  }
  const layout = layoutOf(document);
  const firstDash = dashOf(document.text, sequence.range.start + 1);
  // Dashes may stand at the column of their key, keys may not.
  const extra = ' '.repeat(isAtColumnOfKey(document.text, firstDash) ? layout.step : 0);
  return scalars.map((item) => {
    const start = dashOf(document.text, item.range.start);
    const indent = indentationOf(document.text, start) + extra;
    const newText = extra + renderBlock({ [item.text]: valueOf(item.text) }, indent, layout).trimStart();
    return { document, range: { start, end: item.range.end }, newText };
  });
}

/** Whether the line that a dash belongs to, the last one above without comments, is indented as far as the dash. */
function isAtColumnOfKey(text: string, dash: number): boolean {
  const above = text.slice(0, lineStart(text, dash)).split(/\r?\n/);
  const key = above.findLast((line) => /^\s*[^\s#]/.test(line)) ?? '';
  return (/^[\s-]*/.exec(key)?.[0].length ?? 0) >= indentationOf(text, dash).length;
}

/** Applies edits that do not overlap; where two start at one place the first given stands first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  for (const { range, newText } of ordered) {
    if (range.start < at) throw new Error('Edits overlap');
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}

/** Inserts lines below the line in which `offset` stands. */
function insertBelow(document: YamlDocument, offset: number, lines: string): Edits {
  const at = lineEnd(document.text, offset);
  return [{ document, range: { start: at, end: at }, newText: lineBreakOf(document.text) + lines }];
}

function insertIntoFlow(document: YamlDocument, range: TextRange, lastEnd: number | undefined, item: string): Edits {
  const { text } = document;
  if (lastEnd === undefined)
    return [{ document, range: { start: range.start + 1, end: range.end - 1 }, newText: item }];
  const hasComma = /^\s*,/.exec(text.slice(lastEnd, range.end));
  const at = lastEnd + (hasComma?.[0].length ?? 0);
  return [{ document, range: { start: at, end: at }, newText: (hasComma ? ' ' : ', ') + item }];
}

function flowEnds(map: WrittenMap): number | undefined {
  const last = map.writtenEntries.at(-1);
  if (!last) return undefined;
  return last.aliased
    ? map.document.text.indexOf('}', last.key.range.end)
    : Math.max(last.value?.range.end ?? 0, last.key.range.end);
}

function quoteWith(quote: string, text: string): string {
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}
