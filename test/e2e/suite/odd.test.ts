import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  actionsAt,
  diagnosticsNow,
  findingGone,
  findingOf,
  openFile,
  openNewFile,
  replaceText,
  ruleOf,
  uriOf,
} from './support';

const PRIVILEGED = 'compose/privileged-container';

/** Waits until everything asked before was answered: what is found in another file comes after it. */
async function answered(): Promise<void> {
  const { document } = await openFile('stack/compose.yaml');
  await findingOf(document.uri, PRIVILEGED);
}

describe('an odd file', () => {
  it('that is none of ours has no findings', async () => {
    const { document } = await openFile('stack/odd/plain.yaml');
    await answered();
    assert.deepEqual(diagnosticsNow(document.uri), []);
    assert.deepEqual(await actionsAt(document, 'colours'), []);
  });

  it('that is broken shows where, and what its readable part supports', async () => {
    const { document } = await openFile('stack/odd/broken.yaml');
    const { range } = await findingOf(document.uri, 'compose/syntax-error');
    assert.ok(range.isSingleLine);
    await findingOf(document.uri, PRIVILEGED);
  });

  it('that is empty is no mistake, and is checked from the first line on', async () => {
    const editor = await openNewFile('stack/odd/compose.empty.yaml', '');
    const { uri } = editor.document;
    await answered();
    assert.deepEqual(diagnosticsNow(uri), []);
    const shown = await vscode.window.showTextDocument(editor.document);
    const text = 'services:\n  web:\n    image: nginx:1.27.4\n    privileged: true\n';
    await shown.edit((builder) => builder.insert(new vscode.Position(0, 0), text));
    await findingOf(uri, PRIVILEGED);
  });

  it('that is half typed keeps the findings of what stands', async () => {
    const editor = await openFile('stack/compose.yaml');
    const { uri } = editor.document;
    await findingOf(uri, PRIVILEGED);
    await replaceText(editor, 'ports:', 'port');
    await findingOf(uri, 'compose/syntax-error');
    assert.ok(diagnosticsNow(uri).some((one) => ruleOf(one) === PRIVILEGED));
  });

  it('that is binary is left alone', async () => {
    // Behind what VS Code looks at before it opens a file as text.
    const text = `services:\n  web:\n    image: nginx:1.27.4\n    privileged: true\n# ${'x'.repeat(1_000)}\0\n`;
    const { document } = await openNewFile('stack/odd/compose.binary.yaml', text);
    assert.ok(document.getText().includes('\0'));
    await answered();
    assert.deepEqual(diagnosticsNow(document.uri), []);
  });

  it('of a megabyte is checked, and typing in it still is', async () => {
    const editor = await openNewFile('stack/odd/compose.large.yaml', stackOf(1_000));
    const { document } = editor;
    assert.ok(document.getText().length > 1_000_000);
    await findingOf(document.uri, PRIVILEGED);
    assert.ok(diagnosticsNow(document.uri).length <= 1_000, 'no more than an editor can show');
    await replaceText(editor, 'privileged: true', 'privileged: false');
    await findingGone(document.uri, PRIVILEGED);
  });

  it('of five megabytes says that it is not checked, and is once it is smaller', async () => {
    const editor = await openNewFile('stack/odd/huge/compose.yaml', stackOf(5_000));
    const { document } = editor;
    assert.ok(document.getText().length > 5_000_000);
    const { message, severity } = await findingOf(document.uri, 'compose/syntax-error');
    assert.match(message, /was not checked/);
    assert.equal(severity, vscode.DiagnosticSeverity.Information);
    await answered();
    const shown = await vscode.window.showTextDocument(document);
    const rest = new vscode.Range(4, 0, document.lineCount, 0);
    await shown.edit((builder) => builder.delete(rest));
    await findingOf(document.uri, PRIVILEGED);
  });
});

/** A Compose file whose first service is privileged, with so many more of a kilobyte each. */
function stackOf(services: number): string {
  const note = 'x'.repeat(950);
  const others = Array.from(
    { length: services },
    (_, index) =>
      `  service-${index}:\n    image: registry.example/team/service:1.${index}.0\n    labels:\n      note: ${note}\n`,
  );
  return `services:\n  first:\n    image: nginx:1.27.4\n    privileged: true\n${others.join('')}`;
}

describe('two files that read the same', () => {
  it('are told apart', async () => {
    const copy = (await openFile('stack/compose.yaml')).document.getText();
    const { document } = await openNewFile('stack/chosen/copy.compose.yaml', copy);
    await findingOf(document.uri, PRIVILEGED);
    assert.ok(!diagnosticsNow(document.uri).some((one) => ruleOf(one).startsWith('compose/missing-healthcheck')));
    await findingOf(uriOf('stack/compose.yaml'), PRIVILEGED);
  });
});
