import {
  commands,
  Disposable,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  Range,
  Selection,
  type ExtensionContext,
  type LogOutputChannel,
  type TextEditor,
} from 'vscode';
import { CodeActionResolveRequest, type LanguageClient } from 'vscode-languageclient/node';
import {
  SET_RULE_LEVEL,
  type ActionChoice,
  type SetRuleLevelParams,
  type SetRuleLevelResult,
} from '../../server/src/protocol';

export function registerCommands(context: ExtensionContext, client: LanguageClient, log: LogOutputChannel): Disposable {
  const handlers: Record<string, (...args: never[]) => unknown> = {
    'holdfast.openRuleDocumentation': (id: string) => openRuleDocumentation(context, id),
    'holdfast.setRuleLevel': (uri: string, rule: string, level: string) => setRuleLevel(client, { uri, rule, level }),
    'holdfast.chooseAction': (title: string, choices: readonly ActionChoice[]) => chooseAction(client, title, choices),
    'holdfast.restartServer': () => client.restart(),
    'holdfast.showLog': () => log.show(),
  };
  return Disposable.from(...Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, handler)));
}

/** The page shipped with the extension: it fits this version, and needs no network. */
async function openRuleDocumentation(context: ExtensionContext, id: string): Promise<void> {
  const page = Uri.joinPath(context.extensionUri, 'docs', 'rules', `${id}.md`);
  await commands.executeCommand('markdown.showPreview', page);
}

/** Writes the level into the `holdfast.yaml` in force, making one where there is none, and shows it: nothing is saved unseen. */
async function setRuleLevel(client: LanguageClient, params: SetRuleLevelParams): Promise<void> {
  const result = await client.sendRequest<SetRuleLevelResult | null>(SET_RULE_LEVEL, params);
  if (!result || result.edits.length === 0) {
    const where = result
      ? 'holdfast.yaml has errors that must be mended first'
      : 'this file is in no folder that is open';
    void window.showWarningMessage(`${params.rule} was not turned off: ${where}.`);
    return;
  }
  const editor = await writeEdits(result);
  const at = editor.document.positionAt(Math.max(0, editor.document.getText().indexOf(params.rule)));
  editor.selection = new Selection(at, at);
  editor.revealRange(editor.selection);
}

/** Makes the edits, in a new file where there is none, and shows the file: nothing is saved unseen. */
export async function writeEdits(result: SetRuleLevelResult): Promise<TextEditor> {
  const uri = Uri.parse(result.uri);
  const edit = new WorkspaceEdit();
  if (!result.exists) edit.createFile(uri, { ignoreIfExists: true });
  for (const { range, newText } of result.edits) {
    edit.replace(uri, new Range(range.start.line, range.start.character, range.end.line, range.end.character), newText);
  }
  await workspace.applyEdit(edit);
  return window.showTextDocument(uri, { preview: false });
}

/** Does to one of several findings what the person picked in the menu for all of them. */
async function chooseAction(client: LanguageClient, title: string, choices: readonly ActionChoice[]): Promise<void> {
  const chosen = await window.showQuickPick([...choices], { placeHolder: title, matchOnDescription: true });
  if (!chosen) return;
  const resolved = await client.sendRequest(CodeActionResolveRequest.type, chosen.action);
  const { edit, command } = await client.protocol2CodeConverter.asCodeAction(resolved);
  if (edit) await workspace.applyEdit(edit);
  else if (command) await commands.executeCommand(command.command, ...(command.arguments ?? []));
  else void window.showWarningMessage('The file has changed in the meantime. Nothing was done.');
}
