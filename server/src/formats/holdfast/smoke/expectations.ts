import { replaceValue } from '../../../document/edit';
import type { Entry, ScalarView } from '../../../document/view';
import type { Expectation, Matcher, Scalar } from '../../../smoke/definition';
import { compileJsonPath, jsonPathIn } from '../../../smoke/jsonPath';
import type { Note } from '../problem';
import { asNumber, choiceOf, noteUnknown, readInteger, readScalar, readSwitch, switchOf } from './fields';
import type { Kind, Subject } from './kind';
import { FAMILIES, subjectOf } from './kinds';
import { bytesOf, testDurationOf } from './patterns';
import { LENGTH_MATCHERS, matchersOf, type MatcherName } from './schema';

/** What `expect` says; what is wrong in it is noted and left out. */
export function readExpectations({ key, value }: Entry, kindName: string, kind: Kind, note: Note): Expectation[] {
  if (!value) return [];
  if (value.kind !== 'map') {
    note(
      value.kind === 'scalar' && value.isNull ? key : value,
      `\`expect\` must be a mapping, such as \`{ ${kind.sample} }\`.`,
    );
    return [];
  }
  if (value.entries.length === 0) note(key, nothingExpected(kind));
  return value.entries.flatMap((entry) => {
    const subject = subjectOf(kind, entry.key.text);
    if (!subject) {
      noteUnknownSubject(entry, kindName, kind, note);
      return [];
    }
    noteJsonPath(entry, note);
    const matcher = readMatcher(entry, subject, note);
    return matcher ? [{ subject: entry.key.text, matcher }] : [];
  });
}

function noteJsonPath({ key }: Entry, note: Note): void {
  const path = jsonPathIn(key.text);
  if (path === undefined) return;
  try {
    compileJsonPath(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    note(
      key,
      `\`${key.text}\` is no JSONPath: ${reason}. A name with other signs than letters, digits and \`_\` is written \`json['db/main']\`.`,
    );
  }
}

export function nothingExpected({ sample }: Kind): string {
  return `Nothing is expected, so this would pass whatever happens: say what has to hold, such as \`expect: { ${sample} }\`.`;
}

function noteUnknownSubject(entry: Entry, kindName: string, kind: Kind, note: Note): void {
  const families = (kind.families ?? []).map((family) => (family === 'json' ? 'json.<path>' : 'header.<name>'));
  const name = entry.key.text;
  if (families.length > 0 && Object.keys(FAMILIES).includes(name)) {
    note(entry.key, `\`${name}\` needs to know which: write ${families.map((one) => `\`${one}\``).join(' or ')}.`);
  } else noteUnknown(entry, `expect of ${kindName}`, [...Object.keys(kind.subjects), ...families], note);
}

/** A plain value stands for `equals`. */
function readMatcher(entry: Entry, subject: Subject, note: Note): Matcher | undefined {
  const { key, value } = entry;
  const name = key.text;
  if (!value) return undefined;
  if (value.kind === 'scalar') {
    if (isUnwritten(value, subject)) return note(key, `\`${name}\` has no value: say what it has to be.`);
    const equals = readValue(value, name, subject, note);
    return equals === undefined ? undefined : { equals };
  }
  if (value.kind === 'sequence') {
    return note(value, `A list can mean several things: write \`${name}: { in: … }\` for one of these.`, {
      title: 'Change to `in`',
      edits: () => replaceValue(entry, { in: value.items.map((item) => (item.kind === 'scalar' ? item.value : null)) }),
    });
  }
  if (value.entries.length === 0) {
    return note(
      key,
      `\`${name}\` is held against nothing, so it would pass whatever it is: write \`${name}: …\` with a value.`,
    );
  }
  const known = matchersOf(subject);
  const parts = value.entries.map((one): Matcher | undefined => {
    const matcher = known.find((candidate) => candidate === one.key.text);
    return matcher ? readPart(one, matcher, name, subject, note) : noteUnknown(one, name, known, note);
  });
  return parts.includes(undefined) ? undefined : (Object.assign({}, ...parts) as Matcher);
}

