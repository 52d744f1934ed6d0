import { getFunction } from '@prometheus-io/codemirror-promql/dist/esm/types/function';
import { nearest } from '../engine/nearest';
import type { Signature, ValueType } from './types';

/** Aggregation operators and how many arguments each takes. Case does not matter to PromQL here, unlike in function names. */
export const AGGREGATIONS: ReadonlyMap<string, number> = new Map([
  ['avg', 1],
  ['bottomk', 2],
  ['count', 1],
  ['count_values', 2],
  ['group', 1],
  ['limit_ratio', 2],
  ['limitk', 2],
  ['max', 1],
  ['min', 1],
  ['quantile', 2],
  ['stddev', 1],
  ['stdvar', 1],
  ['sum', 1],
  ['topk', 2],
]);

/** Words that may stand before an opening bracket without being a function. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'and',
  'anchored',
  'atan2',
  'bool',
  'by',
  'fill',
  'fill_left',
  'fill_right',
  'group_left',
  'group_right',
  'ignoring',
  'inf',
  'max_of',
  'min_of',
  'nan',
  'offset',
  'on',
  'or',
  'smoothed',
  'unless',
  'without',
]);

const LABEL_LISTS: ReadonlySet<string> = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/** Node ids of a lezer grammar are 16 bit, those of PromQL end below 200; the table offers no other way to list its names. */
const HIGHEST_NODE_ID = 255;

const FUNCTIONS: ReadonlyMap<string, Signature> = readFunctions();

function readFunctions(): Map<string, Signature> {
  const functions = new Map<string, Signature>();
  for (let id = 0; id <= HIGHEST_NODE_ID; id++) {
    // The declared type leaves out that most ids are no function.
    const known = getFunction(id) as ReturnType<typeof getFunction> | undefined;
    if (!known) continue;
    functions.set(known.name, {
      arguments: known.argTypes.map(valueType),
      variadic: known.variadic,
      returns: valueType(known.returnType),
    });
  }
  // Gone since 3.0, so the grammar has forgotten it; whether a server still has it is a matter of its version, not of spelling.
  // https://prometheus.io/docs/prometheus/latest/migration/#promql
  const smoothing = functions.get('double_exponential_smoothing');
  if (smoothing) functions.set('holt_winters', smoothing);
  return functions;
}

function valueType(type: string): ValueType {
  return type === 'vector' || type === 'scalar' || type === 'matrix' || type === 'string' ? type : 'unknown';
}

export function signatureOf(name: string): Signature | undefined {
  return FUNCTIONS.get(name);
}

/** Whether the grammar itself knows `name(` as a call or as a keyword before a bracket. */
export function opensKnownCall(name: string): boolean {
  if (name === 'holt_winters') return false;
  if (FUNCTIONS.has(name)) return true;
  const word = name.toLowerCase();
  return AGGREGATIONS.has(word) || KEYWORDS.has(word);
}

export function isKeyword(name: string): boolean {
  return KEYWORDS.has(name.toLowerCase());
}

/** Whether the bracket behind this token encloses label names. */
export function listsLabels(before: { readonly text: string } | undefined): boolean {
  return before !== undefined && LABEL_LISTS.has(before.text.toLowerCase());
}

export function nearestFunction(name: string): string | undefined {
  const word = name.toLowerCase();
  const names = [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()];
  // An unfinished name is a likelier mistake than a wrong letter: `rat` is rate, not rad.
  return nearest(word, [...names.filter((known) => known.startsWith(word)), ...names]);
}

/** What to do about a function that does not exist. */
export function functionAdvice(name: string): string {
  const close = nearestFunction(name);
  return close === undefined ? 'Look its name up in the PromQL documentation.' : `Did you mean ${close}()?`;
}
