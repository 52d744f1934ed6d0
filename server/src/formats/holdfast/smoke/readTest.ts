import { insertKey } from '../../../document/edit';
import type { Entry, MapView, ScalarView } from '../../../document/view';
import { nearest } from '../../../engine/nearest';
import { SMOKE_KINDS, type SmokeKind, type SmokeProbe, type SmokeTest } from '../../../smoke/definition';
import { noteInto, renamed, type ConfigurationProblem, type Note } from '../problem';
import { readExitCodes } from './exitCodes';
import { nothingExpected, readExpectations } from './expectations';
import { noteUnknownService, readScalar, readSwitch, scalarOf } from './fields';
import type { Kind } from './kind';
import { isSmokeKind, KINDS } from './kinds';
import { readParts } from './parts';
import { ID_PATTERN, WORD_PATTERN } from './patterns';
import { commonSchema } from './schema';
import { noteSecrets } from './secrets';
import { readTiming, timeoutOf, type Timing } from './timing';

/** A test on its way: problems are still added. */
export interface Draft extends Pick<SmokeTest, 'id' | 'title' | 'tags' | 'destructive'> {
  readonly key: ScalarView;
  readonly made: SmokeTest | undefined;
  /** The name of the service it is about. */
  readonly service: ScalarView | undefined;
  readonly needs: readonly ScalarView[];
  readonly problems: ConfigurationProblem[];
  readonly note: Note;
}

const COMMON = [...Object.keys(commonSchema()), 'expect'];

/** Reads one test, as far as it goes. */
export function readTest(entry: Entry, defaults: Timing, services: ReadonlySet<string> | undefined): Draft {
  const { key, value } = entry;
  const problems: ConfigurationProblem[] = [];
  const note = noteInto(problems);
  const id = key.text;
  const draft = { id, key, problems, note };
  if (!new RegExp(ID_PATTERN).test(id)) {
    note(key, 'The name of a test begins with a letter or digit and goes on with letters, digits, `.`, `_` and `-`.');
  }
  if (value?.kind !== 'map') {
    const isEmpty = !value || (value.kind === 'scalar' && value.isNull);
    note(isEmpty ? key : value, `\`${id}\` needs one of ${SMOKE_KINDS.join(', ')}: what is looked at.`);
    return { ...draft, title: id, tags: [], destructive: false, made: undefined, service: undefined, needs: [] };
  }
  const title = textOf(value, 'title', note) ?? id;
  const tags = wordsOf(value, 'tags', note).flatMap((word) => {
    if (new RegExp(WORD_PATTERN).test(word.text)) return word.text;
    return note(word, 'A tag is one word of letters, digits, `.`, `_` and `-`.') ?? [];
  });
  const needs = wordsOf(value, 'needs', note);
  const destructiveEntry = value.get('destructive');
  const destructive = (destructiveEntry && readSwitch(destructiveEntry, note)) ?? false;
  const timing = readTiming(value, defaults, note);
  const kindEntry = readKind(entry, value, note);
  const common = { ...draft, title, tags, destructive, needs };
  if (!kindEntry) return { ...common, made: undefined, service: undefined };

  const name = kindEntry.key.text as SmokeKind;
  const kind: Kind = KINDS[name];
  // The table of kinds names exactly the parts of each probe; what is missing or wrong has been noted, and the test is not used then.
  const probe = readParts(kindEntry, kind, note, COMMON) as SmokeProbe | undefined;
  noteSecrets(kindEntry, kind, note);
  const expectEntry = value.get('expect');
  const expect = expectEntry ? readExpectations(expectEntry, name, kind, note) : [];
  if (!expectEntry && kind.needsExpectation) note(kindEntry.key, nothingExpected(kind));
  const exitCodes = readExitCodes(value.get('exitCodes'), name, kind, note);
  if (name === 'persistence' && !destructiveEntry) {
    note(
      kindEntry.key,
      'This restarts the service, so it must not run by accident: write `destructive: true` beside it.',
      { title: 'Add `destructive: true`', edits: () => insertKey(value, 'destructive', true) },
    );
  } else if (name === 'persistence' && destructiveEntry && !destructive && destructiveEntry.value?.kind === 'scalar') {
    note(destructiveEntry.value, 'This restarts the service: it is destructive, whatever is said here.');
  }
  const service = serviceOf(kindEntry, services, note);
  const made: SmokeTest | undefined = probe && {
    ...{ id, title, probe, expect, tags, destructive, needs: needs.map(({ text }) => text) },
    ...(exitCodes ? { exitCodes } : {}),
    ...timing,
    timeoutMs: timeoutOf(timing, name),
  };
  return { ...common, made, service };
}

/** The one kind of a test. */
function readKind(test: Entry, view: MapView, note: Note): Entry | undefined {
  const id = test.key.text;
  const [kind, ...others] = view.entries.filter((entry) => isSmokeKind(entry.key.text));
  const names: readonly string[] = [...COMMON, ...SMOKE_KINDS];
  const unknown = view.entries.filter((entry) => !names.includes(entry.key.text));
  let isMisspelt = false;
  for (const entry of unknown) {
    const guess = nearest(entry.key.text, names);
    isMisspelt ||= guess !== undefined && isSmokeKind(guess);
    const hint = guess === undefined ? '' : ` Did you mean \`${guess}\`?`;
    note(
      entry.key,
      `A test knows no \`${entry.key.text}\`.${hint}`,
      guess === undefined ? undefined : renamed(entry, guess),
    );
  }
  if (!kind && !isMisspelt) {
    note(test.key, `\`${id}\` needs one of ${SMOKE_KINDS.join(', ')}: what is looked at.`);
  }
  for (const other of others) {
    note(
      other.key,
      `\`${id}\` has ${kind?.key.text} already, and a test has one kind only: make this a test of its own.`,
    );
  }
  return others.length === 0 ? kind : undefined;
}

function serviceOf(kind: Entry, services: ReadonlySet<string> | undefined, note: Note): ScalarView | undefined {
  const entry = kind.value?.kind === 'map' ? kind.value.get('service') : undefined;
  const scalar = entry && scalarOf(entry);
  if (!entry || !scalar || scalar.isNull) return undefined;
  noteUnknownService(scalar, services, note);
  return scalar;
}

function textOf(view: MapView, name: string, note: Note): string | undefined {
  const entry = view.get(name);
  return entry && readScalar(entry, note)?.text;
}

function wordsOf(view: MapView, name: string, note: Note): ScalarView[] {
  const entry = view.get(name);
  const { value } = entry ?? {};
  if (!entry || !value) return [];
  if (value.kind === 'scalar' && value.isNull) return note(entry.key, `\`${name}\` has no value.`) ?? [];
  if (value.kind !== 'sequence') {
    const shown = value.kind === 'scalar' ? `[${value.text}]` : '[…]';
    return note(value, `\`${name}\` must be a list: write \`${shown}\`.`) ?? [];
  }
  return value.items.flatMap((item) => {
    if (item.kind === 'scalar' && !item.isNull) return item;
    return note(item, `\`${name}\` lists single words.`) ?? [];
  });
}
