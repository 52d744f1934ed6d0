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
export function unknownKeys(root: YamlView): UnknownKey[] {
  const found: UnknownKey[] = [];
  addUnknown(found, root, 'file', undefined);
  return found;
}

/** What stands behind a key: a mapping with the keys of a section, free names with such mappings, a list of them. */
interface Shape {
  readonly form: 'plain' | 'section' | 'named' | 'list';
  readonly section: string;
}

const sections = new Map<string, ReadonlyMap<string, Shape>>();

function shapesOf(section: string): ReadonlyMap<string, Shape> {
  let shapes = sections.get(section);
  if (!shapes) {
    shapes = new Map(Object.entries(SECTIONS[section] ?? {}).map(([name, notation]) => [name, shapeOf(notation)]));
    sections.set(section, shapes);
  }
  return shapes;
}

function shapeOf(notation: string): Shape {
  if (notation.startsWith('[]')) return { form: 'list', section: notation.slice(2) };
  if (notation.startsWith('*')) return { form: 'named', section: notation.slice(1) };
  return { form: notation === '' ? 'plain' : 'section', section: notation };
}

function addUnknown(found: UnknownKey[], view: YamlView | undefined, section: string, parent: Entry | undefined): void {
  const shapes = shapesOf(section);
  if (view?.kind !== 'map' || shapes.size === 0) return;
  for (const entry of view.entries) {
    const name = entry.key.text;
    const shape = shapes.get(name);
    if (shape) addBelow(found, entry, shape);
    else if (!name.startsWith('x-')) found.push({ entry, known: [...shapes.keys()], parent });
  }
}

function addBelow(found: UnknownKey[], entry: Entry, { form, section }: Shape): void {
  const { value } = entry;
  if (form === 'section') addUnknown(found, value, section, entry);
  else if (form === 'list' && value?.kind === 'sequence')
    for (const item of value.items) addUnknown(found, item, section, entry);
  else if (form === 'named' && value?.kind === 'map')
    for (const one of value.entries) if (!one.key.text.startsWith('x-')) addUnknown(found, one.value, section, one);
}

/** Whether a service has such a key: what is known there but stands elsewhere is in the wrong place. */
export function isServiceKey(name: string): boolean {
  return Object.hasOwn(SECTIONS['service'] ?? {}, name);
}

/** Whether a name is a section at the top of a file. */
export function isFileKey(name: string): boolean {
  return Object.hasOwn(SECTIONS['file'] ?? {}, name);
}
