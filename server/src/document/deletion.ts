import type { DocumentEdit, Edits } from './edit';
import type { YamlDocument } from './document';
import { contentEnd, dashOf, entryEnd, trimBreak } from './extent';
import { lineEnd, lineStart, nextLine, type TextRange } from './text';
import { WrittenSequence, type Entry, type YamlView } from './view';
import { writtenValues } from './walk';

/** Deletes an entry with its lines. An entry that is alone leaves `{}` behind. */
export function deleteEntry(entry: Entry): Edits {
  const { owner, key } = entry;
  const { document } = key;
  const end = entryEnd(entry);
  if (document.hasAliasedAnchorWithin({ start: key.range.start, end })) return undefined;
  if (owner.isOnlyEntry(entry)) return [{ document, range: { start: key.range.start, end }, newText: '{}' }];
  if (owner.flow) {
    const index = owner.ownEntries.indexOf(entry);
    const next = owner.ownEntries[index + 1];
    const previous = owner.ownEntries[index - 1];
    if (next) return [{ document, range: { start: key.range.start, end: next.key.range.start }, newText: '' }];
    return previous ? [{ document, range: { start: entryEnd(previous), end }, newText: '' }] : undefined;
  }
  return deleteBlock(document, { start: key.range.start, end });
}

/** Deletes an item with its lines; the last item takes the key along. `holder` is the entry whose value the sequence is. */
export function deleteItem(holder: Entry, item: YamlView): Edits {
  const sequence = holder.value;
  if (!(sequence instanceof WrittenSequence) || item.document !== sequence.document) return undefined;
  const ranges = sequence.itemRanges;
  const index = ranges.findIndex((range) => range.start === item.range.start);
  const range = ranges[index];
  if (!range) return undefined;
  if (ranges.length === 1) return holder.aliased ? undefined : deleteEntry(holder);
  const { document } = sequence;
  if (document.hasAliasedAnchorWithin(range)) return undefined;
  if (sequence.flow) {
    const next = ranges[index + 1];
    const previous = ranges[index - 1];
    if (next) return [{ document, range: { start: range.start, end: next.start }, newText: '' }];
    return previous ? [{ document, range: { start: previous.end, end: range.end }, newText: '' }] : undefined;
  }
  const dash = dashOf(document.text, range.start);
  return deleteBlock(document, { start: dash, end: contentEnd(document.text, range, item) });
}

/**
 * Several edits as one fix; undefined where one of them cannot be made. What is inserted behind lines that another edit deletes takes
 * their place.
 */
export function combineEdits(...parts: readonly Edits[]): Edits {
  const all: DocumentEdit[] = [];
  for (const part of parts) {
    if (!part) return undefined;
    all.push(...part);
  }
  const isInsertion = ({ range }: DocumentEdit): boolean => range.start === range.end;
  const swallowed = new Set<DocumentEdit>();
  const combined = all.map((edit) => {
    if (isInsertion(edit) || edit.newText !== '') return edit;
    const inside = all.filter(
      (other) => isInsertion(other) && other.document === edit.document && isInside(other.range.start, edit.range),
    );
    if (inside.length === 0) return edit;
    for (const one of inside) swallowed.add(one);
    const deleted = edit.document.text.slice(edit.range.start, edit.range.end);
    const lines = inside.map(({ newText }) => newText.replace(/^\r?\n/, ''));
    const lineBreak = /\r?\n$/.exec(deleted)?.[0] ?? '';
    return { ...edit, newText: lines.join(lineBreak) + lineBreak };
  });
  return combined.filter((edit) => !swallowed.has(edit));
}

function isInside(at: number, { start, end }: TextRange): boolean {
  return start < at && at < end;
}

/** Deletes whole lines but leaves the comments between them: what they say may still hold. */
function deleteLines(document: YamlDocument, range: TextRange): Edits {
  const edits: DocumentEdit[] = [];
  let start = range.start;
  const deleteUpTo = (end: number): void => {
    if (end > start) edits.push({ document, range: { start, end }, newText: '' });
  };
  for (const comment of commentLinesIn(document, range)) {
    deleteUpTo(comment.start);
    start = comment.end;
  }
  deleteUpTo(range.end);
  return edits;
}

/** The lines of a range that hold nothing but a comment; a `#` inside a block scalar is text. */
function commentLinesIn(document: YamlDocument, range: TextRange): TextRange[] {
  const { text } = document;
  const comments = [...text.slice(range.start, range.end).matchAll(/^[ \t]*#[^\r\n]*(?:\r?\n|$)/gm)];
  if (comments.length === 0) return [];
  const scalars = [...writtenValues(document)].filter((view) => view.kind === 'scalar');
  return comments
    .map(({ 0: line, index }) => ({ start: range.start + index, end: range.start + index + line.length }))
    .filter(({ start }) => !scalars.some((scalar) => scalar.range.start < start && start < scalar.range.end));
}

function deleteBlock(document: YamlDocument, range: TextRange): Edits {
  const { text } = document;
  // A byte order mark belongs to the file, not to its first line.
  const start = lineStart(text, range.start) || (text.startsWith('\uFEFF') ? 1 : 0);
  const before = text.slice(start, range.start);
  const behind = nextLine(text, range.end);
  if (before.trim() === '') {
    if (behind > lineEnd(text, range.end)) return deleteLines(document, { start, end: behind });
    // The last line without a line break: the one before it goes instead.
    return deleteLines(document, { start: trimBreak(text, start), end: range.end });
  }
  // The first key of a list item shares its line with the dash: what follows moves up, unless a comment stands between.
  const between = /^\s*/.exec(text.slice(behind))?.[0].length ?? 0;
  if (text.charAt(behind + between) === '#')
    return [{ document, range: { start: range.start, end: range.end }, newText: '' }];
  return [{ document, range: { start: range.start, end: behind + between }, newText: '' }];
}
