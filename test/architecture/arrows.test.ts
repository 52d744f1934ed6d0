import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What each room may import besides itself; the longest matching prefix of a file's path is its room. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'server/src/document': [],
  'server/src/engine': ['server/src/document'],
  'server/src/images': ['server/src/engine/remember'],
  'server/src/promql': ['server/src/engine/nearest'],
  'server/src/secrets': [],
  'server/src/shell': ['server/src/engine/remember', 'server/src/document'],
  'server/src/backups': ['server/src/shell'],
  'server/src/smoke': [],
  'server/src/formats/shared': ['server/src/engine', 'server/src/document'],
  // Each format is a room of its own: none imports another.
  'server/src/formats/*': [
    'server/src/formats/shared',
    'server/src/engine',
    'server/src/document',
    'server/src/images',
    'server/src/promql',
    'server/src/secrets',
    'server/src/shell',
    'server/src/backups',
    'server/src/smoke',
  ],
  'server/src/formats': ['server/src/engine'],
  'server/src/stack': ['server/src/formats', 'server/src/engine', 'server/src/document'],
  'server/src/features': [
    'server/src/stack',
    'server/src/images',
    'server/src/formats',
    'server/src/engine',
    'server/src/document',
    'server/src/protocol',
    'package.json',
  ],
  'server/src/protocol': ['server/src/engine/objectives', 'server/src/backups', 'server/src/smoke'],
  'server/src': ['server/src/features', 'server/src/stack', 'server/src/engine', 'server/src/protocol', 'package.json'],
  'client/src/live': ['server/src/protocol', 'server/src/smoke'],
  'client/src': ['client/src/live', 'server/src/protocol'],
  'cli/src': ['server/src', 'client/src/live', 'package.json'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

describe('the arrows between the rooms', () => {
  const imports = ['server/src', 'client/src', 'cli/src'].flatMap(importsBelow);

  it('point downwards only', () => {
    expect(imports.filter(isForbidden).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('leave the protocol to the server itself', () => {
    const users = imports.filter(({ to }) => /^vscode-(languageserver|jsonrpc)(\/|$)/.test(to)).map(({ from }) => from);
    expect([...new Set(users)].sort()).toEqual([
      'server/src/abilities.ts',
      'server/src/main.ts',
      'server/src/serve.ts',
    ]);
  });

  it('keep the editor out of what watches engines', () => {
    expect(imports.filter(({ from, to }) => from.startsWith('client/src/live/') && to === 'vscode')).toEqual([]);
  });

  it('keep the file system out of formats, engine and document', () => {
    const pure = /^server\/src\/(document|engine|formats|images|promql|secrets)\//;
    expect(imports.filter(({ from, to }) => pure.test(from) && to.startsWith('node:'))).toEqual([]);
  });
});

function isForbidden({ from, to }: Import): boolean {
  if (!to.includes('/src/') && to !== 'package.json') return false;
  const room = roomOf(from);
  if (to !== 'package.json' && roomOf(to).path === room.path) return false;
  // The list of formats is the one place that knows them all.
  if (room.name === 'server/src/formats' && to.startsWith('server/src/formats/')) return false;
  return !isAllowed(room.name, to);
}

function isAllowed(room: string, to: string): boolean {
  return (ALLOWED[room] ?? []).some(
    (prefix) => to === prefix || to.startsWith(`${prefix}/`) || to.startsWith(`${prefix}.`),
  );
}

function roomOf(file: string): { name: string; path: string } {
  const format = /^server\/src\/formats\/([\w-]+)\//.exec(file)?.[1];
  if (format === 'shared') return { name: 'server/src/formats/shared', path: 'server/src/formats/shared' };
  if (format) return { name: 'server/src/formats/*', path: `server/src/formats/${format}` };
  const name = Object.keys(ALLOWED)
    .filter((prefix) => file === prefix || file.startsWith(`${prefix}/`) || file.startsWith(`${prefix}.`))
    .sort((a, b) => b.length - a.length)[0];
  if (!name) throw new Error(`${file} is in no room: add it to the test and to ARCHITECTURE.md`);
  return { name, path: name };
}

function importsBelow(folder: string): Import[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true }) as string[];
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = join(ROOT, folder, name);
      const from = relative(ROOT, file).split(sep).join('/');
      const targets = [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'/gm)].map(
        ([, to = '']) => to,
      );
      return targets.map((to) => ({
        from,
        to: to.startsWith('.')
          ? relative(ROOT, resolve(dirname(file), to))
              .split(sep)
              .join('/')
          : to,
      }));
    });
}
