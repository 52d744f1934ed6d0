import type { Entry, YamlView } from '../../document/view';
import { SECTIONS } from './schema.generated';

/** A key that Compose does not know, at its place. */
export interface UnknownKey {
  readonly entry: Entry;
  /** The keys that are known there. */
  readonly known: readonly string[];
  /** The key of the mapping it stands in; undefined at the top of the file. */
  readonly parent: Entry | undefined;
}

/**
 * Every key below `root` that the Compose Specification does not have, `x-*` aside. Mappings with free keys (`environment`, `labels`,
 * `driver_opts` …) are not looked into.
 */
export function* unknownKeys(root: YamlView): Generator<UnknownKey> {
  yield* keysOf(root, 'file', undefined);
}

function* keysOf(view: YamlView | undefined, section: string, parent: Entry | undefined): Generator<UnknownKey> {
  const known = SECTIONS[section];
  if (view?.kind !== 'map' || !known) return;
  for (const entry of view.entries) {
    const name = entry.key.text;
    if (name.startsWith('x-')) continue;
    // A key like "constructor" is on every object.
    const shape = Object.hasOwn(known, name) ? known[name] : undefined;
    if (shape === undefined) yield { entry, known: Object.keys(known), parent };
    else if (shape !== '') yield* below(entry, shape);
  }
}

function* below(entry: Entry, shape: string): Generator<UnknownKey> {
  const { value } = entry;
  if (shape.startsWith('[]')) {
    const items = value?.kind === 'sequence' ? value.items : [];
    for (const item of items) yield* keysOf(item, shape.slice(2), entry);
  } else if (shape.startsWith('*')) {
    const named = value?.kind === 'map' ? value.entries : [];
    for (const one of named) if (!one.key.text.startsWith('x-')) yield* keysOf(one.value, shape.slice(1), one);
  } else yield* keysOf(value, shape, entry);
}

/** Whether a service has such a key: what is known there but stands elsewhere is in the wrong place. */
export function isServiceKey(name: string): boolean {
  return Object.hasOwn(SECTIONS['service'] ?? {}, name);
}

/** Whether a name is a section at the top of a file. */
export function isFileKey(name: string): boolean {
  return Object.hasOwn(SECTIONS['file'] ?? {}, name);
}
