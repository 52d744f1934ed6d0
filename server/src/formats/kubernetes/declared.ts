import type { OpenedFile } from '../../engine/open';
import type { DeclaredObject } from '../../engine/surroundings';
import { objectsOf } from './object';

/** The API objects that a file declares, for rules that look beyond one document. A kustomization counts as one without a name. */
export function declaredObjects(file: OpenedFile): DeclaredObject[] {
  return (file.yaml?.documents ?? []).flatMap(({ document }) =>
    objectsOf(document).map(({ kind, name, namespace, view }) => ({ kind, name, namespace, view })),
  );
}
