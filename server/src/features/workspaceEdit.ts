import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  SnippetTextEdit,
  TextEdit as LspTextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { TextEdit } from '../document/edit';
import type { ParsedFile } from '../document/parsed';
import { hasPlaceholder, indentationOf, plainText, snippetText } from '../document/render';
import { lineStart, positionAt, type TextRange } from '../document/text';

/** What the editor can do with an edit. */
export interface EditAbilities {
  /** It refuses edits that were made for another version of the text. */
  readonly checksVersions: boolean;
  /** It selects what is to be completed. */
  readonly insertsSnippets: boolean;
  /** It makes the files that an edit brings. */
  readonly createsFiles: boolean;
  /** It shows what an edit does and lets the person take parts of it. */
  readonly previews: boolean;
}

/** An edit that the person takes or leaves, as part of what its choice names. */
export interface ChosenEdit extends TextEdit {
  /** Key among the choices of the whole edit. */
  readonly choice?: string;
}

/** Edits of one file; their offsets count from the start of the file. */
export interface FileEdits {
  readonly uri: string;
  /** Null for a file that is not open. */
  readonly version: number | null;
  readonly file: ParsedFile;
  readonly edits: readonly ChosenEdit[];
}

/** A file that is made. */
export interface NewFile {
  readonly uri: string;
  readonly text: string;
  readonly choice?: string;
}

/**
 * Edits as an editor takes them. New files and choices are left out where it knows neither: ask its abilities before.
 *
 * @param choices what edits and new files name as theirs
 */
export function workspaceEdit(
  files: readonly FileEdits[],
  { checksVersions, insertsSnippets, previews }: EditAbilities,
  created: readonly NewFile[] = [],
  choices: Readonly<Record<string, ChangeAnnotation>> = {},
): WorkspaceEdit {
  if (!checksVersions)
    return {
      changes: Object.fromEntries(files.map(({ uri, file, edits }) => [uri, edits.map((edit) => asPlain(file, edit))])),
    };
  const annotated = <Edit extends LspTextEdit>(edit: Edit, choice: string | undefined): Edit | AnnotatedTextEdit =>
    previews && choice !== undefined ? { ...edit, annotationId: choice } : edit;
  return {
    documentChanges: [
      ...created.flatMap(({ uri, text, choice }) => [
        {
          ...{ kind: 'create' as const, uri, options: { ignoreIfExists: true } },
          ...(previews && choice !== undefined ? { annotationId: choice } : {}),
        },
        { textDocument: { uri, version: null }, edits: [annotated({ range: START, newText: text }, choice)] },
      ]),
      ...files.map(({ uri, version, file, edits }) => ({
        textDocument: { uri, version },
        edits: edits.map(
          (edit) =>
            (insertsSnippets && hasPlaceholder(edit.newText) && asSnippet(file, edit)) ||
            annotated(asPlain(file, edit), edit.choice),
        ),
      })),
    ],
    ...(previews && Object.keys(choices).length > 0 ? { changeAnnotations: { ...choices } } : {}),
  };
}

const START: LspTextEdit['range'] = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function asPlain(file: ParsedFile, { range, newText }: TextEdit): LspTextEdit {
  return { range: rangeIn(file, range), newText: plainText(newText) };
}

/**
 * An editor indents the further lines of a snippet like the line it is inserted in, so that much is taken off them. Undefined when a
 * line has less.
 */
function asSnippet(file: ParsedFile, { range, newText }: TextEdit): SnippetTextEdit | undefined {
  const { text } = file;
  const start = lineStart(text, range.start);
  const margin = indentationOf(text, start + (/^[ \t]*/.exec(text.slice(start, range.start))?.[0].length ?? 0));
  const [head = '', ...lines] = newText.split(/\r?\n/);
  if (lines.some((line) => line !== '' && !line.startsWith(margin))) return undefined;
  const value = snippetText([head, ...lines.map((line) => line.slice(margin.length))].join('\n'));
  return { range: rangeIn(file, range), snippet: { kind: 'snippet', value } };
}

function rangeIn({ lineStarts }: ParsedFile, { start, end }: TextRange): LspTextEdit['range'] {
  return { start: positionAt(lineStarts, start), end: positionAt(lineStarts, end) };
}
