import { describe, expect, it } from 'vitest';
import {
  DidChangeWorkspaceFoldersNotification,
  type Position,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { SET_RULE_LEVEL, type SetRuleLevelResult } from '../../../server/src/protocol';
import { client, COMPOSE, PRIVILEGED, start } from './actions';
import { folder, onlyRules, PLAIN, uriOf, VSCODE } from './testClient';

const CONFIGURATION = uriOf('/w/holdfast.yaml');
const ID = 'compose/privileged-container';
const FOUND = [`3:${ID}`];
const OFF = 'rules:\n  "*": off\n';
const ONLY = `rules:\n  "*": off\n  ${ID}: error\n`;

describe('settings of the editor', () => {
  it('differ from file to file', async () => {
    await start({ settingsOf: (uri) => (uri.includes('/quiet/') ? { rules: { '*': 'off' } } : onlyRules(ID)) });
    const quiet = uriOf('/w/quiet/compose.yaml');
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(quiet, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    expect(await client.found(quiet)).toEqual([]);
  });

  it('act at once when they change', async () => {
    await start({ settings: onlyRules(ID) });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    await client.configure({ rules: { '*': 'off' } });
    await client.until(() => client.refreshes === 1);
    expect(await client.found(COMPOSE)).toEqual([]);
  });

  it('may switch everything off', async () => {
    await start({ settings: { enable: false } });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual([]);
    expect(await client.hover(COMPOSE, { line: 3, character: 18 })).toBeNull();
    await client.configure(onlyRules(ID));
    expect(await client.found(COMPOSE)).toEqual(FOUND);
  });

  it('may be nonsense, of which the rest stays in force', async () => {
    await start({
      settings: { preset: 7, target: [], rules: { '*': 'off', [ID]: 'error', x: 'loud' }, ignore: [1, 'gone'] },
    });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    for (const settings of [null, [], 'all', { rules: [], ignore: 'x' }]) {
      await client.configure(settings);
      expect(await client.found(COMPOSE)).toContain(FOUND[0]);
    }
  });

  it('may leave files out, by their path in the opened folder', async () => {
    await start({ settings: { ...onlyRules(ID), ignore: ['vendor', '!vendor/ours', '**/*.gen.yaml'] } });
    for (const [path, isChecked] of [
      ['/w/compose.yaml', true],
      ['/w/vendor/compose.yaml', false],
      ['/w/vendor/ours/compose.yaml', true],
      ['/w/a/b/compose.gen.yaml', false],
    ] as const) {
      await client.open(uriOf(path), PRIVILEGED);
      expect([path, (await client.found(uriOf(path))).length > 0]).toEqual([path, isChecked]);
    }
  });

  it('come along with the change for an editor that is not asked', async () => {
    await start({ capabilities: { ...VSCODE, workspace: { ...VSCODE.workspace, configuration: false } } });
    await client.open(COMPOSE, PRIVILEGED);
    await client.configure(onlyRules(ID));
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    await client.configure(undefined);
    expect(await client.found(COMPOSE)).toContain(FOUND[0]);
  });
});

describe('holdfast.yaml', () => {
  it('overrules the editor', async () => {
    await start({ settings: { rules: { '*': 'off' } }, files: { '/w/holdfast.yaml': ONLY } });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
  });

  it('says which registries are trusted, and so does the editor', async () => {
    const service = (image: string) => `services:\n  web:\n    image: ${image}\n`;
    const untrusted = ['2:compose/untrusted-registry'];
    const found = async () => (await client.found(COMPOSE)).filter((one) => untrusted.includes(one));
    await start({ settings: { registries: ['docker.io', 7] } });
    await client.open(COMPOSE, service('quay.io/acme/web:1'));
    expect(await found()).toEqual(untrusted);
    await client.write({ '/w/holdfast.yaml': 'registries: [quay.io/acme]\n' });
    expect(await found()).toEqual([]);
    await client.change(COMPOSE, service('nginx:1.29.1'));
    expect(await found()).toEqual(untrusted);
    await client.configure({});
    await client.write({ '/w/holdfast.yaml': '' });
    expect(await found()).toEqual([]);
  });

  it.each(['holdfast.yaml', '.holdfast.yaml', 'holdfast.yml', '.holdfast.yml'])('may be called %s', async (name) => {
    await start({ files: { [`/w/${name}`]: OFF } });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual([]);
  });

  it('acts as soon as it is typed, and on disk again when it is closed unsaved', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/holdfast.yaml': '' } });
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(CONFIGURATION, '');
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    await client.change(CONFIGURATION, OFF);
    expect(await client.found(COMPOSE)).toEqual([]);
    await client.close(CONFIGURATION);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
  });

  it('makes an editor that pulls ask again for the other texts, and other texts do not', async () => {
    await start({ settings: onlyRules(ID) });
    await client.open(COMPOSE, PRIVILEGED);
    await client.change(COMPOSE, `${PRIVILEGED}\n`);
    await client.open(CONFIGURATION, '');
    await client.until(() => client.refreshes === 1);
    await client.change(CONFIGURATION, OFF);
    await client.until(() => client.refreshes === 2);
    await client.close(CONFIGURATION);
    await client.until(() => client.refreshes === 3);
  });

  it('makes an editor that does not pull see the change', async () => {
    await start({ capabilities: PLAIN, files: { '/w/holdfast.yaml': ONLY } });
    await client.open(COMPOSE, PRIVILEGED);
    expect((await client.nextPublished(COMPOSE)).diagnostics).toHaveLength(1);
    await client.write({ '/w/holdfast.yaml': OFF });
    expect((await client.nextPublished(COMPOSE)).diagnostics).toEqual([]);
  });

  it('acts when it is made, changed and deleted on disk', async () => {
    await start({ settings: onlyRules(ID) });
    await client.open(COMPOSE, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    await client.write({ '/w/holdfast.yaml': OFF });
    await client.until(() => client.refreshes === 1);
    expect(await client.found(COMPOSE)).toEqual([]);
    await client.write({ '/w/holdfast.yaml': `rules: {${ID}: hint}\n` });
    expect((await client.pull(COMPOSE)).map(({ severity }) => severity)).toEqual([4]);
    await client.write({ '/w/holdfast.yaml': undefined });
    expect(await client.found(COMPOSE)).toEqual(FOUND);
  });

  it('of a nearer folder counts instead', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/holdfast.yaml': OFF, '/w/app/holdfast.yaml': ONLY } });
    const deep = uriOf('/w/app/deep/compose.yaml');
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(deep, PRIVILEGED);
    expect(await client.found(COMPOSE)).toEqual([]);
    expect(await client.found(deep)).toEqual(FOUND);
    await client.write({ '/w/app/holdfast.yaml': undefined });
    expect(await client.found(deep)).toEqual([]);
  });

  it('does not act beyond the opened folder', async () => {
    await start({ settings: onlyRules(ID), folders: ['/w/app'], files: { '/w/holdfast.yaml': OFF } });
    const inside = uriOf('/w/app/compose.yaml');
    await client.open(inside, PRIVILEGED);
    expect(await client.found(inside)).toEqual(FOUND);
  });

  it('leaves files out by their path from its own folder', async () => {
    await start({ files: { '/w/app/holdfast.yaml': `${ONLY}ignore: [vendor/]\n` } });
    for (const [path, isChecked] of [
      ['/w/app/compose.yaml', true],
      ['/w/app/vendor/compose.yaml', false],
    ] as const) {
      await client.open(uriOf(path), PRIVILEGED);
      expect([path, (await client.found(uriOf(path))).length > 0]).toEqual([path, isChecked]);
    }
  });

  it('leaves out by the editor what the editor names, from the opened folder', async () => {
    await start({ settings: { ignore: ['app/vendor'] }, files: { '/w/app/holdfast.yaml': ONLY } });
    const ignored = uriOf('/w/app/vendor/compose.yaml');
    await client.open(ignored, PRIVILEGED);
    expect(await client.found(ignored)).toEqual([]);
  });

  it('with mistakes says so, and the rest of it stays in force', async () => {
    await start();
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(CONFIGURATION, `${ONLY}  compose/unpined-image: error\n  holdfast/*: error\ntarget: [x]\n`);
    expect(await client.found(COMPOSE)).toEqual(FOUND);
    expect(await client.found(CONFIGURATION)).toEqual([
      '3:holdfast/invalid-configuration',
      '5:holdfast/invalid-configuration',
    ]);
  });

  it('that cannot be read at all is as good as none', async () => {
    await start({ settings: onlyRules(ID) });
    await client.open(COMPOSE, PRIVILEGED);
    for (const text of ['[', '\0\0', '- a\n', '"', 'rules: [', 'x: &a [*a, *a]', '%%%']) {
      await client.open(CONFIGURATION, text);
      expect(await client.found(COMPOSE)).toEqual(FOUND);
      await client.close(CONFIGURATION);
    }
  });
});

describe('several folders', () => {
  const files = { '/one/holdfast.yaml': OFF, '/two/holdfast.yaml': `rules: {"*": off, ${ID}: hint}\n` };
  const [one, two, three] = ['/one/compose.yaml', '/two/compose.yaml', '/three/compose.yaml'].map(uriOf) as [
    string,
    string,
    string,
  ];

  it('have settings of their own', async () => {
    await start({ settings: onlyRules(ID), folders: ['/one', '/two', '/three'], files });
    for (const uri of [one, two, three]) await client.open(uri, PRIVILEGED);
    const severities = await Promise.all(
      [one, two, three].map(async (uri) => (await client.pull(uri)).map(({ severity }) => severity)),
    );
    expect(severities).toEqual([[], [4], [1]]);
  });

  it('may come and go, and lie in each other', async () => {
    const nested = { '/w/holdfast.yaml': OFF };
    await start({ settings: onlyRules(ID), folders: ['/w'], files: nested });
    const inner = uriOf('/w/inner/compose.yaml');
    await client.open(inner, PRIVILEGED);
    expect(await client.found(inner)).toEqual([]);
    const change = async (event: WorkspaceFoldersChangeEvent) =>
      client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
    await client.until(() => client.registrations.length > 0);
    await change({ added: [folder('/w/inner')], removed: [] });
    await client.until(() => client.refreshes === 1);
    expect(await client.found(inner)).toEqual(FOUND);
    await change({ added: [], removed: [folder('/w/inner')] });
    await client.until(() => client.refreshes === 2);
    expect(await client.found(inner)).toEqual([]);
  });

  it('are one for an editor that knows only one', async () => {
    await start({ capabilities: PLAIN, folders: ['/one'], files });
    const deep = uriOf('/one/deep/compose.yaml');
    await client.open(deep, PRIVILEGED);
    expect((await client.nextPublished(deep)).diagnostics).toEqual([]);
  });
});

describe('a rule is turned off in holdfast.yaml', () => {
  const ask = (uri = COMPOSE, level = 'off') =>
    client.connection.sendRequest<SetRuleLevelResult | null>(SET_RULE_LEVEL, { uri, rule: ID, level });

  /** What the edits make of the file. */
  function applied(text: string, result: SetRuleLevelResult | null): string {
    const edits = (result?.edits ?? []).map(({ range, newText }) => ({
      range: range as { start: Position; end: Position },
      newText,
    }));
    return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
  }

  it.each([
    ['', `rules:\n  ${ID}: "off"\n`],
    ['# words\n', `# words\nrules:\n  ${ID}: "off"\n`],
    ['# words', `# words\nrules:\n  ${ID}: "off"\n`],
    ['# words\r\n', `# words\r\nrules:\r\n  ${ID}: "off"\r\n`],
    ['preset: strict\n', `preset: strict\nrules:\n  ${ID}: "off"\n`],
    ['preset: strict', `preset: strict\nrules:\n  ${ID}: "off"`],
    ['rules:\n', `rules:\n  ${ID}: "off"\n`],
    ['rules:\n    a/b: off # why\n', `rules:\n    a/b: off # why\n    ${ID}: "off"\n`],
    ['rules: {a/b: off}\n', `rules: {a/b: off, ${ID}: "off"}\n`],
    [`rules:\n  ${ID}: error # why\n  a/b: off\n`, `rules:\n  ${ID}: "off" # why\n  a/b: off\n`],
    [`rules:\n  ${ID}: 'error'\n`, `rules:\n  ${ID}: 'off'\n`],
    [`rules:\n  ${ID}:\n`, `rules:\n  ${ID}: "off"\n`],
  ])('%j becomes %j', async (before, after) => {
    await start({ files: { '/w/holdfast.yaml': before } });
    const result = await ask();
    expect(result).toMatchObject({ uri: CONFIGURATION, exists: true });
    expect(applied(before, result)).toBe(after);
  });

  it('and is off then', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/holdfast.yaml': '' } });
    await client.open(COMPOSE, PRIVILEGED);
    await client.open(CONFIGURATION, '');
    await client.change(CONFIGURATION, applied('', await ask()));
    expect(await client.found(COMPOSE)).toEqual([]);
    expect(await client.found(CONFIGURATION)).toEqual([]);
  });

  it.each(['rules: [\n', '"\n', 'a: 1\n---\nb: 2\n', '- a\n', 'words\n', 'rules: [a]\n', 'rules: words\n'])(
    'not where %j would have to be mended first',
    async (text) => {
      await start({ files: { '/w/holdfast.yaml': text } });
      expect(await ask()).toEqual({ uri: CONFIGURATION, exists: true, edits: [] });
    },
  );

  it('in the text that is not saved yet', async () => {
    await start({ files: { '/w/holdfast.yaml': 'preset: all\n' } });
    await client.open(CONFIGURATION, 'target: production\n');
    expect(applied('target: production\n', await ask())).toBe(`target: production\nrules:\n  ${ID}: "off"\n`);
  });

  it('in the nearest file, or in a new one in the opened folder', async () => {
    await start({ files: { '/w/app/.holdfast.yml': '' } });
    expect(await ask(uriOf('/w/app/deep/compose.yaml'))).toMatchObject({
      uri: uriOf('/w/app/.holdfast.yml'),
      exists: true,
    });
    expect(await ask(uriOf('/w/other/compose.yaml'))).toEqual({
      uri: CONFIGURATION,
      exists: false,
      edits: [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          newText: `rules:\n  ${ID}: "off"\n`,
        },
      ],
    });
  });

  it('nowhere for a text that is in no file', async () => {
    await start();
    expect(await ask('untitled:Untitled-1')).toBeNull();
    expect(await ask('vscode-vfs://github/owner/repo/compose.yaml')).toBeNull();
  });
});
