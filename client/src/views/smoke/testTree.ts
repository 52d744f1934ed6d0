import {
  Range,
  TestRunProfileKind,
  tests,
  TestTag,
  Uri,
  type CancellationToken,
  type Disposable,
  type TestController,
  type TestItem,
  type TestItemCollection,
  type TestRunProfile,
  type TestRunRequest,
} from 'vscode';
import type { SourceRange } from '../../../../server/src/protocol';
import { select, type Profile, type Selection } from './selection';
import { DESTRUCTIVE, SAFE, leavesOf, type Leaf, type TestNode } from './tree';

const CONTROLLER = 'holdfast';

export interface TestTreeHandlers {
  run(request: TestRunRequest, profile: Profile, token: CancellationToken): Promise<void>;
  /** Somebody opened the Test Explorer, or asked to look again. */
  look(): Promise<void>;
}

/** The Test Explorer's side of the tree. Items stay the same objects while their nodes are replaced: results hang on them. */
export class TestTree implements Disposable {
  readonly controller: TestController;
  readonly #profiles: Readonly<Record<Profile, TestRunProfile>>;
  readonly #items = new Map<string, TestItem>();
  #nodes: readonly TestNode[] = [];

  constructor(handlers: TestTreeHandlers) {
    this.controller = tests.createTestController(CONTROLLER, 'Holdfast');
    const profile = (label: string, kind: Profile, tag: string): TestRunProfile =>
      this.controller.createRunProfile(
        label,
        TestRunProfileKind.Run,
        (request, token) => handlers.run(request, kind, token),
        kind === 'safe',
        new TestTag(tag),
        kind === 'safe',
      );
    this.#profiles = {
      safe: profile('Run', 'safe', SAFE),
      destructive: profile('Destructive', 'destructive', DESTRUCTIVE),
    };
    this.controller.resolveHandler = async (item) => {
      if (!item) await handlers.look();
    };
    this.controller.refreshHandler = () => handlers.look();
  }

  get leaves(): Leaf[] {
    return leavesOf(this.#nodes);
  }

  profile(kind: Profile): TestRunProfile {
    return this.#profiles[kind];
  }

  /** Undefined for what is no longer there. */
  item(id: string): TestItem | undefined {
    return this.#items.get(id);
  }

  itemsOf(ids: Iterable<string>): TestItem[] {
    return [...ids].flatMap((id) => this.#items.get(id) ?? []);
  }

  selectionOf({ include, exclude }: TestRunRequest, profile: Profile): Selection {
    const idsOf = (items: readonly TestItem[]): ReadonlySet<string> => new Set(items.map(({ id }) => id));
    return select(this.#nodes, include && idsOf(include), idsOf(exclude ?? []), profile);
  }

  show(nodes: readonly TestNode[]): void {
    this.#nodes = nodes;
    this.#items.clear();
    this.#reconcile(this.controller.items, nodes);
  }

  dispose(): void {
    this.controller.dispose();
  }

  #reconcile(collection: TestItemCollection, nodes: readonly TestNode[]): void {
    const ids = new Set(nodes.map(({ id }) => id));
    for (const [id] of [...collection]) if (!ids.has(id)) collection.delete(id);
    nodes.forEach((node, index) => {
      const item = this.#itemOf(collection, node);
      item.label = node.label;
      item.range = node.source && rangeOf(node.source);
      item.tags = node.tags.map((tag) => new TestTag(tag));
      item.error = node.problem;
      // The order of the file rather than of the alphabet.
      item.sortText = String(index).padStart(5, '0');
      this.#items.set(node.id, item);
      this.#reconcile(item.children, node.children);
    });
  }

  /** The file of an item cannot be changed, so a node that moved gets another item. */
  #itemOf(collection: TestItemCollection, { id, label, source }: TestNode): TestItem {
    const uri = source && Uri.parse(source.uri);
    const known = collection.get(id);
    if (known && known.uri?.toString() === uri?.toString()) return known;
    const item = this.controller.createTestItem(id, label, uri);
    collection.add(item);
    return item;
  }
}

export function rangeOf({ range: { start, end } }: SourceRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
