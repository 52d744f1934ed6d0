import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  actionsAt,
  atEndOfTest,
  diagnosticsOf,
  findingGone,
  findingOf,
  openFile,
  openNewFile,
  perform,
  setSetting,
  undoTo,
  until,
  untilText,
  uriOf,
} from './support';

const { QuickFix } = vscode.CodeActionKind;
const COMPOSE = 'stack/chosen/compose.yaml';
const PRIVILEGED = 'compose/privileged-container';
const GROUP = 'compose/missing-log-rotation +2';

/** Opens the Compose file and waits for a finding in it. */
async function openWith(rule: string): Promise<{ document: vscode.TextDocument; original: string }> {
  const { document } = await openFile(COMPOSE);
  await findingOf(document.uri, rule);
  return { document, original: document.getText() };
}

describe('the light bulb', () => {
  it('offers the fix first and as the preferred one, then ways to live with the finding', async () => {
    const { document } = await openWith(PRIVILEGED);
    const actions = await actionsAt(document, 'true', QuickFix);
    const [first] = actions;
    assert.equal(first?.title, 'Delete `privileged: true`');
    assert.ok(first.isPreferred);
    assert.equal(actions.filter(({ isPreferred }) => isPreferred).length, 1);
    assert.deepEqual(
      actions.slice(-4).map(({ title }) => title),
      [
        `Ignore ${PRIVILEGED} here, with a reason`,
        `Ignore ${PRIVILEGED} in this file, with a reason`,
        `Turn ${PRIVILEGED} off in holdfast.yaml`,
        `Why? Open the documentation of ${PRIVILEGED}`,
      ],
    );
  });

  it('fixes with an edit that leaves everything else as it is, and undo takes it back', async () => {
    const { document, original } = await openWith(PRIVILEGED);
    await perform(await actionsAt(document, 'true', QuickFix), 'Delete `privileged: true`');
    await untilText(document, original.replace('    privileged: true\n', ''));
    await findingGone(document.uri, PRIVILEGED);
    await undoTo(document, original);
    await findingOf(document.uri, PRIVILEGED);
  });

  it('keeps quotes and Windows line ends', async () => {
    const text = "services:\r\n  web:\r\n    image: example/pages:1.4\r\n    ports:\r\n      - '8080:80' # pages\r\n";
    const { document } = await openNewFile('stack/chosen/windows.compose.yaml', text);
    await findingOf(document.uri, 'compose/unbound-port');
    await perform(await actionsAt(document, "'8080", QuickFix), 'Publish it on 127.0.0.1 only');
    await untilText(document, text.replace("'8080:80'", "'127.0.0.1:8080:80'"));
    await findingGone(document.uri, 'compose/unbound-port');
    await undoTo(document, text);
  });

  it('hardens a service at once or bit by bit, with four more entries however much it lacks', async () => {
    const { document, original } = await openWith(GROUP);
    const actions = await actionsAt(document, 'web:', QuickFix);
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        'Harden "web": add log rotation, restart policy, memory limit',
        'Rotate the logs',
        'Restart unless stopped',
        'Add a memory limit',
        'Ignore here, with a reason…',
        'Ignore in this file, with a reason…',
        'Turn off in holdfast.yaml…',
        'Why? Open the documentation…',
      ],
    );
    assert.ok(actions[0]?.isPreferred);
    await perform(actions, 'Restart unless stopped');
    await findingOf(document.uri, 'compose/missing-log-rotation +1');
    await undoTo(document, original);
    await findingOf(document.uri, GROUP);

    await perform(actions, 'Harden "web": add log rotation, restart policy, memory limit');
    await diagnosticsOf(document.uri, (found) => !found.some(({ range }) => range.start.line === 4));
    assert.ok(document.getText().startsWith(original.trimEnd()), 'what was there stays');
    assert.match(document.getText(), /restart: unless-stopped/);
    await undoTo(document, original);
    await findingOf(document.uri, GROUP);
  });

  it('has nothing to say where nothing was found', async () => {
    const { document } = await openWith(PRIVILEGED);
    assert.deepEqual(await actionsAt(document, '# Serves', QuickFix), []);
  });

  it('inserts the bracket that an expression in a rule file lacks', async () => {
    const { document } = await openFile('stack/monitoring/rules/shop.yml');
    const original = document.getText();
    await findingOf(document.uri, 'prometheus-rules/promql-syntax-error');
    await perform(await actionsAt(document, '(rate(', QuickFix), 'Insert the missing )');
    await findingGone(document.uri, 'prometheus-rules/promql-syntax-error');
    assert.equal(document.getText(), original.replace('code="503"}[5m])', 'code="503"}[5m]))'));
    await undoTo(document, original);
  });

  it('fixes one document of a manifest and leaves the others alone', async () => {
    const { document } = await openFile('stack/kubernetes/shop.yaml');
    const original = document.getText();
    await findingOf(document.uri, 'kubernetes/host-network');
    await perform(await actionsAt(document, 'true', QuickFix), 'Delete `hostNetwork: true`');
    await untilText(document, original.replace('      hostNetwork: true\n', ''));
    await findingGone(document.uri, 'kubernetes/host-network');
    await undoTo(document, original);
  });
});

