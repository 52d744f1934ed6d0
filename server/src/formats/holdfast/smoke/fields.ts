import { replaceValue } from '../../../document/edit';
import { OneLine, renderFlow } from '../../../document/render';
import type { Entry, ScalarView, YamlView } from '../../../document/view';
import { nearest } from '../../../engine/nearest';
import { checkPromql, applyPromqlEdits, hasTemplate, parsePromql } from '../../../promql';
import { changed, renamed, type Correction, type Note } from '../problem';
import type { Field } from './kind';
import { testDurationOf } from './patterns';

/** The value of a field as the probe has it; undefined, and noted, where it is none. */
export function readField(entry: Entry, field: Field, note: Note): unknown {
  const name = entry.key.text;
  switch (field.type) {
    case 'words':
      return readWords(entry, note);
    case 'texts':
      return readTexts(entry, note);
    case 'integer':
      return readInteger(entry, field.least ?? 0, field.most ?? Number.MAX_SAFE_INTEGER, note);
    case 'switch':
      return readSwitch(entry, note);
    case 'duration':
      return readDuration(entry, note);
    case 'since':
      return scalarOf(entry)?.text === 'start' ? 'start' : readDuration(entry, note, ['start', '5m']);
    default: {
      const scalar = readScalar(entry, note);
      if (!scalar) return undefined;
      if (field.choices) return choiceOf(scalar, name, field.choices, note);
      return CHECKS[field.type]?.(scalar, name, note) === false ? undefined : scalar.text;
    }
  }
}

