import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { findingGone, findingOf, openFile, replaceText } from './support';

const PRIVILEGED = 'compose/privileged-container';

/** The language server of this extension host. */
function serverProcess(): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const found = lines.flatMap((line) => {
    const [, id, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && /holdfast.*[\\/]dist[\\/]server\.js/.test(command) ? [Number(id)] : [];
  });
  assert.equal(found.length, 1, 'one language server is running');
  return found[0] ?? 0;
}

/** Types into the file and waits until that was checked: the findings shown are none of an earlier server. */
async function typingIsChecked(editor: vscode.TextEditor): Promise<void> {
  const { uri } = editor.document;
  await replaceText(editor, 'privileged: true', 'privileged: false');
  await findingGone(uri, PRIVILEGED);
  await replaceText(editor, 'privileged: false', 'privileged: true');
  await findingOf(uri, PRIVILEGED);
}

describe('the language server', () => {
  it('is started again when it is killed, and findings come back by themselves', async () => {
    const editor = await openFile('stack/chosen/compose.yaml');
    const { uri } = editor.document;
    await findingOf(uri, PRIVILEGED);
    const killed = serverProcess();
    process.kill(killed, 'SIGKILL');
    await findingGone(uri, PRIVILEGED);
    await findingOf(uri, PRIVILEGED);
    assert.notEqual(serverProcess(), killed);
    await typingIsChecked(editor);
  });

  it('is restarted by command', async () => {
    const editor = await openFile('stack/chosen/compose.yaml');
    await findingOf(editor.document.uri, PRIVILEGED);
    const before = serverProcess();
    await vscode.commands.executeCommand('holdfast.restartServer');
    await findingOf(editor.document.uri, PRIVILEGED);
    assert.notEqual(serverProcess(), before);
    await typingIsChecked(editor);
  });

  it('that keeps dying stays off until it is restarted by command', async () => {
    const editor = await openFile('stack/chosen/compose.yaml');
    const { uri } = editor.document;
    // One death is from the test above. The last of these is one too many.
    for (let deaths = 2; deaths <= 4; deaths++) {
      await findingOf(uri, PRIVILEGED);
      process.kill(serverProcess(), 'SIGKILL');
      await findingGone(uri, PRIVILEGED);
    }
    await findingOf(uri, PRIVILEGED);
    process.kill(serverProcess(), 'SIGKILL');
    await findingGone(uri, PRIVILEGED);
    assert.throws(serverProcess);
    await vscode.commands.executeCommand('holdfast.restartServer');
    await findingOf(uri, PRIVILEGED);
    await typingIsChecked(editor);
  });
});
