import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { activate } from '../../client/src/extension';
import { FORMATS } from '../../server/src/formats';
import { COMMANDS } from '../../server/src/protocol';
import type { ExtensionContext } from 'vscode';
import manifest from '../../package.json';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const { registered, editor } = vi.hoisted(() => {
  const registered: string[] = [];
  /** Stands for every object, function and class of the editor: does nothing, and notes which commands are registered. */
  const anything: object = new Proxy(function () {}, {
    apply: () => anything,
    construct: () => anything,
    set: () => true,
    get(_, key) {
      if (key === 'then') return undefined;
      if (key === Symbol.toPrimitive) return () => '';
      if (key === 'isTrusted' || key === 'visible') return false;
      return key === 'registerCommand' ? (id: string) => (registered.push(id), anything) : anything;
    },
  });
  const editor = new Proxy({}, { has: () => true, get: (_, key) => (key === 'then' ? undefined : anything) });
  return { registered, editor };
});
vi.mock('vscode', () => editor);
vi.mock('vscode-languageclient/node', () => editor);

/** Registered for lenses and fixes, which hand over what they are about: useless to type. */
const INTERNAL = [...Object.values(COMMANDS), 'holdfast.services.show', 'holdfast.smoke.showResult'];

describe('the manifest', () => {
  it('names only files that exist', () => {
    const { grammars, snippets, yamlValidation, walkthroughs } = manifest.contributes;
    const pages = walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    const paths = [
      manifest.icon,
      ...grammars.map(({ path }) => path),
      ...snippets.map(({ path }) => path),
      ...yamlValidation.map(({ url }) => url),
      ...pages,
    ];
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('declares every command that is registered, or that is for the editor only', () => {
    activate(editor as ExtensionContext);
    const declared = manifest.contributes.commands.map(({ command }) => command);
    expect(registered.filter((id) => id.startsWith('holdfast.')).sort()).toEqual([...declared, ...INTERNAL].sort());
  });

  it('names every command of a menu, with an icon where only that is seen', () => {
    const { commands, menus } = manifest.contributes;
    const entries = Object.values(menus).flat() as { command: string; group?: string }[];
    const declared = new Map<string, { category?: string; icon?: string }>(
      commands.map((one) => [one.command, one] as const),
    );
    expect(entries.filter(({ command }) => !declared.has(command))).toEqual([]);
    expect(commands.filter(({ category, title }) => category !== 'Holdfast' || title === '')).toEqual([]);
    const shownAsIcon = entries.filter(({ group = '' }) => /^(?:inline|navigation)/.test(group));
    expect(shownAsIcon.filter(({ command }) => declared.get(command)?.icon === undefined)).toEqual([]);
  });

  it('keeps what reads or runs something out of the palette of a folder that is not trusted', () => {
    const { commands, menus } = manifest.contributes;
    const hidden = menus.commandPalette.filter(({ when }) => when === 'false' || when.includes('isWorkspaceTrusted'));
    const ids = commands.map(({ command }) => command).filter((id) => /^holdfast\.(?:backups|smoke)\./.test(id));
    expect(ids.length).toBeGreaterThan(10);
    expect(ids.filter((id) => !hidden.some(({ command }) => command === id))).toEqual([]);
  });

  it('has the version of the changelog', () => {
    expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
  });

  it('pins the editor types to the oldest editor', () => {
    expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode);
  });
});

describe('the package', () => {
  const files = execFileSync('npx', ['vsce', 'ls', '--no-dependencies'], { cwd: ROOT, encoding: 'utf8' })
    .trim()
    .split('\n');

  it('holds what is needed and nothing else', () => {
    const allowed =
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/(extension|server|cli)\.js|docs\/(rules|walkthrough)\/.+\.(md|svg|png)|media\/[\w-]+\.(png|svg)|schemas\/holdfast\.schema\.json|(snippets|syntaxes)\/[\w.-]+\.json)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    for (const needed of ['dist/server.js', 'dist/extension.js', 'dist/cli.js', 'schemas/holdfast.schema.json'])
      expect(files).toContain(needed);
  });

  it('holds the page of every rule', () => {
    const rules = FORMATS.flatMap((format) => format.rules.map(({ id }) => `docs/rules/${id}.md`));
    expect(rules.filter((page) => !files.includes(page))).toEqual([]);
  });
});
