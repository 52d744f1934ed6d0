import { isAlias, isCollection, isMap, isNode, isPair, isScalar, type Alias, type Node, type YAMLMap } from 'yaml';
import type { ParsedDocument, SyntaxProblem } from './parsed';
import type { TextRange } from './text';
import { makeView, WrittenMap, type YamlView } from './view';

export type { SyntaxProblem } from './parsed';

/** The tree of one document. Immutable; all ranges in it count from the document's own start. */
export class YamlDocument implements ParsedDocument {
  private readonly views = new Map<Node, YamlView>();
  private surveyed: Survey | undefined;

  constructor(
    readonly source: string,
    readonly text: string,
    private readonly contents: Node | null,
    readonly problems: readonly SyntaxProblem[],
  ) {}

  /** The top value, seen through an alias; undefined for an empty document. */
  get root(): YamlView | undefined {
    return this.contents ? this.view(this.contents) : undefined;
  }

  /**
   * The view of a node, the same one every time for mappings and sequences: alias nodes give the view of what they point at, broken
   * aliases give undefined.
   */
  view(node: Node): YamlView | undefined {
    const target = isAlias(node) ? this.targetOf(node) : node;
    if (!target) return undefined;
    // Scalars hold nothing that is worth keeping; whoever asked keeps them.
    if (isScalar(target)) return makeView(this, target);
    let view = this.views.get(target);
    if (!view) {
      view = makeView(this, target);
      this.views.set(target, view);
    }
    return view;
  }

  /** Aliases (`*name`) without an anchor of that name above them. */
  get brokenAliases(): readonly TextRange[] {
    return this.survey().broken;
  }

  /** Whether an alias somewhere in the document points into this range: such text cannot be removed. */
  hasAliasedAnchorWithin(range: TextRange): boolean {
    for (const target of new Set(this.survey().targets.values())) {
      const start = target.range?.[0] ?? -1;
      if (range.start <= start && start < range.end) return true;
    }
    return false;
  }

  /** The mappings in which a key (or `<<`) is written twice. Looked for in the tree itself: views of all of it would cost far more. */
  get mapsWithRepeatedKeys(): WrittenMap[] {
    return this.survey()
      .repeated.map((node) => this.view(node))
      .filter((view) => view instanceof WrittenMap);
  }

  private targetOf(alias: Alias): Node | undefined {
    return this.survey().targets.get(alias);
  }

  /** One walk over the whole tree for all that only the whole tree can tell. Not recursive: documents nest deeply. */
  private survey(): Survey {
    if (this.surveyed) return this.surveyed;
    const survey: Survey = { targets: new Map(), broken: [], repeated: [] };
    this.surveyed = survey;
    const anchors = new Map<string, Node>();
    const pending: unknown[] = [this.contents];
    while (pending.length > 0) {
      const node = pending.pop();
      if (isAlias(node)) {
        // An alias stands for the nearest anchor of its name above it (https://yaml.org/spec/1.2.2/#71-alias-nodes).
        const target = anchors.get(node.source);
        if (target) survey.targets.set(node, target);
        else if (node.range) survey.broken.push({ start: node.range[0], end: node.range[1] });
        continue;
      }
      if (!isNode(node)) continue;
      if (node.anchor) anchors.set(node.anchor, node);
      if (!isCollection(node)) continue;
      if (isMap(node) && hasRepeatedKeys(node)) survey.repeated.push(node);
      for (let i = node.items.length - 1; i >= 0; i--) {
        const item = node.items[i];
        if (isPair(item)) pending.push(item.value, item.key);
        else pending.push(item);
      }
    }
    return survey;
  }
}

interface Survey {
  readonly targets: Map<Alias, Node>;
  readonly broken: TextRange[];
  readonly repeated: YAMLMap[];
}

/** Mappings are small: comparing every two keys costs less than a set of each mapping's keys. */
const LARGEST_COMPARED = 16;

function hasRepeatedKeys({ items }: YAMLMap): boolean {
  if (items.length > LARGEST_COMPARED) return new Set(items.map(({ key }) => nameOf(key))).size < items.length;
  for (let i = 1; i < items.length; i++) {
    const name = nameOf(items[i]?.key);
    for (let j = 0; j < i; j++) if (nameOf(items[j]?.key) === name) return true;
  }
  return false;
}

function nameOf(key: unknown): unknown {
  return isScalar(key) ? (key.source ?? key.value) : key;
}
