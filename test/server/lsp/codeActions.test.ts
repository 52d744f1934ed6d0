import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Range, SnippetTextEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ActionChoice } from '../../../server/src/protocol';
import { onlyRules, PLAIN, TestClient, uriOf, VSCODE, type TestClientOptions } from './testClient';

const COMPOSE = uriOf('/w/compose.yaml');
const PRIVILEGED = 'services:\n  web:\n    image: nginx:1.29.1\n    privileged: true\n';
const BARE = 'services:\n  web:\n    image: nginx:1.29.1\n    restart: always\n';
const PRIVILEGED_ONLY = onlyRules('compose/privileged-container');
const LIMITS = onlyRules('compose/missing-memory-limit', 'compose/missing-cpu-limit', 'compose/missing-pids-limit');

let client: TestClient;
async function start(options: TestClientOptions = {}): Promise<void> {
  client = await TestClient.start(options);
}
afterEach(() => client.dispose());

/** The place of a word in a text, empty as a cursor is. */
function at(text: string, word: string): Range {
  const position = TextDocument.create('', '', 0, text).positionAt(text.indexOf(word));
  return { start: position, end: position };
}

async function actionsAt(text: string, word: string, only?: string[]): Promise<CodeAction[]> {
  const diagnostics = await client.pull(COMPOSE);
  return client.codeActions(COMPOSE, at(text, word), { diagnostics, ...(only ? { only } : {}) });
}

function titled(actions: readonly CodeAction[], start: string): CodeAction {
  const action = actions.find(({ title }) => title.startsWith(start));
  if (!action) throw new Error(`none of ${actions.map(({ title }) => title).join('; ')} starts with ${start}`);
  return action;
}

/** What an action makes of a text, resolved first. Snippets stay as they are written. */
async function apply(text: string, action: CodeAction): Promise<string> {
  return applied(text, await client.resolve(action));
}

function applied(text: string, { edit }: CodeAction): string {
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

describe('the actions at a finding', () => {
  it('are fixes first, the preferred one on top, then ways to live with it', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const actions = await actionsAt(PRIVILEGED, 'true');
    const id = 'compose/privileged-container';
    expect(actions.slice(-4).map(({ title }) => title)).toEqual([
      `Ignore ${id} here, with a reason`,
      `Ignore ${id} in this file, with a reason`,
      `Turn ${id} off in holdfast.yaml`,
      `Why? Open the documentation of ${id}`,
    ]);
    expect(actions[0]).toMatchObject({ title: 'Delete `privileged: true`', kind: 'quickfix', isPreferred: true });
    expect(actions.filter(({ isPreferred }) => isPreferred)).toHaveLength(1);
    expect(actions.every(({ kind }) => kind === 'quickfix')).toBe(true);
    expect(titled(actions, 'Turn').command).toMatchObject({
      command: 'holdfast.setRuleLevel',
      arguments: [COMPOSE, id, 'off'],
    });
    expect(titled(actions, 'Why?').command).toMatchObject({
      command: 'holdfast.openRuleDocumentation',
      arguments: [id],
    });
  });

  it('name the diagnostics they are about', async () => {
    await start({ settings: onlyRules('compose/privileged-container', 'compose/unpinned-image') });
    const text = PRIVILEGED.replace(':1.29.1', '');
    await client.open(COMPOSE, text);
    const diagnostics = await client.pull(COMPOSE);
    const whole = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
    const actions = await client.codeActions(COMPOSE, whole, { diagnostics });
    expect(titled(actions, 'Delete `privileged').diagnostics?.map(({ code }) => code)).toEqual([
      'compose/privileged-container',
    ]);
    expect(titled(actions, 'Ignore compose/unpinned-image here').diagnostics?.map(({ code }) => code)).toEqual([
      'compose/unpinned-image',
    ]);
  });

  it('are there at both ends of it, and nowhere else', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    for (const [character, isTouched] of [
      [15, false],
      [16, true],
      [20, true],
    ] as const) {
      const position = { line: 3, character };
      expect((await client.codeActions(COMPOSE, { start: position, end: position })).length > 0).toBe(isTouched);
    }
    expect(await actionsAt(PRIVILEGED, 'nginx')).toEqual([]);
  });

  it('are those of the kinds asked for', async () => {
    await start({ settings: onlyRules('compose/privileged-container', 'compose/obsolete-version') });
    const text = `version: "3"\n${PRIVILEGED}`;
    await client.open(COMPOSE, text);
    const kinds = async (...only: string[]) => new Set((await actionsAt(text, 'true', only)).map(({ kind }) => kind));
    expect(await kinds('quickfix')).toEqual(new Set(['quickfix']));
    expect(await kinds('source')).toEqual(new Set(['source.fixAll.holdfast']));
    expect(await kinds('source.fixAll')).toEqual(new Set(['source.fixAll.holdfast']));
    expect(await kinds('source.fixAll.holdfast')).toEqual(new Set(['source.fixAll.holdfast']));
    expect(await kinds('source.fixAll.other')).toEqual(new Set());
    expect(await kinds('source.fix')).toEqual(new Set());
    expect(await kinds('refactor')).toEqual(new Set(['refactor.rewrite.holdfast.hardenFile']));
    expect(await kinds('')).toEqual(
      new Set(['quickfix', 'source.fixAll.holdfast', 'refactor.rewrite.holdfast.hardenFile']),
    );
  });

  it('do not silence what Holdfast says about its own words', async () => {
    const text = 'services: {} # holdfast-ignore compose/privileged-container -- no longer\n';
    await start({ settings: onlyRules('compose/privileged-container', 'holdfast/unused-suppression') });
    await client.open(COMPOSE, text);
    expect((await actionsAt(text, 'compose/', ['quickfix'])).map(({ title }) => title)).toEqual([
      'Delete the suppression',
      'Why? Open the documentation of holdfast/unused-suppression',
    ]);
  });
});

