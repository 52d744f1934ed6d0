import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { findingOf, openFile, placeOf, until } from './support';

async function hoverAt(document: vscode.TextDocument, text: string): Promise<vscode.MarkdownString | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    placeOf(document, text),
  );
  const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
  return contents.find(({ value }) => value.includes('holdfast.openRuleDocumentation'));
}

describe('hover', () => {
  it('says why it matters, what to do and where to read on', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    await findingOf(document.uri, 'compose/privileged-container');
    const { value = '' } = (await hoverAt(document, 'true')) ?? {};
    assert.match(value, /^\*\*Service runs privileged\*\*/);
    assert.match(value, /\*\*Fix:\*\* Delete `privileged: true`/);
    assert.match(value, /\[docs\.docker\.com: privileged\]\(https:/);
  });

  it('opens the page that is installed, so that it can be read offline', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    await findingOf(document.uri, 'compose/privileged-container');
    const hover = await hoverAt(document, 'true');
    const [, command, query] = /\(command:([\w.]+)\?([^)]+)\)/.exec(hover?.value ?? '') ?? [];
    assert.ok(command && query);
    assert.deepEqual(hover?.isTrusted, { enabledCommands: [command] });
    await vscode.commands.executeCommand(command, ...(JSON.parse(decodeURIComponent(query)) as unknown[]));
    await until(vscode.window.tabGroups.onDidChangeTabs, () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label, isActive }) => isActive && label === 'Preview privileged-container.md'),
    );
  });

  it('lists what a service lacks in a line each', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    await findingOf(document.uri, 'compose/missing-log-rotation +2');
    const { value = '' } = (await hoverAt(document, 'web:')) ?? {};
    assert.equal(value.split('\n').length, 3);
    for (const what of ['Log rotation', 'Restart policy', 'Memory limit']) assert.ok(value.includes(`**[${what}]`));
  });

  it('is silent where nothing was found', async () => {
    const { document } = await openFile('stack/chosen/compose.yaml');
    await findingOf(document.uri, 'compose/privileged-container');
    assert.equal(await hoverAt(document, 'image'), undefined);
  });
});
