import type { YamlFile } from '../../document/parse';
import type { DeclaredObject, RuleContext } from '../../engine/surroundings';
import { KubernetesObject, objectsOf } from './object';

const kept = new WeakMap<
  YamlFile,
  { readonly declared: readonly DeclaredObject[] | undefined; readonly objects: readonly KubernetesObject[] }
>();

/**
 * Every object that the rules may look up: those of the checked file as it stands now, then those of the other files of its folder
 * where the folder is known. For cross-file rules only.
 */
export function objectsAround({ file, surroundings }: RuleContext): readonly KubernetesObject[] {
  const declared = surroundings.kubernetesObjects;
  const before = kept.get(file);
  if (before && before.declared === declared) return before.objects;
  const own = file.documents.flatMap(({ document }) => objectsOf(document));
  const others = (declared ?? [])
    .filter(({ view }) => view.document.source !== file.source)
    .map(({ view, kind }) => new KubernetesObject(view, kind));
  const objects = [...own, ...others];
  kept.set(file, { declared, objects });
  return objects;
}
