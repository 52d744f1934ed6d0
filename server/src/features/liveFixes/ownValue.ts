import { insertKey, type Edits } from '../../document/edit';
import type { Value } from '../../document/render';
import type { Entry } from '../../document/view';
import type { ComposeService } from '../../formats/compose/model';

/** The other services that have a value from the same place: through an anchor, `<<` or `extends`. */
export function sharersOf(service: ComposeService, entry: Entry, path: readonly string[]): ComposeService[] {
  const { document, range } = entry.key;
  return service.file.services.filter((other) => {
    if (other.name === service.name) return false;
    const key = other.get(...path)?.key;
    return key?.document === document && key.range.start === range.start;
  });
}

/** Overrules a value for one service alone. Undefined where that would hide what else stands beside the value. */
export function overrule(service: ComposeService, path: readonly [string, ...string[]], value: Value): Edits {
  const [key, ...deeper] = path;
  const merged = service.own.get(key);
  if (!merged || merged.owner === service.own) return service.insert(path, value);
  return deeper.length === 0 && !service.entry.aliased ? insertKey(service.own, key, value) : undefined;
}
