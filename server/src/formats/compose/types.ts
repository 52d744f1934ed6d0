import type { Entry, ScalarView, YamlView } from '../../document/view';
import { variablesOf } from './interpolation';
import { TYPES } from './types.generated';

/** What may stand in a place. */
export interface Shape {
  /** Letters of the scalars that are allowed: s string, n number, i whole number, b boolean, z nothing. */
  readonly scalars: string;
  readonly takesAnyScalar: boolean;
  readonly items: Shape | undefined;
  /** A mapping: of free names to such values, with the keys of a section, or of anything. */
  readonly map: { readonly values: Shape } | { readonly section: string } | 'anything' | undefined;
  readonly isAnything: boolean;
}

/** A value of a Compose file in the light of its specification. */
export interface TypedValue {
  readonly view: YamlView;
  readonly shape: Shape;
  /** Where the specification speaks of it: `healthcheck.interval`. */
  readonly path: string;
  /** The key it stands behind, or in whose list it stands. */
  readonly entry: Entry;
  readonly isItem: boolean;
  readonly fits: boolean;
}

/**
 * Every value below `root` of which the specification says something. What does not fit is not looked into, nor are unknown keys,
 * `x-*` and what `!reset` takes away.
 */
export function typedValues(root: YamlView | undefined): readonly TypedValue[] {
  if (!root) return [];
  let values = known.get(root);
  if (!values) {
    const found: TypedValue[] = [];
    addSection(found, root, placesOf('file'));
    known.set(root, (values = found));
  }
  return values;
}

/** Several rules go through all of them. */
const known = new WeakMap<YamlView, readonly TypedValue[]>();

/** A place of the specification, with those below it. */
class Place {
  readonly items: Place | undefined;
  readonly values: Place | undefined;
  private places: ReadonlyMap<string, Place> | undefined;

  constructor(
    readonly shape: Shape,
    readonly path: string,
  ) {
    const { items, map } = shape;
    this.items = items && new Place(items, `${path}.*`);
    this.values =
      map !== undefined && map !== 'anything' && 'values' in map ? new Place(map.values, `${path}.*`) : undefined;
  }

  /** By key, where the keys are those of a section; sections can lie in each other. */
  get keys(): ReadonlyMap<string, Place> | undefined {
    const { map } = this.shape;
    if (map === undefined || map === 'anything' || !('section' in map)) return undefined;
    return (this.places ??= placesOf(map.section));
  }
}

const sections = new Map<string, ReadonlyMap<string, Place>>();

function placesOf(section: string): ReadonlyMap<string, Place> {
  let places = sections.get(section);
  if (!places) {
    const keys = Object.entries(TYPES[section] ?? {});
    places = new Map(keys.map(([name, notation]) => [name, new Place(shapeOf(notation), `${section}.${name}`)]));
    sections.set(section, places);
  }
  return places;
}

function addSection(found: TypedValue[], view: YamlView, places: ReadonlyMap<string, Place>): void {
  if (view.kind !== 'map') return;
  for (const entry of view.entries) {
    const place = places.get(entry.key.text);
    if (place) addValue(found, entry.value, place, entry, false);
  }
}

function addValue(found: TypedValue[], view: YamlView | undefined, place: Place, entry: Entry, isItem: boolean): void {
  const { shape, path } = place;
  if (!view || shape.isAnything || view.tag === '!reset') return;
  const isFitting = fits(view, shape);
  found.push({ view, shape, path, entry, isItem, fits: isFitting });
  if (!isFitting) return;
  if (view.kind === 'sequence') {
    if (place.items) for (const item of view.items) addValue(found, item, place.items, entry, true);
  } else if (view.kind === 'map') {
    if (place.keys) addSection(found, view, place.keys);
    else if (place.values)
      for (const one of view.entries)
        if (!one.key.text.startsWith('x-')) addValue(found, one.value, place.values, one, false);
  }
}

function fits(view: YamlView, shape: Shape): boolean {
  if (view.kind === 'sequence') return shape.items !== undefined;
  if (view.kind === 'map') return shape.map !== undefined;
  return shape.takesAnyScalar || scalarFits(view, shape.scalars);
}

function scalarFits(scalar: ScalarView, allowed: string): boolean {
  const { value } = scalar;
  if (value === null) return allowed.includes('z');
  if (typeof value === 'boolean') return allowed.includes('b');
  if (typeof value === 'number') return allowed.includes('n') || (allowed.includes('i') && Number.isInteger(value));
  if (allowed.includes('s')) return true;
  // What a variable brings is turned into the type that is asked for, as are numbers and booleans in quotes.
  if (allowed.replace('z', '') === '') return false;
  return variablesOf(value).length > 0 || (allowed.includes('b') ? isBooleanWord(value) : /^-?[\d.]+$/.test(value));
}

/** Keys that a mapping cannot be without, by its section. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'service.volumes': ['type'],
  'service.depends_on.*': ['condition'],
  'service.extends': ['service'],
  'service.devices': ['source'],
  'service.provider': ['type'],
  'development.watch': ['path', 'action'],
  env_file: ['path'],
  service_hook: ['command'],
  'ulimits.*': ['soft', 'hard'],
};

/** Keys that a mapping of the right kind must have and has not. */
export function missingKeys({ view, shape: { map } }: TypedValue): string[] {
  if (view.kind !== 'map' || map === undefined || map === 'anything' || !('section' in map)) return [];
  return REQUIRED[map.section]?.filter((key) => !view.get(key)) ?? [];
}

/** What Compose takes for a boolean in a text. */
export function isBooleanWord(text: string): boolean {
  return /^(?:true|false|y|yes|on|n|no|off)$/i.test(text);
}

const shapes = new Map<string, Shape>();

function shapeOf(notation: string): Shape {
  let shape = shapes.get(notation);
  if (!shape) {
    shape = parse(notation);
    shapes.set(notation, shape);
  }
  return shape;
}

/** Reads the notation of the table: `s[ns{section}]{*values}`. */
function parse(notation: string): Shape {
  const [, scalars = '', list, map] = /^([snibz]*)(?:\[(.*?)\])?(?:\{(.*)\})?$/.exec(notation) ?? [];
  return {
    scalars,
    takesAnyScalar: ['s', 'n', 'b', 'z'].every((letter) => scalars.includes(letter)),
    items: list === undefined ? undefined : shapeOf(list),
    map: map === undefined ? undefined : mapOf(map),
    isAnything: notation === '?',
  };
}

function mapOf(inside: string): Shape['map'] {
  if (inside === '') return 'anything';
  return inside.startsWith('*') ? { values: shapeOf(inside.slice(1)) } : { section: inside };
}
