import { deleteEntry, deleteItem, type Edits } from '../../document/edit';
import type { Entry, ScalarView, YamlView } from '../../document/view';

/** An item of a list that several layers may add to, with the entry whose value the list is. */
export interface Item {
  readonly view: YamlView;
  readonly holder: Entry;
}

export interface EnvironmentVariable {
  readonly name: string;
  /** The name as it is written. */
  readonly key: ScalarView;
  /** Undefined where the value comes from the shell (`KEY` alone, or an empty map value). */
  readonly value: string | undefined;
  /** Offset of the value in `scalar.text`: behind `KEY=` in the list form, 0 in the map form. */
  readonly valueStart: number;
  readonly scalar: ScalarView;
  /** In the map form. */
  readonly entry: Entry | undefined;
  /** The entry whose value is the mapping or the list. */
  readonly holder: Entry;
}

/** The items of one list; a single scalar counts as one item. */
export function itemsOf(holder: Entry): Item[] {
  const { value } = holder;
  const views = value?.kind === 'sequence' ? value.items : value?.kind === 'scalar' && !value.isNull ? [value] : [];
  return views.map((view) => ({ view, holder }));
}

/**
 * Of entries that mean the same resource (https://docs.docker.com/reference/compose-file/merge/#unique-resources) those of the nearest
 * layer; what one layer says twice stays.
 */
export function nearestOnes<T extends { readonly item: Item }>(
  all: readonly T[],
  keyOf: (one: T) => string | undefined,
): T[] {
  const holders = new Map<string, Entry>();
  return all.filter((one) => {
    const key = keyOf(one);
    if (key === undefined) return true;
    const holder = holders.get(key) ?? one.item.holder;
    holders.set(key, holder);
    return holder === one.item.holder;
  });
}

/** The variables of one mapping or list. */
export function variablesIn(holder: Entry): EnvironmentVariable[] {
  if (holder.value?.kind === 'map') {
    return holder.value.entries.flatMap((entry) => {
      const { key, value } = entry;
      if (value?.kind !== 'scalar') return [];
      return {
        name: key.text,
        key,
        value: value.isNull ? undefined : value.text,
        valueStart: 0,
        scalar: value,
        entry,
        holder,
      };
    });
  }
  return itemsOf(holder).flatMap(({ view }) => {
    if (view.kind !== 'scalar') return [];
    const equals = view.text.indexOf('=');
    return {
      name: equals < 0 ? view.text : view.text.slice(0, equals),
      key: view,
      value: equals < 0 ? undefined : view.text.slice(equals + 1),
      valueStart: equals + 1,
      scalar: view,
      entry: undefined,
      holder,
    };
  });
}

/** Takes a variable away, in either spelling; the last one takes its mapping or list along. */
export function deleteVariable({ entry, scalar, holder }: EnvironmentVariable): Edits {
  if (!entry) return deleteItem(holder, scalar);
  const isLast = holder.value?.kind === 'map' && entry.owner.isOnlyEntry(entry) && holder.value === entry.owner;
  return isLast && !holder.aliased ? deleteEntry(holder) : deleteEntry(entry);
}
