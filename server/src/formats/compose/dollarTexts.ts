import type { YamlDocument } from '../../document/document';
import type { ScalarView, YamlView } from '../../document/view';

/** A value that holds a dollar sign. */
export interface DollarText {
  readonly scalar: ScalarView;
  /** Read by a shell or a program of the container, which has variables of its own. */
  readonly isForContainer: boolean;
  /** Below `x-`: what for nobody knows. */
  readonly isFree: boolean;
}

/** Commands, files that are written in the project, and labels, which programs read. */
const FOR_CONTAINER: ReadonlySet<string> = new Set(['command', 'entrypoint', 'labels', 'dockerfile_inline']);

/** Every value of a document that holds a dollar sign, each once however often an alias repeats it. Compose leaves keys as they are. */
export function dollarTexts(document: YamlDocument): readonly DollarText[] {
  let texts = known.get(document);
  if (!texts) known.set(document, (texts = readDollarTexts(document)));
  return texts;
}

/** Several rules go through all of them. */
const known = new WeakMap<YamlDocument, readonly DollarText[]>();

function readDollarTexts(document: YamlDocument): DollarText[] {
  if (!document.text.includes('$')) return [];
  const found: DollarText[] = [];
  const seen = new Set<YamlView>();
  const visit = (
    view: YamlView | undefined,
    path: readonly string[],
    isForContainer: boolean,
    isFree: boolean,
  ): void => {
    if (!view || view.document !== document) return;
    if (view.kind === 'scalar') {
      if (view.text.includes('$')) found.push({ scalar: view, isForContainer, isFree });
      return;
    }
    if (seen.has(view)) return;
    seen.add(view);
    if (view.kind === 'sequence') for (const item of view.items) visit(item, path, isForContainer, isFree);
    else
      for (const { key, value } of view.entries)
        visit(
          value,
          [...path, key.text],
          isForContainer || leadsIntoContainer(path, key.text),
          isFree || key.text.startsWith('x-'),
        );
  };
  visit(document.root, [], false, false);
  return onceEach(found);
}

/** `path` leads to the mapping that holds the key: services and variables may have any name. */
function leadsIntoContainer(path: readonly string[], key: string): boolean {
  const parent = path.at(-1);
  if (key === 'test') return parent === 'healthcheck';
  if (key === 'content') return path[0] === 'configs';
  const isNamed = path.length < 2 && !path[0]?.startsWith('x-');
  return FOR_CONTAINER.has(key) && !isNamed && parent !== 'environment' && parent !== 'args';
}

/** Aliased scalars have a view for each place they are asked for in. */
function onceEach(found: readonly DollarText[]): DollarText[] {
  const byStart = new Map<number, DollarText>();
  for (const one of found) {
    const { start } = one.scalar.range;
    const other = byStart.get(start);
    // What stands below `x-` is judged by what it is used for.
    if (!other || (other.isFree && !one.isFree)) byStart.set(start, one);
  }
  return [...byStart.values()];
}