describe('edits', () => {
  it('are left out until an action is chosen', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const actions = await actionsAt(PRIVILEGED, 'true');
    expect(actions.every(({ edit }) => edit === undefined)).toBe(true);
    const resolved = await client.resolve(titled(actions, 'Delete'));
    expect(resolved.edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: COMPOSE, version: 1 },
          edits: [{ range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, newText: '' }],
        },
      ],
    });
  });

  it('come at once for an editor that does not ask again, without versions where it knows none', async () => {
    await start({ capabilities: PLAIN });
    await client.configure(PRIVILEGED_ONLY);
    await client.open(COMPOSE, PRIVILEGED);
    const actions = await client.codeActions(COMPOSE, at(PRIVILEGED, 'true'));
    const { edit } = titled(actions, 'Delete');
    expect(Object.keys(edit ?? {})).toEqual(['changes']);
    expect(applied(PRIVILEGED, titled(actions, 'Delete'))).toBe(BARE.replace('    restart: always\n', ''));
    expect(applied(PRIVILEGED, titled(actions, 'Ignore compose/privileged-container here'))).toBe(
      PRIVILEGED.replace('    priv', '    # holdfast-ignore compose/privileged-container -- reason\n    priv'),
    );
  });

  it('are refused when the text moved on', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const actions = await actionsAt(PRIVILEGED, 'true');
    await client.change(COMPOSE, `# a line above\n${PRIVILEGED}`);
    for (const action of actions) expect((await client.resolve(action)).edit).toBeUndefined();
  });

  it('are refused when the document was closed, or the finding is gone', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const action = titled(await actionsAt(PRIVILEGED, 'true'), 'Delete');
    await client.configure({ rules: { '*': 'off' } });
    expect((await client.resolve(action)).edit).toBeUndefined();
    await client.close(COMPOSE);
    expect((await client.resolve(action)).edit).toBeUndefined();
  });

  it('select what is left to complete, where the editor can', async () => {
    const text = 'services:\n  web:\n    image: nginx\n';
    await start({ settings: onlyRules('compose/unpinned-image') });
    await client.open(COMPOSE, text);
    const action = titled(await actionsAt(text, 'nginx'), 'Name a version');
    const resolved = await client.resolve(action);
    expect(resolved.edit?.documentChanges).toMatchObject([{ edits: [{ snippet: { kind: 'snippet' } }] }]);
    expect(applied(text, resolved)).toMatch(/^services:\n {2}web:\n {4}image: nginx:\$\{1:[\w.-]+\}\n$/);
  });

  it('are plain where it cannot', async () => {
    const text = 'services:\n  web:\n    image: nginx\n';
    const capabilities = { ...VSCODE, workspace: { ...VSCODE.workspace, workspaceEdit: { documentChanges: true } } };
    await start({ capabilities, settings: onlyRules('compose/unpinned-image') });
    await client.open(COMPOSE, text);
    expect(await apply(text, titled(await actionsAt(text, 'nginx'), 'Name a version'))).toMatch(
      /^services:\n {2}web:\n {4}image: nginx:[\w.-]+\n$/,
    );
  });
});

