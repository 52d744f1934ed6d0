import type { ParsedFile } from '../../document/parsed';
import { lineAt, lineStartsOf, type TextRange } from '../../document/text';
import { isBinary, type CommentPlaces, type Language } from '../../engine/language';
import { isScriptName, ShellDocument, type ShellNode, type ShellScript, type ShellStatement } from '../../shell';

/** backup.sh, entrypoint.bash. Scripts under other names are read where a stack names them, but not by themselves. */
export const SHELL: Language<ShellDocument> = {
  reads: isScriptName,
  isPlain: (_, text) => !isBinary(text),
  parse: (source, text) => ({
    source,
    text,
    lineStarts: lineStartsOf(text),
    documents: [{ start: 0, document: new ShellDocument(source, text) }],
  }),
  comments: (file) => commentsOf(file),
};

/** A comment can stand between two statements, never inside of one: there it would be text or end a line that goes on. */
function commentsOf({ text, lineStarts, documents }: ParsedFile<ShellDocument>): CommentPlaces {
  const statements = (): TextRange[] => documents.flatMap(({ document: { shell } }) => statementsIn(shell));
  const lineOf = (offset: number): number => lineAt(lineStarts, offset);
  const startOf = (line: number): number => lineStarts[line] ?? text.length;
  const wholeLines = ({ start, end }: TextRange): TextRange => ({
    start: startOf(lineOf(start)),
    end: startOf(lineOf(end) + 1),
  });
  return {
    blockBelow: (line) => {
      const below = statements().filter(({ start }) => lineOf(start) > line);
      const [first, ...others] = below.sort((a, b) => a.start - b.start);
      if (!first) return { start: text.length, end: text.length };
      // Whatever begins on one of its lines belongs to it.
      const end = others.reduce((at, one) => (lineOf(one.start) > lineOf(at) ? at : Math.max(at, one.end)), first.end);
      return wholeLines({ start: first.start, end });
    },
    above: (offset) => {
      const closed = documents.flatMap(({ document: { shell } }) => closedIn(shell));
      let at = Math.min(offset, ...documents.map(({ document: { shell } }) => headOf(shell, offset)));
      for (let before = -1; before !== at;) {
        before = at;
        at = startOf(lineOf(before));
        for (const { start, end } of closed) if (start < at && at < end) at = start;
      }
      return at;
    },
    top: () => (/^\uFEFF?#!/.test(text) ? startOf(1) : text.startsWith('\uFEFF') ? 1 : 0),
  };
}

/** The beginning of the loop or branch that an offset is part of, where it is in none of its bodies: what `done` reads from. */
function headOf(shell: ShellScript, offset: number): number {
  const holds = ({ range }: { readonly range: TextRange }): boolean => range.start <= offset && offset < range.end;
  const around = shell.compounds.filter(isOwn(shell)).filter((one) => holds(one) && !one.lists.some(holds));
  return Math.min(offset, ...around.map(({ range }) => range.start));
}

/** Where statements stand, with the here documents that follow them. */
function statementsIn(shell: ShellScript): TextRange[] {
  const lists = [shell.root, ...shell.compounds.filter(isOwn(shell)).flatMap((one) => one.lists)];
  return lists.flatMap(({ items }) => items).map((item) => withBodies(item, shell));
}

/** What no line of its own can stand in: everything but the bodies of loops, branches and functions. */
function closedIn(shell: ShellScript): TextRange[] {
  const conditions = shell.compounds.filter(({ form }) => form === 'test' || form === 'arithmetic');
  const outermost = [...shell.commands, ...conditions].filter(isOwn(shell)).map((one): ShellStatement => {
    let node: ShellStatement = one;
    while (node.parent?.kind === 'chain' || node.parent?.kind === 'pipeline') node = node.parent;
    return node;
  });
  const redirected = shell.compounds.flatMap(({ redirections }) =>
    redirections.flatMap(({ range, body }) => (body ? [range, body.range] : [range])),
  );
  return [...[...new Set(outermost)].map((node) => withBodies(node, shell)), ...redirected];
}

/** Not those in a text that is handed to another shell, nor those whose output is part of a word. */
function isOwn(shell: ShellScript): (node: ShellNode) => boolean {
  return (node) => {
    for (let at: ShellNode | undefined = node; at; at = at.parent) {
      if (at.kind === 'list' && at.role === 'substitution') return false;
      if (at.kind === 'list' && at.role === 'script') return at === shell.root;
    }
    return true;
  };
}

function withBodies({ range }: ShellStatement, { commands, compounds }: ShellScript): TextRange {
  const inside = [...commands, ...compounds].filter(
    (one) => range.start <= one.range.start && one.range.end <= range.end,
  );
  const bodies = inside.flatMap(({ redirections }) => redirections.flatMap(({ body }) => body?.range.end ?? []));
  return { start: range.start, end: Math.max(range.end, ...bodies) };
}
