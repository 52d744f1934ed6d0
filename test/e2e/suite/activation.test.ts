import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { diagnosticsOf, openFile, ruleOf } from './support';

describe('activation', () => {
  it('happens by itself when a YAML file is opened', async () => {
    const extension = vscode.extensions.getExtension('holdfast.holdfast');
    assert.ok(extension, 'the packaged extension is installed');

    const { document } = await openFile('compose.yaml');
    const rule = 'compose/privileged-container';
    await diagnosticsOf(document.uri, (found) => found.some((diagnostic) => ruleOf(diagnostic) === rule));
    assert.ok(extension.isActive);
  });
});
