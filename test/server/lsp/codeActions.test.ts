import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import type { ActionChoice } from '../../../server/src/protocol';
import {
  COMPOSE,
  PRIVILEGED,
  BARE,
  PRIVILEGED_ONLY,
  LIMITS,
  client,
  start,
  at,
  actionsAt,
  titled,
  apply,
  applied,
} from './actions';
import { onlyRules, PLAIN, VSCODE } from './testClient';

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
