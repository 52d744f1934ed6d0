import {
  Disposable,
  LanguageStatusSeverity,
  languages,
  window,
  type LanguageStatusItem,
  type TextEditor,
} from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import { CHECKED, type CheckedParams } from '../../../server/src/protocol';

/** What Holdfast thinks of the file in front: in the language status of the editor, where it disturbs nobody. */
export function showLanguageStatus(client: LanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('holdfast', [{ language: 'yaml' }, { language: 'dockercompose' }]);
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
  item.text = `Holdfast: ${checked.format}`;
  item.detail = `${count(error, 'error')}, ${count(warning, 'warning')}, ${info + hint} notes${configuration ? ` · ${configuration.slice(configuration.lastIndexOf('/') + 1)}` : ''}`;
  item.severity =
    error > 0
      ? LanguageStatusSeverity.Error
      : warning > 0
        ? LanguageStatusSeverity.Warning
        : LanguageStatusSeverity.Information;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
