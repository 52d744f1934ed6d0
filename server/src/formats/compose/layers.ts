import type { TextRange } from '../../document/text';
import type { YamlDocument } from '../../document/document';
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

/** The layers whose options of the log driver count: those of another driver mean nothing to the nearest one. */
export function layersOfLogging(layers: readonly MapView[]): readonly MapView[] {
  let driver: string | undefined;
  const other = layers.findIndex((layer) => {
    const written = scalarText(valueAt(layer, 'logging', 'driver'));
    if (driver !== undefined && written !== undefined && written !== driver) return true;
    driver ??= written;
    return false;
  });
  return other < 0 ? layers : layers.slice(0, other);
}

/** What several files say about one name of a section, the nearest first: each key is said by the nearest that holds it. */
export class MergedMap implements MapView {
  readonly kind = 'map';
  readonly document: YamlDocument;
  readonly range: TextRange;
  readonly tag: string | undefined;
  private readonly byKey = new Map<string, Entry>();

  constructor(nearest: MapView, others: readonly MapView[]) {
    ({ document: this.document, range: this.range, tag: this.tag } = nearest);
    for (const map of [nearest, ...others])
      for (const entry of map.entries) if (!this.byKey.has(entry.key.text)) this.byKey.set(entry.key.text, entry);
  }

  get entries(): readonly Entry[] {
    return [...this.byKey.values()].filter(isKept);
  }

  get(key: string): Entry | undefined {
    const entry = this.byKey.get(key);
    return entry && isKept(entry) ? entry : undefined;
  }
}

/** `!reset` takes away what deeper layers say about a key. */
export function isKept({ value }: Entry): boolean {
  return value?.tag !== '!reset';
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
