import type { Entry } from '../../../document/view';
import type { Note } from '../problem';
import { noteUnknown, readField } from './fields';
import type { Kind } from './kind';

/** The parts of something that is of one kind, by their properties, with `kind` among them: its name. Undefined where it is no mapping. */
export function readParts(
  entry: Entry,
  kind: Pick<Kind, 'fields' | 'either'>,
  note: Note,
  beside: readonly string[] = [],
): unknown {
  const { key, value } = entry;
  const name = key.text;
  const required = Object.entries(kind.fields).flatMap(([field, { isRequired }]) => (isRequired ? [field] : []));
  const isMap = value?.kind === 'map';
  if (value && !isMap && !(value.kind === 'scalar' && value.isNull)) {
    const sample = kind.either?.[0] ?? required[0] ?? 'service';
    return note(value, `\`${name}\` must be a mapping, such as \`{ ${sample}: … }\`.`);
  }
  const entries = isMap ? value.entries : [];
  const given = new Set(entries.map((one) => one.key.text));
  const parts: [string, unknown][] = [];
  for (const one of entries) {
    const field = Object.hasOwn(kind.fields, one.key.text) ? kind.fields[one.key.text] : undefined;
    if (!field) {
      if (beside.includes(one.key.text)) note(one.key, `\`${one.key.text}\` stands beside \`${name}\`, not in it.`);
      else noteUnknown(one, name, Object.keys(kind.fields), note);
      continue;
    }
    if (field.goesWith !== undefined && !given.has(field.goesWith) && kind.either?.some((other) => given.has(other)))
      note(one.key, `\`${one.key.text}\` goes with \`${field.goesWith}\` only.`);
    parts.push([field.property ?? one.key.text, readField(one, field, note)]);
  }
  const missing = required.filter((field) => !given.has(field));
  if (missing.length > 0) note(key, `\`${name}\` needs ${missing.map((field) => `\`${field}\``).join(' and ')}.`);
  noteEither(entry, entries, kind.either, note);
  for (const [field, { byDefault, property = field }] of Object.entries(kind.fields))
    if (byDefault !== undefined && !given.has(field)) parts.push([property, byDefault]);
  return Object.fromEntries([['kind', name], ...parts.filter(([, part]) => part !== undefined)]);
}

function noteEither({ key }: Entry, entries: readonly Entry[], either: Kind['either'], note: Note): void {
  if (!either) return;
  const [first, second, ...more] = entries.filter((one) => either.includes(one.key.text));
  const names = either.map((name) => `\`${name}\``).join(' or ');
  if (!first) note(key, `\`${key.text}\` needs ${names}: whom it asks.`);
  else if (second && more.length === 0) note(second.key, `\`${key.text}\` takes ${names}, not both.`);
}
