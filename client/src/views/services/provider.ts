import {
  EventEmitter,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  type Command,
  type TreeDataProvider,
} from 'vscode';
import type { SourceRange } from '../../../../server/src/protocol';
import type { Row } from './row';

/** A place in the view. It stays the same object while its row is replaced: the editor knows elements by identity. */
export interface Place {
  row: Row;
  readonly parent: Place | undefined;
  /** Undefined until the editor asks for them, which it does when the row is expanded. */
  children: readonly Place[] | undefined;
}

/** Hands rows to the editor. All rows are made anew with every change; the editor is told only of those that read differently. */
export class RowProvider implements TreeDataProvider<Place> {
  readonly #changed = new EventEmitter<Place[] | undefined>();
  #roots: readonly Place[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  show(rows: readonly Row[]): void {
    const changed: Place[] = [];
    const { places, isSame } = reconcile(undefined, this.#roots, rows, changed);
    this.#roots = places;
    if (!isSame) this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire(changed);
  }

  getTreeItem({ row }: Place): TreeItem {
    const collapsible = row.isExpanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
    const item = new TreeItem(row.label, row.children ? collapsible : TreeItemCollapsibleState.None);
    item.id = row.id;
    item.description = row.description;
    item.iconPath = new ThemeIcon(
      row.icon.name,
      row.icon.color === undefined ? undefined : new ThemeColor(row.icon.color),
    );
    item.contextValue = row.context;
    item.accessibilityInformation = { label: row.spoken, role: 'treeitem' };
    if (row.command) item.command = row.command;
    else if (row.source && !row.children) item.command = commandToOpen(row.source);
    return item;
  }

  getChildren(place?: Place): Place[] {
    if (!place) return [...this.#roots];
    place.children ??= (place.row.children?.() ?? []).map((row) => placeOf(row, place));
    return [...place.children];
  }

  getParent({ parent }: Place): Place | undefined {
    return parent;
  }

  /** The place of a row that may not have been asked for yet; only stacks and services can be found. */
  find(id: string): Place | undefined {
    return this.#roots.flatMap((root) => [root, ...this.getChildren(root)]).find(({ row }) => row.id === id);
  }

  resolveTreeItem(item: TreeItem, { row }: Place): TreeItem {
    item.tooltip = row.tooltip ? new MarkdownString(row.tooltip(), true) : row.spoken;
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** The editor's own: it takes no way through this process, so a click counts also in the moment in which the row is shown anew. */
export function commandToOpen({ uri, range: { start } }: SourceRange): Command & { arguments: unknown[] } {
  // The cursor goes to the key; selecting a whole block would only hide it.
  const selection = new Range(start.line, start.character, start.line, start.character);
  return { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(uri), { selection }] };
}

function placeOf(row: Row, parent: Place | undefined): Place {
  return { row, parent, children: undefined };
}

/** Puts new rows into the places they had. @param changed gets the places whose rows read differently */
function reconcile(
  parent: Place | undefined,
  before: readonly Place[],
  rows: readonly Row[],
  changed: Place[],
): { readonly places: readonly Place[]; readonly isSame: boolean } {
  const known = new Map(before.map((place) => [place.row.id, place]));
  const places = rows.map((row) => {
    const place = known.get(row.id);
    if (!place) return placeOf(row, parent);
    const readsDifferently = signatureOf(place.row) !== signatureOf(row);
    place.row = row;
    if (place.children) {
      const { places: children, isSame } = reconcile(place, place.children, row.children?.() ?? [], changed);
      place.children = children;
      if (!isSame || readsDifferently) changed.push(place);
    } else if (readsDifferently) changed.push(place);
    return place;
  });
  const isSame = places.length === before.length && places.every((place, index) => place === before[index]);
  return { places, isSame };
}

function signatureOf({ label, description, icon, context, spoken, revision, children }: Row): string {
  return JSON.stringify([label, description, icon, context, spoken, revision, children !== undefined]);
}
