import { posix } from 'node:path';
import {
  Disposable,
  LanguageStatusSeverity,
  languages,
  Uri,
  window,
  type LanguageStatusItem,
  type TextEditor,
} from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import { CHECKED, type CheckedParams } from '../../../server/src/protocol';
import { CHECKED_DOCUMENTS } from '../documents';

/** What Holdfast thinks of the file in front: in the language status of the editor, where it disturbs nobody. */
export function showLanguageStatus(client: LanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('holdfast', CHECKED_DOCUMENTS);
  item.name = 'Holdfast';
  const checks = new Map<string, CheckedParams>();
  const show = (editor: TextEditor | undefined): void =>
    display(item, client, editor && checks.get(editor.document.uri.toString()));
  show(window.activeTextEditor);
  return Disposable.from(
    item,
    client.onNotification(CHECKED, (checked: CheckedParams) => {
      checks.set(checked.uri, checked);
      show(window.activeTextEditor);
    }),
    client.onDidChangeState(() => show(window.activeTextEditor)),
    window.onDidChangeActiveTextEditor(show),
  );
}

function display(item: LanguageStatusItem, client: LanguageClient, checked: CheckedParams | undefined): void {
  item.busy = client.state === State.Starting;
  item.severity = LanguageStatusSeverity.Information;
  item.command = { title: 'Show log', command: 'holdfast.showLog' };
  if (client.state === State.Stopped) {
    item.text = 'Holdfast is not running';
    item.detail = '';
    item.severity = LanguageStatusSeverity.Error;
    item.command = { title: 'Restart', command: 'holdfast.restartServer' };
    return;
  }
  if (!checked?.format) {
    item.text = 'Holdfast: nothing to check in this file';
    item.detail = '';
    return;
  }
  const { error, warning, info, hint, configuration } = checked;
  const counts = [count(error, 'error'), count(warning, 'warning'), count(info + hint, 'note')].filter(Boolean);
  // Never more severe than information: the status bar would flash for what the Problems view already counts.
  item.text = `Holdfast: ${counts.join(', ') || 'no findings'}`;
  item.detail = checked.format;
  if (configuration !== undefined) {
    const uri = Uri.file(configuration);
    item.command = { title: posix.basename(uri.path), command: 'vscode.open', arguments: [uri] };
  }
}

function count(number: number, word: string): string {
  return number === 0 ? '' : `${number} ${word}${number === 1 ? '' : 's'}`;
}
