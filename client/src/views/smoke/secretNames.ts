/** Which secrets smoke tests ask for, by name. */
import type { Leaf } from './tree';

const REFERENCE = /\$\{secret:([^}]+)\}/g;

/** Sorted, each once. */
export function secretNamesIn(leaves: readonly Leaf[]): string[] {
  const written = leaves.flatMap(({ test }) => [...JSON.stringify(test).matchAll(REFERENCE)]);
  return [...new Set(written.flatMap(([, name]) => name ?? []))].sort();
}
