import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const PROMQL = join('server', 'src', 'promql');

function importsOf(folder: string): { file: string; imported: string }[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(ROOT, folder, name), 'utf8');
      return [...text.matchAll(/from '([^']+)'/g)].map(([, imported = '']) => ({ file: join(folder, name), imported }));
    });
}

test('only the PromQL folder knows which parser reads PromQL', () => {
  const parserImports = ['server', 'client', 'cli']
    .flatMap((folder) => importsOf(join(folder, 'src')))
    .filter(({ imported }) => /lezer|codemirror/.test(imported));
  expect(parserImports.length).toBeGreaterThan(0);
  expect(parserImports.filter(({ file }) => !file.startsWith(PROMQL))).toEqual([]);
});

test('the PromQL folder knows neither YAML nor the editor, and nothing that would bring CodeMirror into the bundle', () => {
  const imported = new Set(importsOf(PROMQL).map((found) => found.imported));
  const outside = [...imported].filter((name) => !name.startsWith('./'));
  expect(outside.sort()).toEqual([
    '../engine/nearest',
    '@lezer/common',
    '@prometheus-io/codemirror-promql/dist/esm/types/function',
    '@prometheus-io/lezer-promql',
  ]);
});