describe('harden', () => {
  it('adds all that one service lacks, and offers every part of it below', async () => {
    await start({ settings: LIMITS });
    await client.open(COMPOSE, BARE);
    const actions = await actionsAt(BARE, 'web');
    expect(actions[0]).toMatchObject({
      title: 'Harden "web": add CPU limit, memory limit, process limit',
      isPreferred: true,
    });
    expect(actions.filter(({ isPreferred }) => isPreferred)).toHaveLength(1);
    expect(actions.filter(({ title }) => title.startsWith('Ignore')).length).toBe(6);
    const hardened = await apply(BARE, actions[0] as CodeAction);
    expect(hardened.startsWith(BARE)).toBe(true);
    await client.change(COMPOSE, hardened);
    expect(await client.found(COMPOSE)).toEqual([]);
  });

  it('names the first of many things in its title', async () => {
    const rules = ['memory-limit', 'cpu-limit', 'pids-limit', 'healthcheck', 'restart-policy', 'log-rotation'];
    await start({ settings: onlyRules(...rules.map((rule) => `compose/missing-${rule}`)) });
    const text = BARE.replace('    restart: always\n', '');
    await client.open(COMPOSE, text);
    const [action] = await actionsAt(text, 'web');
    expect(action?.title).toBe('Harden "web": add CPU limit, health check, log rotation, memory limit and 2 more');
  });

  it('leaves out what only the person can complete', async () => {
    await start({
      settings: onlyRules(
        'compose/missing-healthcheck',
        'compose/missing-restart-policy',
        'compose/missing-memory-limit',
      ),
    });
    const text = 'services:\n  worker:\n    image: node:24.13.0\n    command: [node, worker.mjs]\n';
    await client.open(COMPOSE, text);
    const actions = await actionsAt(text, 'worker');
    expect(actions.slice(0, 2).map(({ title }) => title)).toEqual([
      'Harden "worker": add memory limit, restart policy',
      'Add a health check',
    ]);
    expect(await apply(text, actions[0] as CodeAction)).not.toContain('healthcheck');
    expect(await apply(text, actions[1] as CodeAction)).toMatch(/test: \["CMD", "node", "-e", "\$\{1:fetch\(/);
  });

  it('leaves the other services alone', async () => {
    const text = `${BARE}  api.v2:\n    image: nginx:1.29.1\n    restart: always\n`;
    await start({ settings: LIMITS });
    await client.open(COMPOSE, text);
    const action = titled(await actionsAt(text, 'api.v2'), 'Harden "api.v2"');
    const hardened = await apply(text, action);
    expect(hardened.startsWith(BARE)).toBe(true);
    await client.change(COMPOSE, hardened);
    expect((await client.pull(COMPOSE)).map(({ range }) => range.start.line)).toEqual([1]);
  });

  it('applies nothing that is shown elsewhere', async () => {
    await start({
      settings: onlyRules('compose/missing-memory-limit', 'compose/missing-cpu-limit', 'compose/privileged-container'),
    });
    await client.open(COMPOSE, PRIVILEGED);
    const hardened = await apply(PRIVILEGED, titled(await actionsAt(PRIVILEGED, 'web'), 'Harden'));
    expect(hardened.startsWith(PRIVILEGED)).toBe(true);
  });
});

describe('a menu in VS Code', () => {
  const inVsCode = { initializationOptions: { hasCommands: true } };
  const choicesOf = (action: CodeAction): ActionChoice[] => action.command?.arguments?.[1] as ActionChoice[];

  it('has one entry of each kind, however many findings there are', async () => {
    await start({ settings: LIMITS, ...inVsCode });
    await client.open(COMPOSE, BARE);
    const actions = await actionsAt(BARE, 'web');
    const last = actions.filter(({ kind }) => kind === 'quickfix').slice(-4);
    expect(last.map(({ title, command }) => [title, command?.command])).toEqual([
      ['Ignore here, with a reason…', 'holdfast.chooseAction'],
      ['Ignore in this file, with a reason…', 'holdfast.chooseAction'],
      ['Turn off in holdfast.yaml…', 'holdfast.chooseAction'],
      ['Why? Open the documentation…', 'holdfast.chooseAction'],
    ]);
    expect(last.map((action) => choicesOf(action).length)).toEqual([4, 3, 3, 3]);
    expect(last.every(({ diagnostics }) => diagnostics?.length === 1)).toBe(true);
    expect(actions.filter(({ title }) => title.startsWith('Ignore'))).toHaveLength(2);
  });

  it('lets ignore everything that a service lacks with one comment', async () => {
    await start({ settings: LIMITS, ...inVsCode });
    await client.open(COMPOSE, BARE);
    const [everything] = choicesOf(titled(await actionsAt(BARE, 'web'), 'Ignore here'));
    expect(everything).toMatchObject({ label: 'Everything that "web" lacks', description: '3 rules' });
    const result = await apply(BARE, everything?.action as CodeAction);
    expect(result).toBe(
      BARE.replace(
        '  web',
        '  # holdfast-ignore compose/missing-cpu-limit, compose/missing-memory-limit, compose/missing-pids-limit -- ${1:reason}\n  web',
      ),
    );
    await client.change(COMPOSE, result);
    expect(await client.found(COMPOSE)).toEqual([]);
  });

  it('names every rule once, but every place', async () => {
    const text = `${PRIVILEGED}  api:\n    image: nginx:1.29.1\n    privileged: true\n`;
    await start({ settings: PRIVILEGED_ONLY, ...inVsCode });
    await client.open(COMPOSE, text);
    const whole = { start: { line: 0, character: 0 }, end: { line: 7, character: 0 } };
    const actions = await client.codeActions(COMPOSE, whole);
    expect(choicesOf(titled(actions, 'Ignore here')).map(({ description }) => description)).toEqual([
      'compose/privileged-container, line 4',
      'compose/privileged-container, line 7',
    ]);
    expect(titled(actions, 'Turn').title).toBe('Turn compose/privileged-container off in holdfast.yaml');
  });

  it('has plain entries for a single finding', async () => {
    await start({ settings: PRIVILEGED_ONLY, ...inVsCode });
    await client.open(COMPOSE, PRIVILEGED);
    const actions = await actionsAt(PRIVILEGED, 'true');
    expect(actions.some(({ command }) => command?.command === 'holdfast.chooseAction')).toBe(false);
  });
});

describe('fix all', () => {
  const text = [
    'version: "3.8"',
    'services:',
    '  web: # holdfast-ignore compose/privileged-container -- no longer',
    '    image: nginx:1.29.1',
    '  db:',
    '    image: postgres:17.6',
    '    privileged: true',
    '',
  ].join('\n');
  const settings = onlyRules('compose/obsolete-version', 'compose/privileged-container', 'holdfast/unused-suppression');

  it('applies what is safe, and only that, until nothing is left', async () => {
    await start({ settings });
    await client.open(COMPOSE, text);
    const [action, ...more] = await client.codeActions(COMPOSE, at(text, 'postgres'), { only: ['source.fixAll'] });
    expect(more).toEqual([]);
    expect(action).toMatchObject({ kind: 'source.fixAll.holdfast' });
    const fixed = await apply(text, action as CodeAction);
    expect(fixed).toBe(
      'services:\n  web:\n    image: nginx:1.29.1\n  db:\n    image: postgres:17.6\n    privileged: true\n',
    );
    await client.change(COMPOSE, fixed);
    expect(await client.found(COMPOSE)).toEqual(['5:compose/privileged-container']);
    expect(await client.codeActions(COMPOSE, at(fixed, 'postgres'), { only: ['source.fixAll'] })).toEqual([]);
  });

  it('touches only the lines that change', async () => {
    await start({ settings });
    await client.open(COMPOSE, text);
    const [action] = await client.codeActions(COMPOSE, at(text, 'web'), { only: ['source.fixAll'] });
    const { edit } = await client.resolve(action as CodeAction);
    const change = edit?.documentChanges?.[0];
    const lines =
      change && 'edits' in change ? change.edits.map(({ range }) => [range.start.line, range.end.line]) : [];
    expect(lines).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('comes with its edit for an editor that does not ask again', async () => {
    await start({ capabilities: PLAIN });
    await client.configure(settings);
    await client.open(COMPOSE, text);
    const [action] = await client.codeActions(COMPOSE, at(text, 'web'), { only: ['source.fixAll.holdfast'] });
    expect(applied(text, action as CodeAction)).not.toContain('version');
  });
});

describe('ignore here', () => {
  const ID = 'compose/privileged-container';
  const reason = `# holdfast-ignore ${ID} -- \${1:reason}`;

  async function ignored(text: string, word: string, more: { rules?: string[]; rule?: string } = {}): Promise<string> {
    await start({ settings: onlyRules(...(more.rules ?? [ID])) });
    await client.open(COMPOSE, text);
    const result = await apply(text, titled(await actionsAt(text, word), `Ignore ${more.rule ?? ID} here`));
    await client.change(COMPOSE, result);
    expect(await client.found(COMPOSE)).toEqual([]);
    return result;
  }

  it('puts a comment above the line and the cursor on the reason', async () => {
    expect(await ignored(PRIVILEGED, 'true')).toBe(PRIVILEGED.replace('    priv', `    ${reason}\n    priv`));
  });

  it('keeps Windows line ends', async () => {
    const text = PRIVILEGED.replaceAll('\n', '\r\n');
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, text);
    const { edit } = await client.resolve(titled(await actionsAt(text, 'true'), `Ignore ${ID} here`));
    const change = edit?.documentChanges?.[0];
    const [one] = change && 'edits' in change ? change.edits : [];
    // A snippet's line breaks are those of the document it goes into: that is what editors do.
    expect(one).toEqual({
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } },
      snippet: { kind: 'snippet', value: `    ${reason}\n` },
    });
  });

  it('adds the rule to a comment that is there, in front of its reason', async () => {
    const above = PRIVILEGED.replace('    priv', '    # holdfast-ignore compose/unpinned-image -- known\n    priv');
    expect(await ignored(above, 'true')).toBe(above.replace('unpinned-image', `unpinned-image, ${ID}`));
    client.dispose();
    const behind = PRIVILEGED.replace('true', 'true # holdfast-ignore compose/unpinned-image');
    expect(await ignored(behind, 'true')).toBe(`${behind.trimEnd()}, ${ID}\n`);
  });

  it('starts a comment of its own when the one above is about the block around', async () => {
    const text = `${PRIVILEGED.replace('  web', '  # holdfast-ignore compose/unpinned-image -- known\n  web')}`;
    expect(await ignored(text, 'true')).toBe(text.replace('    priv', `    ${reason}\n    priv`));
  });

  it.each([
    ['', ''],
    ['%YAML 1.2\n---\n', '...\n---\nx-more: 1\n'],
  ])('does not write into a text of several lines', async (before, after) => {
    const rule = 'compose/credential-in-url';
    const text = [
      `${before}services:`,
      '  web:',
      '    image: nginx:1.29.1',
      '    environment:',
      '      DATABASE_URL: >-',
      '        postgres://app:geheim12345@db:5432/app',
      after,
    ].join('\n');
    expect(await ignored(text, 'geheim', { rules: [rule], rule })).toBe(
      text.replace('      DATABASE', `      # holdfast-ignore ${rule} -- \${1:reason}\n      DATABASE`),
    );
  });

  it('covers a finding in a list item', async () => {
    const rule = 'compose/dangerous-capability';
    const text = 'services:\n  web:\n    image: nginx:1.29.1\n    cap_add:\n    - SYS_ADMIN\n';
    expect(await ignored(text, 'SYS_ADMIN', { rules: [rule], rule })).toBe(
      text.replace('    - SYS', `    # holdfast-ignore ${rule} -- \${1:reason}\n    - SYS`),
    );
  });

  it('works in a later document of the file', async () => {
    const rule = 'kubernetes/privileged-container';
    const pod = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n    - name: c\n      image: a:1\n`;
    const text = `%YAML 1.2\n---\n${pod('one')}...\n---\n${pod('two')}      securityContext:\n        privileged: true\n`;
    const manifest = uriOf('/w/pods.yaml');
    await start({ settings: onlyRules(rule) });
    await client.open(manifest, text);
    const actions = await client.codeActions(manifest, at(text, 'true'));
    const result = applied(text, await client.resolve(titled(actions, `Ignore ${rule} here`)));
    expect(result).toBe(
      text.replace('        privileged', `        # holdfast-ignore ${rule} -- \${1:reason}\n        privileged`),
    );
    await client.change(manifest, result);
    expect(await client.found(manifest)).toEqual([]);
  });
});

