import type { Entry, MapView, YamlView } from '../../document/view';

/** The entry at a path in one layer; `cut off` where it says that what deeper layers hold there does not count. */
export type Layered = Entry | 'cut off' | undefined;

/** `!reset` removes what deeper layers say, `!override` replaces it (https://docs.docker.com/reference/compose-file/merge/#reset-value). */
export function entryAt(layer: MapView, path: readonly string[]): Layered {
  let view: YamlView | undefined = layer;
  let entry: Entry | undefined;
  let isCut = false;
  for (const key of path) {
    if (view?.kind !== 'map') return isCut ? 'cut off' : undefined;
    entry = view.get(key);
    if (!entry) return isCut ? 'cut off' : undefined;
    view = entry.value;
    if (view?.tag === '!reset') return 'cut off';
    isCut ||= view?.tag === '!override';
  }
  return entry;
}

/** Whether a layer hides everything that deeper ones say at a path. */
export function isReplaced(layer: MapView, path: readonly string[]): boolean {
  let view: YamlView | undefined = layer;
  for (const key of path) {
    view = view?.kind === 'map' ? view.get(key)?.value : undefined;
    if (view?.tag === '!reset' || view?.tag === '!override') return true;
  }
  return false;
}

/** The value at a path below a view; undefined where a step is missing. */
export function valueAt(view: YamlView | undefined, ...path: readonly string[]): YamlView | undefined {
  return path.reduce<YamlView | undefined>((at, key) => (at?.kind === 'map' ? at.get(key)?.value : undefined), view);
}

export function scalarText(view: YamlView | undefined): string | undefined {
  return view?.kind === 'scalar' && !view.isNull ? view.text : undefined;
}

/** The texts of a scalar or of the scalars in a list. */
export function textsOf(view: YamlView | undefined): string[] {
  const views = view?.kind === 'sequence' ? view.items : view ? [view] : [];
  return views.flatMap((one) => scalarText(one) ?? []);
}
