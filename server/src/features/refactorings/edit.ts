import type { ChangeAnnotation, WorkspaceEdit } from 'vscode-languageserver-types';
import { lineBreakOf, lineStartsOf } from '../../document/text';
import type { Choice, Choices } from '../../engine/choices';
import { folderOf, nameOf, relativePath, resolvePath } from '../../engine/paths';
import type { AppliedFix } from '../../engine/finding';
import type { CompanionFile } from '../../engine/rule';
import type { Files } from '../../stack/files';
import { isIgnoredByGit } from '../../stack/git';
import { pathOf, uriOf } from '../stacks/place';
import { workspaceEdit, type EditAbilities, type FileEdits, type NewFile } from '../workspaceEdit';

/** What is around the file that is changed. */
export interface Surrounding {
  readonly abilities: EditAbilities;
  /** The disk, with what is open in the editor as it reads there. */
  readonly files: Files;
  /** Absolute path of the folder that is open. */
  readonly root: string | undefined;
}

type Changed = Omit<FileEdits, 'edits'>;

/** Whether a fix makes files that are not there, or read the same: what is there may be in use, and is not written over. */
export function makesNewFiles({ files }: AppliedFix, uri: string, { files: disk }: Surrounding): boolean {
  return files.every((file) => (disk.read(pathBeside(uri, file)) ?? file.text) === file.text);
}

/** Choices of one file as an edit that the editor shows before it makes it. Undefined where there is none. */
export function asOneEdit(
  { choices, edits }: Choices,
  changed: Changed,
  around: Surrounding,
): WorkspaceEdit | undefined {
  if (choices.length === 0) return undefined;
  const { files: disk, root, abilities } = around;
  const { uri } = changed;
  const labels = choices.map((choice) => labelOf(choice));
  const changesBehaviour = new Set(
    labels.filter((_, index) => choices[index]?.some(({ kind }) => kind !== 'safe') === true),
  );
  const canAsk = abilities.createsFiles && abilities.previews && isOnDisk(uri, disk);
  const annotations = Object.fromEntries(
    labels.map((label): [string, ChangeAnnotation] => [
      label,
      { label, needsConfirmation: changesBehaviour.has(label) && !canAsk },
    ]),
  );
  const created = choices.flatMap((choice, index) =>
    filesOf(choice)
      .filter((file) => disk.read(pathBeside(uri, file)) === undefined)
      .map((file): NewFile => ({ uri: uriOf(pathBeside(uri, file)), text: file.text, choice: labels[index] ?? '' })),
  );
  const secrets = choices.flatMap(filesOf).filter(({ isSecret }) => isSecret);
  const folder = folderOf(pathOf(uri) ?? '/');
  const paths = secrets.map((file) => pathBeside(uri, file));
  const ignored = ignoring(paths, folder, root ?? folder, disk);
  const edit = workspaceEdit(
    [{ ...changed, edits: edits.map((edit) => ({ ...edit, choice: labels[edit.choice] ?? '' })) }, ...ignored.changed],
    abilities,
    [...new Map([...created, ...ignored.created].map((file) => [file.uri, file])).values()],
    annotations,
  );
  return changesBehaviour.size > 0 && canAsk ? shownFirst(edit, uri) : edit;
}

/**
 * Has the editor show an edit before it is made, with everything ticked. VS Code shows what some change asks for confirmation of,
 * and leaves exactly those changes unticked (https://github.com/microsoft/vscode/issues/207578). So what asks is a change that makes
 * nothing, and that the preview leaves out: the file is there already.
 */
function shownFirst(edit: WorkspaceEdit, uri: string): WorkspaceEdit {
  const label = 'Look at it before it is made';
  const asking = { kind: 'create' as const, uri, options: { ignoreIfExists: true }, annotationId: label };
  return {
    documentChanges: [asking, ...(edit.documentChanges ?? [])],
    changeAnnotations: { ...edit.changeAnnotations, [label]: { label, needsConfirmation: true } },
  };
}

function isOnDisk(uri: string, disk: Files): boolean {
  const path = pathOf(uri);
  return path !== undefined && disk.list(folderOf(path))?.includes(nameOf(path)) === true;
}

function pathBeside(uri: string, { path }: CompanionFile): string {
  return resolvePath(folderOf(pathOf(uri) ?? '/'), path);
}

/** What people tick: everything of one title together, across the services of a file. */
function labelOf(choice: Choice): string {
  return [...new Set(choice.map(({ title }) => title))].join(' · ');
}

function filesOf(choice: Choice): CompanionFile[] {
  return choice.flatMap(({ files }) => files);
}

interface Ignoring {
  readonly changed: readonly FileEdits[];
  readonly created: readonly NewFile[];
}

/** Keeps secrets out of version control: a line in the .gitignore beside the file, unless one here or above has them already. */
function ignoring(paths: readonly string[], folder: string, root: string, disk: Files): Ignoring {
  const missing = new Set<string>();
  for (const path of paths)
    if (isIgnoredByGit(disk, root, path) !== true) missing.add(`/${relativePath(folder, folderOf(path))}/`);
  if (missing.size === 0) return { changed: [], created: [] };
  const place = resolvePath(folder, '.gitignore');
  const text = disk.read(place);
  const lines = [...missing];
  if (text === undefined) return { changed: [], created: [{ uri: uriOf(place), text: `${lines.join('\n')}\n` }] };
  const lineBreak = lineBreakOf(text);
  const newText = [...(text === '' || text.endsWith('\n') ? [] : ['']), ...lines, ''].join(lineBreak);
  const file = { source: place, text, lineStarts: lineStartsOf(text), documents: [] };
  const edits = [{ range: { start: text.length, end: text.length }, newText }];
  return { changed: [{ uri: uriOf(place), version: null, file, edits }], created: [] };
}
