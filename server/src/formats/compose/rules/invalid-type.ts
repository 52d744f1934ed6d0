import { insertKey } from '../../../document/edit';
import { renderFlow } from '../../../document/render';
import type { Token } from '../../../document/text';
import type { ScalarView, YamlView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { isValid } from '../grammars';
import { composeRule } from '../rule';
import { missingKeys, typedValues, type Shape, type TypedValue } from '../types';

interface Data {
  readonly value: TypedValue;
  /** The key that a mapping of the right kind must have and has not. */
  readonly lacks: string | undefined;
  /** A key that is a number or a boolean. */
  readonly key?: ScalarView;
}

export default composeRule({
  id: 'compose/invalid-type',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Value is of another kind than Compose expects',
  why: 'Compose checks the kind of every value first: for a list in place of a mapping, a number in place of a text or a mapping without a key that it needs it refuses the whole file. Nothing is started.',
  knownProblems:
    'A service without any value yet is left alone, and so is everything in a file that cannot be read as YAML to its end. What stands behind `x-` keys is free.',
  references: [
    'https://docs.docker.com/reference/compose-file/',
    'https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json',
  ],
  peers: ['compose-go:schema', 'dclint:invalid-schema', 'compose-lint:parse'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    user: 101\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    user: "101"\n',
  },
  on: {
    file({ root, document }) {
      // Where the text ends in the middle of something, what is there is not yet what it will be.
      if (document.problems.length > 0) return undefined;
      const reports: Report<Data>[] = [];
      for (const value of typedValues(root)) {
        const { view, fits } = value;
        if (!fits && !isBegun(value)) reports.push(finding(tokenOf(value), { value, lacks: undefined }));
        if (!fits || view.kind !== 'map') continue;
        for (const lacks of missingKeys(value)) reports.push(finding(tokenOf(value), { value, lacks }));
        for (const { key } of view.entries)
          if (!key.isString && !key.isNull) reports.push(finding(key, { value, lacks: undefined, key }));
      }
      return reports;
    },
  },
  message: ({ value, lacks, key }: Data) => {
    const { view, shape, entry, isItem } = value;
    if (key) return `A key must be a text, and ${key.text} is none: Compose refuses the file. Put it in quotes.`;
    const place = isItem ? `An item of "${entry.key.text}"` : `"${entry.key.text}"`;
    if (lacks !== undefined)
      return `${place} has no \`${lacks}\`, which it must have: Compose refuses the file. Add it.`;
    return `${place} must be ${wordsOf(shape)}, and this is ${nameOf(view)}: Compose refuses the file.${adviceFor(value)}`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Put the key in quotes',
      edits: ({ key }) => key && [{ document: key.document, range: key.range, newText: `"${key.text}"` }],
    },
    {
      kind: 'review',
      title: ({ value }) => `Write ${textFor(value)}`,
      edits: ({ value, lacks, key }) => {
        const newText = lacks === undefined && !key ? textFor(value) : undefined;
        return newText === undefined
          ? undefined
          : [{ document: value.view.document, range: value.view.range, newText }];
      },
    },
    {
      kind: 'review',
      title: ({ lacks }) => `Add \`${lacks}\``,
      edits: ({ value, lacks }) => {
        if (lacks === 'condition') return insertKey(value.view, lacks, 'service_started');
        const kind = lacks === 'type' && value.path === 'service.volumes.*' ? kindOfMount(value) : undefined;
        return kind === undefined ? undefined : insertKey(value.view, 'type', kind);
      },
    },
    {
      kind: 'review',
      title: 'Make it a list',
      edits: ({ value: { view, shape, entry, isItem } }) => {
        if (
          view.kind !== 'scalar' ||
          view.isNull ||
          !shape.items ||
          isItem ||
          entry.aliased ||
          view.text.includes('\n')
        )
          return undefined;
        if (!shape.items.scalars.includes('s')) return undefined;
        const written = view.style === 'plain' ? renderFlow([view.text]) : `["${view.text}"]`;
        return /["\\]/.test(view.text) ? undefined : [{ document: view.document, range: view.range, newText: written }];
      },
    },
  ],
});

/** The kind of mount that Compose takes a source for in its short form. */
function kindOfMount({ view }: TypedValue): string | undefined {
  const source = view.kind === 'map' ? view.get('source')?.value : undefined;
  if (source?.kind !== 'scalar' || source.isNull) return 'volume';
  return source.text.includes('$') ? undefined : /^[./~\\]|^[A-Za-z]:/.test(source.text) ? 'bind' : 'volume';
}

/** A service or a secret of which only the name is written, an empty item of a list: bases and half-typed text have them. */
function isBegun({ view, path, isItem }: TypedValue): boolean {
  if (view.kind !== 'scalar' || !view.isNull) return false;
  return isItem || ['file.services.*', 'file.secrets.*', 'file.configs.*'].includes(path);
}

/** Whole lists and mappings would mark half the file: their key, or the first key in them, says it as well. */
function tokenOf({ view, entry, isItem }: TypedValue): Token {
  if (view.kind === 'scalar' && !view.isNull) return view;
  if (!isItem) return entry.key;
  return view.kind === 'map' ? (view.entries[0]?.key ?? view) : view;
}

/** A number or a boolean as the text that was meant: in quotes, with the unit of seconds, `no` for false. */
function textFor({ view, shape, path }: TypedValue): string | undefined {
  if (view.kind !== 'scalar' || view.isString || view.isNull || !shape.scalars.includes('s')) return undefined;
  if (isValid(path, view.text)) return `"${view.text}"`;
  if (view.value === false && isValid(path, 'no')) return '"no"';
  return isValid(path, `${view.text}s`) ? `${view.text}s` : undefined;
}

function nameOf(view: YamlView): string {
  if (view.kind === 'map') return 'a mapping';
  if (view.kind === 'sequence') return 'a list';
  if (view.isNull) return 'nothing';
  return typeof view.value === 'number' ? 'a number' : typeof view.value === 'boolean' ? 'a boolean' : 'a text';
}

const SCALARS: Readonly<Record<string, string>> = {
  s: 'a text',
  n: 'a number',
  i: 'a whole number',
  b: 'true or false',
};

function wordsOf({ scalars, items, map }: Shape): string {
  const words = ['s', 'n', 'i', 'b'].flatMap((letter) => (scalars.includes(letter) ? (SCALARS[letter] ?? []) : []));
  if (items) words.push('a list');
  if (map) words.push('a mapping');
  return words.join(words.length > 2 ? ', ' : ' or ').replace(/, ([^,]*)$/, ' or $1');
}

function adviceFor(value: TypedValue): string {
  const { view, shape } = value;
  if (view.kind !== 'scalar') return '';
  if (view.isNull) return ' Give it a value, or delete the key.';
  const text = textFor(value);
  if (text !== undefined) return ` Write ${text}.`;
  return shape.items && !shape.scalars ? ' Make it a list of one item.' : '';
}
