import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { findingOf, openFile } from './support';

describe('activation', () => {
  const extension = vscode.extensions.getExtension<{ ready: Promise<void> }>('holdfast.holdfast');

  it('happens by itself, in time for the findings of a YAML file', async () => {
    assert.ok(extension, 'the packaged extension is installed');
    const { document } = await openFile('stack/kubernetes/shop.yaml');
    assert.equal(document.languageId, 'yaml');
    await findingOf(document.uri, 'kubernetes/privileged-container');
    assert.ok(extension.isActive);
    await extension.exports.ready;
  });

  it('comes for both names that editors have for a Compose file', async () => {
    const { document } = await openFile('stack/compose.yaml');
    assert.equal(document.languageId, 'dockercompose');
    await findingOf(document.uri, 'compose/privileged-container');
    const yaml = await vscode.languages.setTextDocumentLanguage(document, 'yaml');
    await findingOf(yaml.uri, 'compose/privileged-container');
    const events: unknown = extension?.packageJSON.activationEvents;
    assert.deepEqual(events, [
      ...['onLanguage:yaml', 'onLanguage:dockercompose', 'onLanguage:dockerfile', 'onLanguage:shellscript'],
      ...['workspaceContains:**/holdfast.yaml', 'workspaceContains:**/.holdfast.yaml'],
    ]);
  });
});
