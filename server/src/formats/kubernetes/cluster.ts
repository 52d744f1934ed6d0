import { YamlDocument } from '../../document/document';
import type { ParsedFile } from '../../document/parsed';
import type { DeclaredObject, RuleContext } from '../../engine/surroundings';
import { KubernetesObject, objectsOf } from './object';

/** Every object that a rule may look up. */
export class Cluster {
  private readonly byKind: ReadonlyMap<string, readonly KubernetesObject[]>;

  constructor(objects: readonly KubernetesObject[]) {
    const byKind = new Map<string, KubernetesObject[]>();
    for (const object of objects) {
      const others = byKind.get(object.kind);
      if (others) others.push(object);
      else byKind.set(object.kind, [object]);
    }
    this.byKind = byKind;
  }

  ofKind(kind: string): readonly KubernetesObject[] {
    return this.byKind.get(kind) ?? [];
  }
}

const kept = new WeakMap<
  ParsedFile,
  { readonly declared: readonly DeclaredObject[] | undefined; readonly cluster: Cluster }
>();

/**
 * The objects of the checked file as it stands now, and those of the other files of its folder where the folder is known. For
 * cross-file rules only.
 */
export function clusterOf({ file, surroundings }: RuleContext): Cluster {
  const declared = surroundings.kubernetesObjects;
  const before = kept.get(file);
  if (before && before.declared === declared) return before.cluster;
  const own = file.documents.flatMap(({ document }) => (document instanceof YamlDocument ? objectsOf(document) : []));
  const others = (declared ?? [])
    .filter(({ view }) => view.document.source !== file.source)
    .map(({ view, kind }) => new KubernetesObject(view, kind));
  const cluster = new Cluster([...own, ...others]);
  kept.set(file, { declared, cluster });
  return cluster;
}