function readPart(entry: Entry, matcher: MatcherName, name: string, subject: Subject, note: Note): Matcher | undefined {
  switch (matcher) {
    case 'in':
      return readList(entry, name, subject, note);
    case 'length':
      return readLength(entry, note);
    case 'present': {
      const present = readSwitch(entry, note);
      return present === undefined ? undefined : { present };
    }
    case 'matches':
      return readExpression(entry, matcher, 'mu', note);
    case 'lacks':
      return readExpression(entry, matcher, 'imu', note);
    case 'contains': {
      const scalar = readScalar(entry, note);
      return scalar && { contains: scalar.text };
    }
    default: {
      if (entry.value && entry.value.kind !== 'scalar')
        return note(entry.value, `\`${matcher}\` must be a single value.`);
      if (!entry.value) return undefined;
      if (isUnwritten(entry.value, subject)) return note(entry.key, `\`${matcher}\` has no value.`);
      const isComparing = matcher !== 'equals' && matcher !== 'not';
      const isAny = subject.type === 'any';
      const value = readValue(
        entry.value,
        matcher,
        isComparing && isAny ? { ...subject, type: 'number' } : subject,
        note,
      );
      return value === undefined ? undefined : { [matcher]: value };
    }
  }
}

function readList(entry: Entry, name: string, subject: Subject, note: Note): Matcher | undefined {
  const { key, value } = entry;
  if (!value) return undefined;
  if (value.kind !== 'sequence') return note(value, '`in` must be a list of values.');
  if (value.items.length === 0) return note(key, '`in` lists nothing, so it can never hold.');
  const values = value.items.map((item): Scalar | undefined =>
    item.kind === 'scalar' && !isUnwritten(item, subject)
      ? readValue(item, name, subject, note)
      : note(item, '`in` lists single values.'),
  );
  return values.includes(undefined) ? undefined : { in: values.filter((one) => one !== undefined) };
}

function readLength(entry: Entry, note: Note): Matcher | undefined {
  const { key, value } = entry;
  if (value?.kind === 'scalar') {
    const equals = readInteger(entry, 0, Number.MAX_SAFE_INTEGER, note);
    return equals === undefined ? undefined : { length: { equals } };
  }
  if (value?.kind !== 'map' || value.entries.length === 0) {
    return note(key, '`length` is a number, or a comparison such as `{ gt: 0 }`.');
  }
  const parts = value.entries.map((one) => {
    if (!LENGTH_MATCHERS.some((known) => known === one.key.text))
      return noteUnknown(one, 'length', LENGTH_MATCHERS, note);
    const number = readInteger(one, 0, Number.MAX_SAFE_INTEGER, note);
    return number === undefined ? undefined : { [one.key.text]: number };
  });
  return parts.includes(undefined)
    ? undefined
    : { length: Object.assign({}, ...parts) as NonNullable<Matcher['length']> };
}

function readExpression(
  entry: Entry,
  matcher: 'matches' | 'lacks',
  flags: 'mu' | 'imu',
  note: Note,
): Matcher | undefined {
  const scalar = readScalar(entry, note);
  if (!scalar) return undefined;
  try {
    new RegExp(scalar.text, flags);
    return { [matcher]: scalar.text };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/i?mu?: /s, '') : String(error);
    const hint = /\(\?[a-z]+[):]/.test(scalar.text)
      ? ' Flags such as `(?i)` are not known: write both letters, `[Oo]k`.'
      : '';
    return note(scalar, `\`${matcher}\` is no regular expression: ${why}.${hint}`);
  }
}

/** Only JSON knows `null`, and also there it has to be written. */
function isUnwritten(scalar: ScalarView, { type }: Subject): boolean {
  return scalar.isNull && (type !== 'any' || scalar.text === '');
}

/** A value of the type that the subject has; undefined, and noted, where it is of another one. */
function readValue(scalar: ScalarView, name: string, subject: Subject, note: Note): Scalar | undefined {
  const { value, text } = scalar;
  switch (subject.type) {
    case 'any':
      return value;
    case 'text':
      return text;
    case 'choice':
      return choiceOf(scalar, name, subject.choices ?? [], note);
    case 'switch':
      return switchOf(scalar, name, note);
    case 'duration':
    case 'bytes': {
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      const [read, examples] =
        subject.type === 'bytes' ? [bytesOf(text), '`100 MiB`'] : [testDurationOf(text), '`500ms`, `2s`'];
      const unit = subject.type === 'bytes' ? 'bytes' : 'milliseconds';
      return read ?? note(scalar, `\`${name}\` is a number of ${unit}, or is written like ${examples}.`);
    }
    case 'number': {
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      const isQuoted = scalar.isString && /^-?\d+(?:\.\d+)?$/.test(text);
      const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
      const meant = isQuoted ? text : percent;
      return note(
        scalar,
        isQuoted ? `\`${name}\` is a number: write it without quotes.` : `\`${name}\` is a number, not \`${text}\`.`,
        meant === undefined ? undefined : asNumber(scalar, meant),
      );
    }
  }
}
