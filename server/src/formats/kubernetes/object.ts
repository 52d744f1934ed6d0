import type { YamlDocument } from '../../document/document';
import type { MapView, YamlView } from '../../document/view';
import { mapAt, textAt, textsOf } from './values';

/** Lists inside lists are legal; an alias that contains itself is cut off here. */
const DEEPEST_LIST = 4;

/** The file that kustomize reads; `apiVersion` and `kind` may be left out in it. */
const KUSTOMIZATION = /(?:^|[\\/])kustomization\.ya?ml$/i;

/** One API object as it is written: a document of its own, or an item of a `List`. */
export class KubernetesObject {
  readonly name: string;
  /** Undefined where none is written: kubectl, kustomize or Helm choose it later. */
  readonly namespace: string | undefined;
  readonly metadata: MapView | undefined;

  constructor(
    readonly view: MapView,
    readonly kind: string,
  ) {
    this.metadata = mapAt(view, 'metadata');
    this.name = textAt(this.metadata, 'name') ?? textAt(this.metadata, 'generateName') ?? '';
    this.namespace = textAt(this.metadata, 'namespace');
  }

  get spec(): MapView | undefined {
    return mapAt(this.view, 'spec');
  }

  get annotations(): Map<string, string> {
    return textsOf(mapAt(this.metadata, 'annotations'));
  }

  /** Whether both can stand in one namespace: a namespace that is not written can be any. */
  mayShareNamespace(other: { readonly namespace: string | undefined }): boolean {
    return this.namespace === undefined || other.namespace === undefined || this.namespace === other.namespace;
  }
}

/** The objects of a document: none, one, or the items of a list. */
export function objectsOf(document: YamlDocument): KubernetesObject[] {
  const { root } = document;
  if (root?.kind === 'map' && !root.get('kind') && isKustomization(document.source))
    return [new KubernetesObject(root, 'Kustomization')];
  return expand(root, undefined, 0);
}

export function isKustomization(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

/** `kind: List` and typed lists (`ConfigMapList`), whose items may leave out their kind. */
function expand(view: YamlView | undefined, impliedKind: string | undefined, depth: number): KubernetesObject[] {
  if (view?.kind !== 'map') return [];
  const kind = textAt(view, 'kind') ?? impliedKind;
  if (kind === undefined || (impliedKind === undefined && textAt(view, 'apiVersion') === undefined)) return [];
  const items = view.get('items')?.value;
  if (!kind.endsWith('List') || items?.kind !== 'sequence') return [new KubernetesObject(view, kind)];
  if (depth === DEEPEST_LIST) return [];
  const itemKind = kind.slice(0, -'List'.length) || undefined;
  return items.items.flatMap((item) => expand(item, itemKind, depth + 1));
}
