import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { diagnosticsOf, findingGone, findingOf, openFile, placesOf, replaceText, ruleOf } from './support';

const { Error, Warning, Hint } = vscode.DiagnosticSeverity;

/** Waits for as many findings as are expected. */
async function foundIn(path: string, count: number): Promise<vscode.Diagnostic[]> {
  const { document } = await openFile(path);
  return diagnosticsOf(document.uri, ({ length }) => length === count);
}

describe('diagnostics', () => {
  it('show what is wrong in a Compose file, at the smallest place that explains it', async () => {
    const found = await foundIn('stack/chosen/compose.yaml', 4);
    assert.deepEqual(placesOf(found), [
      '1:1 compose/obsolete-version',
      '5:3 compose/missing-log-rotation +2',
      '7:17 compose/privileged-container',
      '9:9 compose/unbound-port',
    ]);
    assert.deepEqual(
      found.map(({ severity }) => severity),
      [Hint, Warning, Error, Warning],
    );
    assert.deepEqual(
      found.map(({ range }) => range.end.character),
      [7, 5, 20, 17],
    );
  });

  it('say whose they are and where to read on', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    const { code, source, message } = await findingOf(document.uri, 'compose/privileged-container');
    assert.equal(source, 'Holdfast');
    assert.match(message, /^"web" runs privileged/);
    assert.ok(typeof code === 'object');
    assert.match(code.target.path, /\/docs\/rules\/compose\/privileged-container\.md$/);
  });

  it('fade what is superfluous', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    const { tags } = await findingOf(document.uri, 'compose/obsolete-version');
    assert.deepEqual(tags, [vscode.DiagnosticTag.Unnecessary]);
  });

  it('are one for everything that a service lacks, as serious as the most serious of it', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    const group = await findingOf(document.uri, 'compose/missing-log-rotation +2');
    assert.equal(group.message, '"web" has no log rotation, restart policy or memory limit.');
    assert.equal(group.severity, Warning);
  });

  it('are found in every document of a manifest', async () => {
    const found = await foundIn('stack/kubernetes/shop.yaml', 4);
    assert.deepEqual(placesOf(found), [
      '20:17 kubernetes/missing-memory-limit',
      '36:20 kubernetes/host-network',
      '38:17 kubernetes/implicit-privilege-escalation',
      '41:25 kubernetes/privileged-container',
    ]);
  });

  it('are found in prometheus.yml, in the light of the files around it', async () => {
    const found = await foundIn('stack/monitoring/prometheus.yml', 2);
    assert.deepEqual(placesOf(found), ['3:5 prometheus/unknown-rule-file', '8:29 prometheus/non-http-scrape-port']);
  });

  it('stand on the exact bracket of an expression in a rule file', async () => {
    const [bracket, alert, ...others] = await foundIn('stack/monitoring/rules/shop.yml', 2);
    assert.ok(bracket && alert);
    assert.deepEqual(others, []);
    assert.equal(ruleOf(bracket), 'prometheus-rules/promql-syntax-error');
    assert.deepEqual(bracket.range, new vscode.Range(5, 13, 5, 14));
    assert.equal(ruleOf(alert), 'prometheus-rules/missing-for');
  });

  it('follow the text while it is typed', async () => {
    const editor = await openFile('stack/chosen/compose.yaml');
    const { uri } = editor.document;
    await findingOf(uri, 'compose/privileged-container');
    await replaceText(editor, 'privileged: true', 'privileged: false');
    await findingGone(uri, 'compose/privileged-container');
    await replaceText(editor, 'privileged: false', 'privileged: true');
    await findingOf(uri, 'compose/privileged-container');
  });

  it('are there for a text that is in no file yet', async () => {
    const content = 'services:\n  web:\n    image: nginx:1.27.4\n    privileged: true\n';
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    await vscode.window.showTextDocument(document);
    await findingOf(document.uri, 'compose/privileged-container');
  });

  it('go when the file is closed', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    await findingOf(document.uri, 'compose/privileged-container');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await diagnosticsOf(document.uri, ({ length }) => length === 0);
  });
});