describe('fix all', () => {
  const FIXED = (original: string): string => original.slice(original.indexOf('services:'));

  it('does what is safe, by command, and undo takes it back', async () => {
    const { document, original } = await openWith('compose/obsolete-version');
    await vscode.commands.executeCommand('editor.action.fixAll');
    await untilText(document, FIXED(original));
    await findingGone(document.uri, 'compose/obsolete-version');
    await findingOf(document.uri, PRIVILEGED);
    await undoTo(document, original);
  });

  it('does it on save where the person wants that', async () => {
    await setSetting('stack', 'editor.codeActionsOnSave', { 'source.fixAll.holdfast': 'explicit' });
    const text = 'version: "3.8"\nservices:\n  web:\n    image: nginx:1.27.4\n    privileged: true\n';
    const editor = await openNewFile('stack/chosen/saved.compose.yaml', text);
    await findingOf(editor.document.uri, 'compose/obsolete-version');
    await editor.edit((builder) => builder.insert(new vscode.Position(5, 0), '# saved\n'));
    await vscode.commands.executeCommand('workbench.action.files.save');
    await untilText(editor.document, `${FIXED(text)}# saved\n`);
    await until(vscode.workspace.onDidSaveTextDocument, () => (editor.document.isDirty ? undefined : true));
  });
});

describe('ignoring', () => {
  it('here writes a comment above the line and puts the cursor on the reason', async () => {
    const { document, original } = await openWith(PRIVILEGED);
    await perform(await actionsAt(document, 'true', QuickFix), `Ignore ${PRIVILEGED} here, with a reason`);
    const comment = `    # holdfast-ignore ${PRIVILEGED} -- reason\n`;
    await untilText(document, original.replace('    privileged', `${comment}    privileged`));
    await findingGone(document.uri, PRIVILEGED);
    const { activeTextEditor: editor } = vscode.window;
    await until(vscode.window.onDidChangeTextEditorSelection, () =>
      editor && document.getText(editor.selection) === 'reason' ? true : undefined,
    );
    await vscode.commands.executeCommand('type', { text: 'sensors' });
    await untilText(
      document,
      original.replace('    privileged', `${comment.replace('reason', 'sensors')}    privileged`),
    );
    await undoTo(document, original.replace('    privileged', `${comment}    privileged`));
    await undoTo(document, original);
    await findingOf(document.uri, PRIVILEGED);
  });

  it('in the file writes it on top', async () => {
    const { document, original } = await openWith(PRIVILEGED);
    await perform(await actionsAt(document, 'true', QuickFix), `Ignore ${PRIVILEGED} in this file, with a reason`);
    await untilText(document, `# holdfast-ignore-file ${PRIVILEGED} -- reason\n${original}`);
    await findingGone(document.uri, PRIVILEGED);
    await undoTo(document, original);
    await findingOf(document.uri, PRIVILEGED);
  });

  it('nothing is found, and taken away by its own fix', async () => {
    const text =
      'services:\n  web: # holdfast-ignore compose/privileged-container -- no longer\n    image: nginx:1.27.4\n';
    const { document } = await openNewFile('stack/chosen/unused.compose.yaml', text);
    await findingOf(document.uri, 'holdfast/unused-suppression');
    await perform(await actionsAt(document, 'compose/privileged', QuickFix), 'Delete the suppression');
    await untilText(document, text.replace(/ #.*/, ''));
    await undoTo(document, text);
  });
});

describe('turning a rule off', () => {
  it('changes the holdfast.yaml in force and shows it; findings go at once and come back by undo', async () => {
    const { document } = await openWith(PRIVILEGED);
    const title = `Turn ${PRIVILEGED} off in holdfast.yaml`;
    await perform(await actionsAt(document, 'true', QuickFix), title);
    const configuration = vscode.window.activeTextEditor?.document;
    assert.ok(configuration);
    assert.equal(configuration.uri.path, uriOf('stack/chosen/holdfast.yaml').path);
    assert.match(configuration.getText(), /^ {2}compose\/privileged-container: "?off"?$/m);
    assert.ok(configuration.isDirty, 'nothing is saved unseen');
    await findingGone(document.uri, PRIVILEGED);
    await vscode.commands.executeCommand('undo');
    await findingOf(document.uri, PRIVILEGED);
  });

  it('makes a holdfast.yaml where there is none', async () => {
    const { document } = await openFile('stack/compose.yaml');
    await findingOf(document.uri, PRIVILEGED);
    await perform(await actionsAt(document, 'true', QuickFix), `Turn ${PRIVILEGED} off in holdfast.yaml`);
    const configuration = vscode.window.activeTextEditor?.document;
    assert.equal(configuration?.uri.path, uriOf('stack/holdfast.yaml').path);
    atEndOfTest(() => vscode.workspace.fs.delete(uriOf('stack/holdfast.yaml')));
    assert.equal(configuration.getText(), `rules:\n  ${PRIVILEGED}: "off"\n`);
    await findingGone(document.uri, PRIVILEGED);
  });
});

describe('the documentation of a rule', () => {
  it('opens as the page that is installed', async () => {
    const { document } = await openWith(PRIVILEGED);
    await perform(await actionsAt(document, 'true', QuickFix), `Why? Open the documentation of ${PRIVILEGED}`);
    await until(vscode.window.tabGroups.onDidChangeTabs, () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label, isActive }) => isActive && label === 'Preview privileged-container.md'),
    );
  });
});
