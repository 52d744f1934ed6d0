import { insertKey, replacePart, replaceScalar, type Edits } from '../../document/edit';
import type { ServiceMount } from './mounts';

/** Mounts it read-only: `:ro` in the short form, `read_only: true` in the long one. */
export function makeReadOnly({ item: { view }, source, target, options }: ServiceMount): Edits {
  if (view.kind === 'map') {
    const written = (view.get('read_only') ?? view.get('readonly'))?.value;
    return written?.kind === 'scalar' && !written.isNull
      ? replaceScalar(written, true)
      : insertKey(view, 'read_only', true);
  }
  if (view.kind !== 'scalar' || !source || !target) return undefined;
  // One variable may hold both sides.
  if (target.outer.start < source.outer.end) return undefined;
  const suffix = view.text.slice(target.outer.end);
  const writable = /(?<=[:,])rw(?=,|$)/.exec(suffix);
  if (writable) {
    const start = target.outer.end + writable.index;
    return replacePart(view, start, start + 'rw'.length, 'ro');
  }
  const end = view.text.length;
  return replacePart(view, end, end, options.length > 0 ? ',ro' : ':ro');
}
