import { describe, expect, it } from 'vitest';
import { SCHEMA } from './support';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly [key: string]: unknown;
}

/** Every key that a person can write, by its path in the schema. Conditions name keys and describe none. */
function* keysBelow(node: Node, path: string): Generator<readonly [path: string, described: Node]> {
  for (const [name, child] of Object.entries({ ...node.properties, ...node.patternProperties }))
    yield [`${path}/${name}`, child];
  for (const [name, child] of Object.entries(node)) {
    if (typeof child !== 'object' || child === null || ['if', 'not', 'enum', 'examples', 'required'].includes(name))
      continue;
    yield* keysBelow(child as Node, `${path}/${name}`);
  }
}

const root = SCHEMA as Node & { readonly definitions: Node };
const keys = [...keysBelow({ ...root.properties?.['smoke'] }, 'smoke'), ...keysBelow(root.definitions, 'definitions')];

describe('the schema of smoke tests', () => {
  it('has something to say about every key', () => {
    expect(keys.length).toBeGreaterThan(150);
    const silent = keys.filter(([, { description }]) => description === undefined);
    // What holds beside a kind is described where the keys of all kinds are.
    const repeated = /\/then\/(?:expect|destructive)$/;
    expect(silent.map(([path]) => path).filter((path) => !repeated.test(path))).toEqual([]);
  });

  it('says it in whole sentences', () => {
    const told = keys.flatMap(([, { description }]) => description ?? []);
    expect(told.filter((text) => !/^[A-Z].*\.$/s.test(text))).toEqual([]);
  });
});
