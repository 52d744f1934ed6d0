import type { Entry, MapView, ScalarView, YamlView } from '../../document/view';

/** Helm and Jinja braces, `$(VAR)` and `${VAR}`: something else fills these in before or after the file is read. */
const TEMPLATE = /\{\{|\$\([\w.-]*\)|\$\{[^}]*\}/;

export function isTemplateText(text: string): boolean {
  return TEMPLATE.test(text);
}

/** A value that cannot be known from the file: a template stands in it, quoted or (as YAML reads `{{ x }}`) as a mapping. */
export function isTemplated(view: YamlView | undefined): boolean {
  if (view?.kind === 'scalar') return isTemplateText(view.text);
  return view?.kind === 'map' && view.document.text.startsWith('{{', view.range.start);
}

/** The entry at a path of keys; undefined where one of them is missing. */
export function entryAt(map: MapView | undefined, path: readonly string[]): Entry | undefined {
  let view: YamlView | undefined = map;
  let entry: Entry | undefined;
  for (const key of path) {
    entry = view?.kind === 'map' ? view.get(key) : undefined;
    if (!entry) return undefined;
    view = entry.value;
  }
  return entry;
}

/** Whether nothing is written at a path, for sure: what a template fills in on the way may hold it. */
export function lacks(map: MapView, path: readonly string[]): boolean {
  let view: YamlView | undefined = map;
  for (const key of path) {
    if (isTemplated(view)) return false;
    view = view?.kind === 'map' ? view.get(key)?.value : undefined;
  }
  return view === undefined || (view.kind === 'scalar' && view.isNull);
}

export function mapAt(map: MapView | undefined, ...path: readonly string[]): MapView | undefined {
  const value = entryAt(map, path)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** The mappings in the list at a path; everything else in it is left out. */
export function mapsAt(map: MapView | undefined, ...path: readonly string[]): MapView[] {
  const value = entryAt(map, path)?.value;
  return value?.kind === 'sequence' ? value.items.filter((item) => item.kind === 'map') : [];
}

export function scalarAt(map: MapView | undefined, ...path: readonly string[]): ScalarView | undefined {
  const value = entryAt(map, path)?.value;
  return value?.kind === 'scalar' && !value.isNull ? value : undefined;
}

export function textAt(map: MapView | undefined, ...path: readonly string[]): string | undefined {
  return scalarAt(map, ...path)?.text;
}

/** A number, also where it is quoted; undefined for names, templates and what is absent. */
export function numberAt(map: MapView | undefined, ...path: readonly string[]): number | undefined {
  const text = textAt(map, ...path);
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * A boolean as kubectl reads it, which is YAML 1.1: `yes` and `on` count, anything quoted is a string and does not
 * (https://yaml.org/type/bool.html).
 */
export function booleanOf(view: YamlView | undefined): boolean | undefined {
  if (view?.kind !== 'scalar' || view.style !== 'plain') return undefined;
  if (/^(?:true|yes|on|y)$/i.test(view.text)) return true;
  return /^(?:false|no|off|n)$/i.test(view.text) ? false : undefined;
}

/** A mapping of texts, such as labels; entries whose value a template fills in are left out. */
export function textsOf(map: MapView | undefined): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { key, value } of map?.entries ?? []) {
    if (value?.kind === 'scalar' && !isTemplated(value)) texts.set(key.text, value.text);
  }
  return texts;
}