/** False where the text is no such thing. */
const CHECKS: Partial<Record<Field['type'], (scalar: ScalarView, name: string, note: Note) => boolean>> = {
  url(scalar, name, note) {
    const { text } = scalar;
    if (text.includes('${') || (/^https?:\/\//i.test(text) && URL.canParse(text))) return true;
    const guess = /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? `http://${text}` : undefined;
    const message = `\`${name}\` is a whole address, such as \`http://127.0.0.1:9090/-/ready\`.`;
    note(scalar, message, guess === undefined ? undefined : changed(scalar, guess));
    return false;
  },
  address(scalar, name, note) {
    const { text } = scalar;
    const port = /^(?:\[[\da-f:.]+\]|[^\s:/[\]]+):(\d{1,5})$/i.exec(text)?.[1];
    if (text.includes('${') || (port !== undefined && Number(port) >= 1 && Number(port) <= 65_535)) return true;
    note(scalar, `\`${name}\` is a host and a port, such as \`127.0.0.1:4222\`.`);
    return false;
  },
  path(scalar, name, note) {
    if (/^[/$]/.test(scalar.text)) return true;
    note(scalar, `\`${name}\` begins with a slash.`, changed(scalar, `/${scalar.text}`));
    return false;
  },
  query(scalar, _name, note) {
    const { text } = scalar;
    if (hasTemplate(text) || text.includes('${')) return true;
    const tree = parsePromql(text);
    const [problem] = checkPromql(tree);
    if (problem) {
      const fixed = problem.edits && applyPromqlEdits(text, problem.edits);
      note(
        scalar.partToken(problem.start, problem.end),
        problem.message,
        fixed === undefined ? undefined : changed(scalar, fixed),
      );
      return false;
    }
    if (tree.root.type !== 'matrix' && tree.root.type !== 'string') return true;
    note(scalar, 'This query gives no single values: put a function such as `rate(…)` around the range.');
    return false;
  },
};

export function scalarOf({ value }: Entry): ScalarView | undefined {
  return value?.kind === 'scalar' ? value : undefined;
}

/** A value that is written and is no mapping or list. */
export function readScalar({ key, value }: Entry, note: Note): ScalarView | undefined {
  // An alias that points nowhere is the syntax's business.
  if (!value) return undefined;
  if (value.kind !== 'scalar') return note(value, `\`${key.text}\` must be a single value.`);
  // A line break in quotes is something to send.
  if (value.isNull || value.text === '') return note(key, `\`${key.text}\` has no value.`);
  return value;
}

export function choiceOf(scalar: ScalarView, name: string, choices: readonly string[], note: Note): string | undefined {
  const { text } = scalar;
  if (choices.includes(text)) return text;
  const guess = choices.find((one) => one.toLowerCase() === text.toLowerCase()) ?? nearest(text, choices, 3);
  const message = `\`${name}\` cannot be \`${text}\`: it is one of ${choices.join(', ')}.`;
  return note(scalar, message, guess === undefined ? undefined : changed(scalar, guess));
}

export function readInteger(entry: Entry, least: number, most: number, note: Note): number | undefined {
  const scalar = readScalar(entry, note);
  if (!scalar) return undefined;
  const { value, text } = scalar;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  const isQuoted = scalar.isString && /^\d{1,9}$/.test(text);
  return note(
    scalar,
    `\`${entry.key.text}\` is a whole number ${range}${isQuoted ? ', without quotes' : ''}.`,
    isQuoted && Number(text) >= least && Number(text) <= most ? asNumber(scalar, text) : undefined,
  );
}

/** Without the quotes that it has. */
export function asNumber(scalar: ScalarView, text: string): Correction {
  const { document, range } = scalar;
  return { title: `Change to \`${text}\``, edits: () => [{ document, range, newText: renderFlow(Number(text)) }] };
}

export function readSwitch(entry: Entry, note: Note): boolean | undefined {
  const scalar = readScalar(entry, note);
  return scalar && switchOf(scalar, entry.key.text, note);
}

export function switchOf(scalar: ScalarView, name: string, note: Note): boolean | undefined {
  const { value, text, style } = scalar;
  if (typeof value === 'boolean') return value;
  const meant = /^(?:true|yes|on)$/i.test(text) ? true : /^(?:false|no|off)$/i.test(text) ? false : undefined;
  const correction = meant === undefined || style !== 'plain' ? undefined : changed(scalar, meant);
  return note(scalar, `\`${name}\` is true or false, without quotes.`, correction);
}

/** A day is longer than anybody waits for a test, and far below what timers can hold. */
const LONGEST_MS = 24 * 3_600_000;

export function readDuration(
  entry: Entry,
  note: Note,
  examples: readonly string[] = ['10s', '5m', '500ms'],
): number | undefined {
  const scalar = readScalar(entry, note);
  if (!scalar) return undefined;
  const milliseconds = testDurationOf(scalar.text);
  const name = entry.key.text;
  if (milliseconds === undefined) {
    const correction = /^[1-9]\d*$/.test(scalar.text) ? changed(scalar, `${scalar.text}s`) : undefined;
    const like = examples.map((example) => `\`${example}\``).join(', ');
    return note(scalar, `\`${name}\` cannot be \`${scalar.text}\`: write it like ${like}.`, correction);
  }
  if (milliseconds > LONGEST_MS) return note(scalar, `\`${name}\` is at most a day.`);
  return milliseconds;
}

/** A command. */
function readWords(entry: Entry, note: Note): readonly string[] | undefined {
  const { key, value } = entry;
  const name = key.text;
  if (!value) return undefined;
  if (value.kind === 'scalar' && !value.isNull) {
    const words = plainWords(value.text);
    return note(
      value,
      `\`${name}\` is a list with an item for each word, such as \`[psql, -c, "select 1"]\`: there is no shell that would split it.`,
      words && {
        title: `Change to \`[${words.join(', ')}]\``,
        edits: () => replaceValue(entry, new OneLine(words)),
      },
    );
  }
  if (value.kind === 'map') return note(key, `\`${name}\` is a list with an item for each word.`);
  const items = value.kind === 'sequence' ? value.items : [];
  const [first, ...rest] = items;
  if (!first) return note(key, `\`${name}\` names no program: write it like \`[pg_isready, -h, 127.0.0.1]\`.`);
  if (first.kind === 'scalar' && first.isString && first.text.trim() === '')
    return note(first, `\`${name}\` names no program: the first word is empty.`);
  const words = wordsOf(items, note);
  if (rest.length === 0 && first.kind === 'scalar' && /\S\s+\S/.test(first.text)) {
    return note(
      first,
      `This is taken for the name of one program, spaces and all: write each word as an item of its own.`,
    );
  }
  return words;
}

function wordsOf(items: readonly YamlView[], note: Note): readonly string[] | undefined {
  const wrong = items.find((item) => item.kind !== 'scalar' || item.isNull);
  if (wrong?.kind === 'scalar') return note(wrong, 'Nothing stands here: write the word, or `""` for an empty one.');
  if (wrong) return note(wrong, 'This is read as a mapping or a list, not as a word: put it in quotes.');
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

/** Undefined where a shell would do more than splitting. */
function plainWords(text: string): readonly string[] | undefined {
  return /^[\w\s./:=@%+,-]+$/.test(text) ? text.trim().split(/\s+/) : undefined;
}

function readTexts({ key, value }: Entry, note: Note): Readonly<Record<string, string>> | undefined {
  if (!value) return undefined;
  if (value.kind !== 'map') return note(value, `\`${key.text}\` must be a mapping of names to values.`);
  const texts: [string, string][] = [];
  for (const entry of value.entries) {
    const one = entry.value;
    if (one?.kind === 'scalar' && !one.isNull) texts.push([entry.key.text, one.text]);
    else if (one?.kind === 'scalar')
      note(entry.key, `\`${entry.key.text}\` has no value: write \`""\` for an empty one.`);
    else if (one) note(one, `\`${entry.key.text}\` must be a single value.`);
  }
  return Object.fromEntries(texts);
}

/** @param known what could be there, for a guess and, where it is short, to be listed */
export function noteUnknown(entry: Entry, place: string, known: readonly string[], note: Note): undefined {
  const name = entry.key.text;
  const guess = nearest(name, known);
  const hint =
    guess !== undefined ? ` Did you mean \`${guess}\`?` : known.length <= 12 ? ` It knows ${known.join(', ')}.` : '';
  return note(
    entry.key,
    `\`${place}\` knows no \`${name}\`.${hint}`,
    guess === undefined ? undefined : renamed(entry, guess),
  );
}

/** @param services names that there are; undefined where they are not known */
export function noteUnknownService(scalar: ScalarView, services: ReadonlySet<string> | undefined, note: Note): void {
  if (!services || services.has(scalar.text)) return;
  const guess = nearest(scalar.text, services, 3);
  const names = [...services];
  const hint =
    guess !== undefined ? ` Did you mean \`${guess}\`?` : names.length <= 12 ? ` There are ${names.join(', ')}.` : '';
  note(
    scalar,
    `No compose file here declares a service \`${scalar.text}\`.${hint}`,
    guess === undefined ? undefined : changed(scalar, guess),
  );
}
