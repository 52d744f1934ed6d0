import { WrittenMap, WrittenSequence, type YamlView } from './view';
import type { YamlDocument } from './document';

/**
 * Where the key or item begins that the character at `offset` belongs to, when it stands inside a scalar of several lines: a
 * comment in the middle of one would become part of its value. Otherwise `offset` itself. Relative to the document.
 */
export function startOfScalarAround(document: YamlDocument, offset: number): number {
  let view: YamlView | undefined = document.root;
  let start = offset;
  // Bounded by the nesting that the parser accepts.
  while (view && view.kind !== 'scalar') {
    const next = childAt(view, offset);
    if (!next) return offset;
    start = next.start;
    view = next.view;
  }
  if (!view) return offset;
  const isMultiLine = /[\r\n]/.test(
    document.text.slice(view.range.start, Math.min(view.range.end, document.text.length)).trimEnd(),
  );
  return isMultiLine ? start : offset;
}

function childAt(view: YamlView, offset: number): { readonly view: YamlView; readonly start: number } | undefined {
  if (view instanceof WrittenMap) {
    for (const { key, value, aliased } of view.ownEntries) {
      if (aliased || !value) continue;
      if (key.range.start <= offset && offset <= value.range.end) return { view: value, start: key.range.start };
    }
  } else if (view instanceof WrittenSequence) {
    const ranges = view.itemRanges;
    const index = ranges.findIndex((range) => range.start <= offset && offset <= range.end);
    const item = view.items[index];
    const range = ranges[index];
    if (item && range && item.range.start === range.start) return { view: item, start: range.start };
  }
  return undefined;
}
