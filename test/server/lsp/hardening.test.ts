import { describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver/node';
import { COMPOSE, PRIVILEGED, BARE, LIMITS, client, start, at, actionsAt, titled, apply, applied } from './actions';
import { onlyRules, PLAIN } from './testClient';

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
