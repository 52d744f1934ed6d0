import type { YamlDocument } from '../../document/document';
import type { Candidate } from '../../engine/format';
import { isKustomization } from './object';
import { textAt } from './values';

/** By content: `apiVersion` and `kind` at the top of any document. A kustomization may leave both out and goes by its name. */
export function recognise({ path, file }: Candidate): boolean {
  return isKustomization(path) || file.documents.some(({ document }) => isObject(document));
}

/** A document that does not parse may hold no tree at all: then its lines decide, so that the mistake in it can be reported. */
function isObject({ root, problems, text }: YamlDocument): boolean {
  if (root?.kind === 'map' && textAt(root, 'apiVersion') !== undefined && textAt(root, 'kind') !== undefined)
    return true;
  return problems.length > 0 && /^apiVersion:/m.test(text) && /^kind:/m.test(text);
}
