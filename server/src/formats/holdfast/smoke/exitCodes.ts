import type { Entry, MapView } from '../../../document/view';
import type { ExitMeaning, SmokeKind } from '../../../smoke/definition';
import { renamed, type Note } from '../problem';
import { choiceOf, noteUnknown, readScalar } from './fields';
import type { Kind } from './kind';
import { EXIT_CODE_PATTERN } from './patterns';
import { VERDICTS } from './schema';

/** What exit codes mean in a test; undefined where nothing is said. */
export function readExitCodes(
  entry: Entry | undefined,
  name: SmokeKind,
  kind: Kind,
  note: Note,
): Readonly<Record<string, ExitMeaning>> | undefined {
  const { value } = entry ?? {};
  if (!entry || !value) return undefined;
  if (!kind.hasExitCodes) return note(entry.key, `\`exitCodes\` goes with exec and command: ${name} runs no program.`);
  if (value.kind !== 'map')
    return note(value, "`exitCodes` must be a mapping, such as `{ '0': pass, default: fail }`.");
  if (value.entries.length === 0)
    return note(entry.key, "`exitCodes` is empty: write it like `{ '0': pass, default: fail }`.");
  return readCodes(value, (one) => readMeaning(one, note), note);
}

/** A mapping from exit codes, as texts, and `default`. */
export function readCodes<Meaning>(
  value: MapView,
  meaningOf: (entry: Entry) => Meaning | undefined,
  note: Note,
): Readonly<Record<string, Meaning>> {
  return Object.fromEntries(
    value.entries.flatMap((one): [string, Meaning][] => {
      const { key } = one;
      if (!new RegExp(EXIT_CODE_PATTERN).test(key.text)) {
        note(key, '`exitCodes` knows the codes from 0 to 255 and `default`.');
        return [];
      }
      if (/^\d/.test(key.text) && !key.isString) {
        note(key, `YAML reads this as a number, and names have to be texts: write \`'${key.text}'\`.`, {
          ...renamed(one, key.text),
          title: `Change to \`"${key.text}"\``,
        });
      }
      const meaning = meaningOf(one);
      return meaning === undefined ? [] : [[key.text, meaning]];
    }),
  );
}

function readMeaning({ key, value }: Entry, note: Note): ExitMeaning | undefined {
  if (value?.kind === 'scalar' && !value.isNull) {
    const outcome = choiceOf(value, key.text, VERDICTS, note);
    return outcome === undefined ? undefined : { outcome: outcome as ExitMeaning['outcome'] };
  }
  const outcomeEntry = value?.kind === 'map' ? value.get('outcome') : undefined;
  if (value?.kind !== 'map' || !outcomeEntry) return note(key, `Say what it means: one of ${VERDICTS.join(', ')}.`);
  const known = ['outcome', 'message'];
  for (const one of value.entries) if (!known.includes(one.key.text)) noteUnknown(one, key.text, known, note);
  const scalar = readScalar(outcomeEntry, note);
  const outcome = scalar && choiceOf(scalar, 'outcome', VERDICTS, note);
  const messageEntry = value.get('message');
  const message = messageEntry && readScalar(messageEntry, note)?.text;
  if (outcome === undefined) return undefined;
  return { outcome: outcome as ExitMeaning['outcome'], ...(message === undefined ? {} : { message }) };
}
