import type { Entry, ScalarView, YamlView } from '../../document/view';
import { nearest } from '../../engine/nearest';
import { changed, renamed, type ConfigurationProblem } from './problem';
import type { Schema } from './schema';

/** Holds a value against the schema. Everything wrong is told once, at the smallest token that is wrong. */
export function validate(view: YamlView, schema: Schema, path = 'holdfast.yaml'): ConfigurationProblem[] {
  switch (schema.type) {
    case 'object':
      return view.kind === 'map'
        ? view.entries.flatMap((entry) => validateEntry(entry, schema, path))
        : [wrongType(view, path, 'a mapping')];
    case 'array':
      if (view.kind !== 'sequence') return [wrongType(view, path, 'a list')];
      return view.items.flatMap((item) => (schema.items ? validate(item, schema.items, path) : []));
    case undefined:
      // Judged by somebody else.
      return [];
    default:
      return validateScalar(view, schema, path);
  }
}

function validateEntry(entry: Entry, schema: Schema, path: string): ConfigurationProblem[] {
  const name = entry.key.text;
  const pattern = Object.entries(schema.patternProperties ?? {}).find(([expression]) =>
    new RegExp(expression).test(name),
  )?.[1];
  const own = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;
  const known = own ?? pattern ?? (schema.additionalProperties || undefined);
  if (known) return entry.value && !isEmpty(entry.value) ? validate(entry.value, known, name) : [];
  const names = Object.keys(schema.properties ?? {});
  const guess = nearest(name, names);
  const message = `\`${path}\` knows no \`${name}\`.${guess ? ` Did you mean \`${guess}\`?` : names.length <= 10 ? ` It knows ${names.join(', ')}.` : ''}`;
  return [{ token: entry.key, message, ...(guess ? { correction: renamed(entry, guess) } : {}) }];
}

function validateScalar(view: YamlView, schema: Schema, path: string): ConfigurationProblem[] {
  if (view.kind !== 'scalar') return [wrongType(view, path, 'a single value')];
  const text = settingText(view);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text)) {
    const examples = schema.examples?.map((example) => `\`${example}\``).join(', ') ?? '';
    return [{ token: view, message: `\`${path}\` cannot be \`${text}\`: write it like ${examples}.` }];
  }
  const words = schema.enum?.map(String);
  if (!words || words.includes(text)) return [];
  const guess = nearest(text, words, 3);
  return [
    {
      token: view,
      message: `\`${path}\` cannot be \`${text}\`: it is one of ${words.join(', ')}.`,
      ...(guess ? { correction: changed(view, guess) } : {}),
    },
  ];
}

/** `off` and `on` are words here: a YAML 1.1 editor may have written them as booleans. */
export function settingText(view: ScalarView): string {
  return view.value === false ? 'off' : view.text;
}

function isEmpty(view: YamlView): boolean {
  return view.kind === 'scalar' && view.isNull;
}

function wrongType(view: YamlView, path: string, expected: string): ConfigurationProblem {
  return { token: view, message: `\`${path}\` must be ${expected}.` };
}
