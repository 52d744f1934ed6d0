import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceState } from '../../client/src/live/source';
import { messageOf, welcomeOf } from '../../client/src/views/services/welcome';

function lost(kind: string): SourceState {
  return { kind: 'lost', since: 0, reason: { kind, message: 'It is gone.' } };
}

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  contributes: { viewsWelcome: { view: string; when: string; contents: string }[]; commands: { command: string }[] };
};
const { viewsWelcome, commands } = manifest.contributes;

describe('the empty Services view', () => {
  it('says why it is empty', () => {
    expect(welcomeOf(false, undefined)).toBe('off');
    expect(welcomeOf(true, { kind: 'connected', since: 0 })).toBe('nothing');
    expect(welcomeOf(true, lost('no-engine'))).toBe('noEngine');
    expect(welcomeOf(true, lost('refused'))).toBe('noEngine');
    expect(welcomeOf(true, lost('no-permission'))).toBe('noPermission');
    expect(welcomeOf(true, lost('tls'))).toBe('problem');
  });

  it('says nothing while the engine is asked for the first time', () => {
    expect(welcomeOf(true, { kind: 'connecting', since: 0 })).toBe('');
    expect(welcomeOf(true, undefined)).toBe('');
  });

  it('has a text for each reason, and for a folder that is not trusted', () => {
    for (const reason of ['off', 'noEngine', 'noPermission', 'problem', 'nothing']) {
      expect(
        viewsWelcome.filter(({ view, when }) => view === 'holdfast.services' && when.includes(`'${reason}'`)),
      ).not.toEqual([]);
    }
    const untrusted = viewsWelcome.filter(({ when }) => when === '!isWorkspaceTrusted').map(({ view }) => view);
    expect(untrusted.sort()).toEqual(['holdfast.backups', 'holdfast.services']);
  });

  it('leads to commands that exist', () => {
    const own = viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/command:(holdfast\.[\w.]+)/g)]);
    const known = new Set(commands.map(({ command }) => command));
    expect(own.map(([, command]) => command).filter((command) => !known.has(command ?? ''))).toEqual([]);
  });
});

describe('the line above services', () => {
  it('is there when the engine is lost', () => {
    expect(messageOf(lost('interrupted'))).toBe('It is gone. It is tried again by itself.');
    expect(messageOf({ kind: 'connected', since: 0 })).toBeUndefined();
  });
});
