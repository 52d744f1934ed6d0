import type { YamlDocument } from '../../document/document';
import type { ScalarView, YamlView } from '../../document/view';

/** A value that holds a dollar sign. */
export interface DollarText {
  readonly scalar: ScalarView;
  /** Read by a shell or a program of the container, which has variables of its own. */
  readonly isForContainer: boolean;
  /** Read by programs that look at a container from outside. */
  readonly isLabel: boolean;
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
  const visit = (view: YamlView | undefined, place: Place): void => {
    if (view?.document !== document || !mayHoldDollar(view)) return;
    if (view.kind === 'scalar') {
      const { isForContainer, isLabel, isFree } = place;
      found.push({ scalar: view, isForContainer, isLabel, isFree });
      return;
    }
    if (seen.has(view)) return;
    seen.add(view);
    if (view.kind === 'sequence') for (const item of view.items) visit(item, place);
    else
      for (const { key, value } of view.entries)
        if (value && mayHoldDollar(value)) visit(value, below(place, key.text));
  };
  visit(document.root, START);
  return onceEach(found);
}

/** Of lists and mappings judged from their text alone: looking at every value costs far more. */
function mayHoldDollar(view: YamlView): boolean {
  if (view.kind === 'scalar') return view.text.includes('$');
  const { document, range } = view;
  const text = document.text.slice(range.start, range.end);
  // What an alias stands for is written elsewhere.
  return text.includes('$') || text.includes('*');
}

/** Where a value stands. */
interface Place {
  /** How many keys lead to it; the first and the last of them. */
  readonly depth: number;
  readonly top: string | undefined;
  readonly parent: string | undefined;
  readonly isForContainer: boolean;
  readonly isLabel: boolean;
  readonly isFree: boolean;
}

const START: Place = {
  depth: 0,
  top: undefined,
  parent: undefined,
  isForContainer: false,
  isLabel: false,
  isFree: false,
};

function below(place: Place, key: string): Place {
  const leads = leadsIntoContainer(place, key);
  return {
    depth: place.depth + 1,
    top: place.top ?? key,
    parent: key,
    isForContainer: place.isForContainer || leads,
    isLabel: place.isLabel || (leads && key === 'labels'),
    isFree: place.isFree || key.startsWith('x-'),
  };
}

/** `place` is that of the mapping that holds the key: services and variables may have any name. */
function leadsIntoContainer({ depth, top, parent }: Place, key: string): boolean {
  if (key === 'test') return parent === 'healthcheck';
  if (key === 'content') return top === 'configs';
  const isNamed = depth < 2 && top?.startsWith('x-') !== true;
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
