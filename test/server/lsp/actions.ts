/** Code actions at a place of a Compose file, and what they make of it. */
import { afterEach } from 'vitest';
import type { CodeAction, Range, SnippetTextEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { onlyRules, TestClient, uriOf, type TestClientOptions } from './testClient';

export const COMPOSE = uriOf('/w/compose.yaml');
export const PRIVILEGED = 'services:\n  web:\n    image: nginx:1.29.1\n    privileged: true\n';
export const BARE = 'services:\n  web:\n    image: nginx:1.29.1\n    restart: always\n';
export const PRIVILEGED_ONLY = onlyRules('compose/privileged-container');
export const LIMITS = onlyRules(
  'compose/missing-memory-limit',
  'compose/missing-cpu-limit',
  'compose/missing-pids-limit',
);

/** Started by each test, ended after it. */
export let client: TestClient;
export async function start(options: TestClientOptions = {}): Promise<void> {
  client = await TestClient.start(options);
}
afterEach(() => client.dispose());

/** The place of a word in a text, empty as a cursor is. */
export function at(text: string, word: string): Range {
  const position = TextDocument.create('', '', 0, text).positionAt(text.indexOf(word));
  return { start: position, end: position };
}

export async function actionsAt(text: string, word: string, only?: string[]): Promise<CodeAction[]> {
  const diagnostics = await client.pull(COMPOSE);
  return client.codeActions(COMPOSE, at(text, word), { diagnostics, ...(only ? { only } : {}) });
}

export function titled(actions: readonly CodeAction[], start: string): CodeAction {
  const action = actions.find(({ title }) => title.startsWith(start));
  if (!action) throw new Error(`none of ${actions.map(({ title }) => title).join('; ')} starts with ${start}`);
  return action;
}

/** What an action makes of a text, resolved first. Snippets stay as they are written. */
export async function apply(text: string, action: CodeAction): Promise<string> {
  return applied(text, await client.resolve(action));
}

export function applied(text: string, { edit }: CodeAction): string {
  const change = edit?.documentChanges?.[0];
  const edits = change && 'edits' in change ? change.edits : edit?.changes?.[COMPOSE];
  if (!edits) throw new Error('the action has no edit');
  const plain = edits.map((one): TextEdit => ({
    range: one.range,
    newText: newTextOf(one as TextEdit | SnippetTextEdit),
  }));
  return TextDocument.applyEdits(TextDocument.create(COMPOSE, 'yaml', 0, text), plain);
}

function newTextOf(edit: TextEdit | SnippetTextEdit): string {
  return 'snippet' in edit ? edit.snippet.value : edit.newText;
}