describe('ignore in this file', () => {
  const ID = 'compose/privileged-container';

  it.each([
    ['', PRIVILEGED],
    ['\uFEFF', PRIVILEGED],
    ['', `# a head line\n---\n${PRIVILEGED}`],
  ])('writes on top, below a byte order mark', async (mark, text) => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, mark + text);
    const result = await apply(mark + text, titled(await actionsAt(mark + text, 'true'), `Ignore ${ID} in this file`));
    expect(result).toBe(`${mark}# holdfast-ignore-file ${ID} -- \${1:reason}\n${text}`);
    await client.change(COMPOSE, result);
    expect(await client.found(COMPOSE)).toEqual([]);
  });
});

describe('hover', () => {
  it('tells what, why, how and where to read on', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    const hover = await client.hover(COMPOSE, { line: 3, character: 18 });
    expect(hover?.range).toEqual({ start: { line: 3, character: 16 }, end: { line: 3, character: 20 } });
    const { value } = hover?.contents as { readonly value: string };
    expect(value).toMatch(/^\*\*Service runs privileged\*\* · \[`compose\/privileged-container`\]\(https:\/\//);
    expect(value).toContain('"web" runs privileged');
    expect(value).toContain('whoever breaks into it owns the machine');
    expect(value).toContain('**Fix:** Delete `privileged: true` (changes behaviour: review it)');
    expect(value).toContain('[docs.docker.com: privileged](https://docs.docker.com/');
  });

  it('leaves out what VS Code shows above it, and links to the pages that are installed', async () => {
    await start({ settings: PRIVILEGED_ONLY, initializationOptions: { hasCommands: true } });
    await client.open(COMPOSE, PRIVILEGED);
    const hover = await client.hover(COMPOSE, { line: 3, character: 18 });
    const { value } = hover?.contents as { readonly value: string };
    expect(value).not.toContain('"web" runs privileged');
    expect(value).toContain('](command:holdfast.openRuleDocumentation?%5B%22compose%2Fprivileged-container%22%5D)');
  });

  it('tells of every finding of a group in a line', async () => {
    await start({ settings: LIMITS });
    await client.open(COMPOSE, BARE);
    const hover = await client.hover(COMPOSE, { line: 1, character: 3 });
    const { value } = hover?.contents as { readonly value: string };
    expect(value.split('\n').map((line) => line.slice(0, line.indexOf(']')))).toEqual([
      '- **[CPU limit',
      '- **[Memory limit',
      '- **[Process limit',
    ]);
  });

  it('makes no links and no images of names in the file', async () => {
    const text = 'services:\n  "![x](https://evil.example/x.png)":\n    image: nginx:1.29.1\n    restart: always\n';
    await start({ settings: LIMITS });
    await client.open(COMPOSE, text);
    const hover = await client.hover(COMPOSE, { line: 1, character: 3 });
    const { value } = hover?.contents as { readonly value: string };
    expect(value).toContain('"\\!\\[x\\](https://evil.example/x.png)"');
    expect(value).not.toContain('![x]');
  });

  it('is silent elsewhere', async () => {
    await start({ settings: PRIVILEGED_ONLY });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.hover(COMPOSE, { line: 0, character: 0 })).toBeNull();
    expect(await client.hover(COMPOSE, { line: 99, character: 99 })).toBeNull();
    expect(await client.hover(uriOf('/w/closed.yaml'), { line: 0, character: 0 })).toBeNull();
  });
});
