import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const COMPOSE = join(import.meta.dirname, '../../server/src/formats/compose');

describe('what is remembered of a service', () => {
  it('has a name of its own: one question must not get the answer to another', () => {
    const names = readdirSync(COMPOSE, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [...readFileSync(join(COMPOSE, path), 'utf8').matchAll(/\.once\(\s*['`]([^'`]+)/g)])
      .map((match) => match[1]);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
