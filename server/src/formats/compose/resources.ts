import { renameKey, replacePart, replaceScalar, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import type { Entry, YamlView } from '../../document/view';
import type { ComposeFile, ComposeService } from './model';
import { valueAt } from './layers';
import { serviceMounts } from './mounts';

/** Top-level sections whose entries the services name. */
export const RESOURCE_KINDS = ['networks', 'volumes', 'secrets', 'configs'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** One place where a service names a resource. */
export interface ResourceUse {
  readonly name: string;
  readonly token: Token;
  /** Makes it name another one; undefined where the name comes out of a variable. */
  readonly rename: (name: string) => Edits;
}

/** Names whose value only a variable knows are left out. */
export function usesOf(service: ComposeService, kind: ResourceKind): ResourceUse[] {
  switch (kind) {
    case 'networks':
      return networkUses(service);
    case 'volumes':
      return volumeUses(service);
    case 'secrets':
      return [...listedUses(service, 'secrets'), ...listedUses(service, 'build', 'secrets')];
    case 'configs':
      return listedUses(service, 'configs');
  }
}

/** Where a section of the project declares its names; of several files the first one comes first. */
export function declarationsOf({ project }: ComposeFile, kind: ResourceKind): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const { document } of project.sources)
    for (const entry of entriesOf(valueAt(document.root, kind))) {
      const name = entry.key.text;
      found.set(name, [...(found.get(name) ?? []), entry]);
    }
  return found;
}

/** The entries of a section, those for the reader's own use aside. */
export function entriesOf(section: YamlView | undefined): readonly Entry[] {
  return section?.kind === 'map' ? section.entries.filter(({ key }) => !key.text.startsWith('x-')) : [];
}

function networkUses(service: ComposeService): ResourceUse[] {
  // Keys hold no variables.
  const keys = service.entries('networks').map((entry): ResourceUse => {
    return { name: entry.key.text, token: entry.key, rename: (name) => renameKey(entry, name) };
  });
  return [...keys, ...listedUses(service, 'networks')];
}

function volumeUses(service: ComposeService): ResourceUse[] {
  return serviceMounts(service).flatMap(({ kind, source }) => {
    if (kind !== 'volume' || !source?.isKnown || source.text === '') return [];
    const { text, token, scalar, written } = source;
    const rename = (name: string): Edits => written && replacePart(scalar, written.start, written.end, name);
    return { name: text, token, rename };
  });
}

/** The items of a list: a name, or a mapping with a `source`. */
function listedUses(service: ComposeService, ...path: readonly string[]): ResourceUse[] {
  return service.items(...path).flatMap(({ view, holder }) => {
    if (holder.value?.kind !== 'sequence') return [];
    const scalar = view.kind === 'map' ? view.get('source')?.value : view;
    if (scalar?.kind !== 'scalar' || scalar.isNull) return [];
    const { text, known, hasVariables } = service.interpolate(scalar);
    if (!known || text === '') return [];
    return { name: text, token: scalar, rename: (name) => (hasVariables ? undefined : replaceScalar(scalar, name)) };
  });
}
