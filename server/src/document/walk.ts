import type { YamlDocument } from './document';
import { WrittenMap, WrittenSequence, type YamlView } from './view';

/** Every value that is written in a document, each once however often an alias repeats it, in the order of the text. */
export function* writtenValues(document: YamlDocument): Generator<YamlView> {
  const seen = new Set<YamlView>();
  const pending: (YamlView | undefined)[] = [document.root];
  while (pending.length > 0) {
    const view = pending.pop();
    if (!view || seen.has(view)) continue;
    seen.add(view);
    yield view;
    if (view instanceof WrittenSequence) pending.push(...[...view.items].reverse());
    if (!(view instanceof WrittenMap)) continue;
    for (const { value } of [...view.writtenEntries].reverse()) pending.push(value);
  }
}
