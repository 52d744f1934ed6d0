import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A file of the test workspace, by the name of its folder (`stack` or `legacy`) and the path in it. */
export function uriOf(path: string): vscode.Uri {
  const [name, ...segments] = path.split('/');
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.name === name);
  assert.ok(folder, `the folder ${name} is open`);
  return vscode.Uri.joinPath(folder.uri, ...segments);
}

export async function openFile(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(uriOf(path), { preview: false });
}

/** Makes a file of the workspace that is gone when the test ends, and shows it. */
export async function openNewFile(path: string, text: string): Promise<vscode.TextEditor> {
  const uri = uriOf(path);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  atEndOfTest(() => vscode.workspace.fs.delete(uri));
  return vscode.window.showTextDocument(uri, { preview: false });
}

/** Waits until a probe answers, asking again at every event; the deadline is that of the test. */
export async function until<T>(event: vscode.Event<unknown>, probe: () => T | undefined): Promise<T> {
  const now = probe();
  if (now !== undefined) return now;
  return new Promise((resolve) => {
    const subscription = event(() => {
      const found = probe();
      if (found === undefined) return;
      subscription.dispose();
      resolve(found);
    });
  });
}

/** Holdfast's diagnostics of a document as they are now, in the order of the text. */
export function diagnosticsNow(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Holdfast')
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** Waits until Holdfast's diagnostics of a document meet a condition. */
export async function diagnosticsOf(
  uri: vscode.Uri,
  condition: (diagnostics: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return until(vscode.languages.onDidChangeDiagnostics, () => {
    const diagnostics = diagnosticsNow(uri);
    return condition(diagnostics) ? diagnostics : undefined;
  });
}

/** The rule a diagnostic comes from; a group has the rule of its first finding and how many more there are. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** Waits until a document has a finding of a rule. */
export async function findingOf(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  const diagnostics = await diagnosticsOf(uri, (found) => found.some((one) => ruleOf(one) === rule));
  const found = diagnostics.find((one) => ruleOf(one) === rule);
  assert.ok(found);
  return found;
}

/** Waits until a document no longer has a finding of a rule. */
export async function findingGone(uri: vscode.Uri, rule: string): Promise<void> {
  await diagnosticsOf(uri, (found) => !found.some((one) => ruleOf(one) === rule));
}

/** `<one-based line>:<column> <rule>` of everything found. */
export function placesOf(diagnostics: readonly vscode.Diagnostic[]): string[] {
  return diagnostics.map((one) => `${one.range.start.line + 1}:${one.range.start.character + 1} ${ruleOf(one)}`);
}

/** The place of the first occurrence of a text in a document. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `${document.fileName} contains ${text}`);
  return document.positionAt(offset);
}

export async function replaceText(editor: vscode.TextEditor, text: string, replacement: string): Promise<void> {
  const start = placeOf(editor.document, text);
  const end = editor.document.positionAt(editor.document.offsetAt(start) + text.length);
  assert.ok(await editor.edit((builder) => builder.replace(new vscode.Range(start, end), replacement)));
}

/** Waits until a document reads as given. */
export async function untilText(document: vscode.TextDocument, text: string): Promise<void> {
  await until(vscode.workspace.onDidChangeTextDocument, () => (document.getText() === text ? true : undefined));
}

/** Undoes the last edit of the active editor and waits for the text that was there before it, byte for byte. */
export async function undoTo(document: vscode.TextDocument, text: string): Promise<void> {
  await vscode.commands.executeCommand('undo');
  await untilText(document, text);
}

/** What the light bulb offers at a place, edits included. */
export async function actionsAt(
  document: vscode.TextDocument,
  text: string,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  const at = placeOf(document, text);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(at, at),
    kind?.value,
    RESOLVED_ACTIONS,
  );
}

/** So many actions get their edits at once. */
const RESOLVED_ACTIONS = 50;

/** Does what an action does when it is chosen in the menu. */
export async function perform(actions: readonly vscode.CodeAction[], title: string): Promise<void> {
  const action = actions.find((one) => one.title === title);
  assert.ok(action, `${title} is one of: ${actions.map((one) => one.title).join('; ')}`);
  if (action.edit) assert.ok(await vscode.workspace.applyEdit(action.edit));
  const { command } = action;
  if (command) await vscode.commands.executeCommand(command.command, ...((command.arguments as unknown[]) ?? []));
}

/** Changes a setting of a folder of the workspace; it is taken back when the test ends. */
export async function setSetting(path: string, key: string, value: unknown): Promise<void> {
  const change = (to: unknown): Thenable<void> =>
    vscode.workspace
      .getConfiguration(undefined, uriOf(path))
      .update(key, to, vscode.ConfigurationTarget.WorkspaceFolder);
  const before: unknown = vscode.workspace.getConfiguration(undefined, uriOf(path)).inspect(key)?.workspaceFolderValue;
  atEndOfTest(() => change(before));
  await change(value);
}

const cleanups: (() => PromiseLike<void>)[] = [];

export function atEndOfTest(cleanup: () => PromiseLike<void>): void {
  cleanups.push(cleanup);
}

/** Unsaved changes are dropped and editors closed, then what tests left behind is taken away, the last first. */
export async function cleanUp(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** What is found in the open documents, to be shown when a test fails. */
export function allFindings(): string {
  const lines = vscode.workspace.textDocuments
    .filter(({ uri }) => uri.scheme === 'file' || uri.scheme === 'untitled')
    .map(({ uri, isDirty }) => {
      const found = placesOf(diagnosticsNow(uri)).join(', ') || 'nothing';
      return `${vscode.workspace.asRelativePath(uri)}${isDirty ? ' (unsaved)' : ''}: ${found}`;
    });
  return lines.join('\n');
}
