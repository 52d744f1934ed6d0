import {
  BACKUP_DEFAULTS,
  BACKUP_EXITS,
  BACKUP_SOURCE_KINDS,
  type BackupExit,
  type BackupSchedule,
  type BackupSource,
  type BackupSourceKind,
} from '../../../backups/definition';
import { rpoFor } from '../../../backups/job';
import { cronProblem, isTimeZone, longestInterval } from '../../../backups/schedule';
import type { Entry, MapView, ScalarView } from '../../../document/view';
import { durationOf, shareOf } from '../../../engine/objectives';
import { nearest } from '../../../engine/nearest';
import { replaceValue } from '../../../document/edit';
import { OneLine } from '../../../document/render';
import { changed, noteInto, renamed, type ConfigurationProblem, type Note } from '../problem';
import { readCodes } from '../smoke/exitCodes';
import { choiceOf, noteUnknown, noteUnknownService, readScalar, scalarOf } from '../smoke/fields';
import { readParts } from '../smoke/parts';
import { bytesOf, ID_PATTERN } from '../smoke/patterns';
import type { WrittenBackup } from './read';
import { jobProperties } from './schema';
import { SOURCES } from './sources';

const KNOWN = Object.keys(jobProperties());
const KINDS = BACKUP_SOURCE_KINDS.join(', ');

/** Reads one job, as far as it goes. */
export function readJob(entry: Entry, services: ReadonlySet<string> | undefined): WrittenBackup {
  const { key } = entry;
  const problems: ConfigurationProblem[] = [];
  const note = noteInto(problems);
  const id = key.text;
  if (!new RegExp(ID_PATTERN).test(id))
    note(key, 'The name of a job begins with a letter or digit and goes on with letters, digits, `.`, `_` and `-`.');
  const map = mapOf(entry, note);
  for (const one of map?.entries ?? []) if (!KNOWN.includes(one.key.text)) noteUnknown(one, id, KNOWN, note);
  const at = (name: string): Entry | undefined => map?.get(name);
  const length = (name: string): number | undefined => readLength(at(name), note);

  const protects = map ? readProtected(key, at('protects'), note) : [];
  const schedule = readSchedule(at('schedule'), at('every'), at('tz'), note);
  const graceMs = length('grace') ?? BACKUP_DEFAULTS.graceMs;
  const source = map && readSource(key, at('source'), note);
  const rpoMs = length('rpo') ?? rpoFor(schedule, graceMs);
  const rpo = at('rpo');
  if (rpo && schedule && rpoMs < longestInterval(schedule)) problems.push(tooShort(rpo, longestInterval(schedule)));
  const names = [...protects, ...(source?.service ? [source.service] : [])];
  // Workloads of Kubernetes are in no compose file.
  if (source?.made?.kind !== 'kubernetes') for (const name of names) noteUnknownService(name, services, note);
  return {
    key,
    services: names,
    problems,
    job: {
      id,
      protects: [...new Set(protects.map(({ text }) => text))],
      schedule,
      rpoMs,
      graceMs,
      rtoMs: length('rto'),
      minimumBytes: readSize(at('minSize'), note) ?? BACKUP_DEFAULTS.minimumBytes,
      restoreTestEveryMs: length('restoreTestEvery'),
      sla: readShare(at('sla'), note) ?? BACKUP_DEFAULTS.sla,
      sources: source?.made ? [source.made] : [],
      exitCodes: readExits(at('exitCodes'), note),
    },
  };
}

function mapOf({ key, value }: Entry, note: Note): MapView | undefined {
  if (value?.kind === 'map') return value;
  const isEmpty = !value || (value.kind === 'scalar' && value.isNull);
  return note(
    isEmpty ? key : value,
    `\`${key.text}\` needs \`protects\` and \`source\`: what it saves, and where one sees that it ran.`,
  );
}

function readProtected(job: ScalarView, entry: Entry | undefined, note: Note): ScalarView[] {
  const { value } = entry ?? {};
  if (!entry) return note(job, `\`${job.text}\` needs \`protects\`: the services whose data it saves.`) ?? [];
  if (value?.kind === 'scalar' && !value.isNull) {
    const correction = {
      title: `Change to \`[${value.text}]\``,
      edits: () => replaceValue(entry, new OneLine([value.text])),
    };
    return note(value, `\`protects\` must be a list: write \`[${value.text}]\`.`, correction) ?? [];
  }
  if (value?.kind !== 'sequence' || value.items.length === 0)
    return (
      note(value?.kind === 'map' ? value : entry.key, '`protects` lists the services whose data the job saves.') ?? []
    );
  return value.items.flatMap((item) => {
    if (item.kind === 'scalar' && !item.isNull) return item;
    return note(item, '`protects` lists names of services.') ?? [];
  });
}

function readSchedule(
  cron: Entry | undefined,
  every: Entry | undefined,
  zone: Entry | undefined,
  note: Note,
): BackupSchedule | undefined {
  const timeZone = readZone(zone, note);
  const intervalMs = readLength(every, note);
  const scalar = cron && readScalar(cron, note);
  if (cron && every)
    return note(
      every.key,
      '`schedule` and `every` both say when the job runs: keep the one that its scheduler goes by.',
    );
  if (intervalMs !== undefined) return { kind: 'every', intervalMs };
  if (!scalar) return undefined;
  const problem = cronProblem(scalar.text);
  if (problem !== undefined) return note(scalar, `\`${scalar.text}\` is no cron expression. ${problem}`);
  return { kind: 'cron', expression: scalar.text.trim(), timeZone };
}

function readZone(entry: Entry | undefined, note: Note): string {
  const scalar = entry && readScalar(entry, note);
  if (!scalar) return 'UTC';
  if (isTimeZone(scalar.text)) return scalar.text;
  const guess = nearest(scalar.text, ['UTC', ...Intl.supportedValuesOf('timeZone')], 3);
  const hint = guess === undefined ? 'Write it like `Europe/Paris`.' : `Did you mean \`${guess}\`?`;
  note(
    scalar,
    `There is no time zone \`${scalar.text}\`. ${hint}`,
    guess === undefined ? undefined : changed(scalar, guess),
  );
  return 'UTC';
}

/** Longer than any promise about backups, and far below what a number of milliseconds can hold. */
const LONGEST_MS = 3650 * 86_400_000;

function readLength(entry: Entry | undefined, note: Note): number | undefined {
  const scalar = entry && readScalar(entry, note);
  if (!entry || !scalar) return undefined;
  const { text } = scalar;
  const name = entry.key.text;
  const milliseconds = durationOf(text);
  if (milliseconds === undefined) {
    const correction = /^[1-9]\d*$/.test(text) ? changed(scalar, `${text}h`) : undefined;
    return note(scalar, `\`${name}\` cannot be \`${text}\`: write it like \`30m\`, \`26h\`, \`7d\`.`, correction);
  }
  return milliseconds > LONGEST_MS ? note(scalar, `\`${name}\` is at most ten years.`) : milliseconds;
}

function readSize(entry: Entry | undefined, note: Note): number | undefined {
  const scalar = entry && readScalar(entry, note);
  if (!scalar) return undefined;
  const { text } = scalar;
  const bytes = bytesOf(text);
  if (bytes !== undefined) return bytes;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgt]?)i?b?$/i.exec(text) ?? [];
  const guess = number === undefined ? undefined : `${number}${unit === '' ? '' : `${unit.toUpperCase()}i`}B`;
  return note(
    scalar,
    `\`minSize\` cannot be \`${text}\`: write it like \`1024B\`, \`100KiB\`, \`50MB\`.`,
    guess === undefined ? undefined : changed(scalar, guess),
  );
}

function readShare(entry: Entry | undefined, note: Note): number | undefined {
  const scalar = entry && readScalar(entry, note);
  if (!scalar) return undefined;
  const share = shareOf(scalar.text);
  if (share !== undefined) return share;
  const correction = /^\d+(?:\.\d+)?$/.test(scalar.text) ? changed(scalar, `${scalar.text}%`) : undefined;
  return note(scalar, `\`sla\` cannot be \`${scalar.text}\`: write it like \`99%\`.`, correction);
}

function readExits(entry: Entry | undefined, note: Note): Readonly<Record<string, BackupExit>> {
  const { value } = entry ?? {};
  if (!entry || !value) return {};
  if (value.kind !== 'map' || value.entries.length === 0)
    return (
      note(
        value.kind === 'map' ? entry.key : value,
        "`exitCodes` is written like `{ '2': disk full, default: failure }`.",
      ) ?? {}
    );
  return readCodes(
    value,
    (one) => {
      const scalar = readScalar(one, note);
      const text = scalar && choiceOf(scalar, one.key.text, BACKUP_EXITS, note);
      return BACKUP_EXITS.find((exit) => exit === text);
    },
    note,
  );
}

/** The one source of a job, and the service in which it is looked at. */
function readSource(
  job: ScalarView,
  entry: Entry | undefined,
  note: Note,
): { readonly made: BackupSource | undefined; readonly service: ScalarView | undefined } | undefined {
  const { value } = entry ?? {};
  if (!entry || value?.kind !== 'map')
    return note(
      value?.kind === 'sequence' || (value?.kind === 'scalar' && !value.isNull) ? value : (entry?.key ?? job),
      `\`${job.text}\` needs a \`source\`, where one can see whether it ran: one of ${KINDS}.`,
    );
  const [first, ...others] = value.entries.filter(({ key }) => isKind(key.text));
  let isMisspelt = false;
  for (const one of value.entries) {
    if (isKind(one.key.text)) continue;
    const guess = nearest(one.key.text, BACKUP_SOURCE_KINDS);
    isMisspelt ||= guess !== undefined;
    const hint = guess === undefined ? ` It knows ${KINDS}.` : ` Did you mean \`${guess}\`?`;
    note(
      one.key,
      `\`source\` knows no \`${one.key.text}\`.${hint}`,
      guess === undefined ? undefined : renamed(one, guess),
    );
  }
  if (!first) return isMisspelt ? undefined : note(entry.key, `\`source\` needs one of ${KINDS}.`);
  for (const other of others)
    note(
      other.key,
      `\`source\` has ${first.key.text} already, and a job has one source only: keep the one that tells more.`,
    );
  const made = readParts(first, SOURCES[first.key.text as BackupSourceKind], note) as BackupSource | undefined;
  const service = first.value?.kind === 'map' ? first.value.get('service') : undefined;
  const scalar = service && scalarOf(service);
  // What is missing or wrong in a source has been noted: it cannot be looked at then.
  const isWhole = made !== undefined && others.length === 0 && isComplete(made);
  return { made: isWhole ? made : undefined, service: scalar && !scalar.isNull ? scalar : undefined };
}

function isComplete(source: BackupSource): boolean {
  const parts: Readonly<Record<string, unknown>> = { ...source };
  return Object.entries(SOURCES[source.kind].fields).every(
    ([name, { isRequired }]) => !isRequired || parts[name] !== undefined,
  );
}

function isKind(text: string): boolean {
  return (BACKUP_SOURCE_KINDS as readonly string[]).includes(text);
}

/** The job is in force all the same. */
function tooShort({ key, value }: Entry, intervalMs: number): ConfigurationProblem {
  const hours = Math.round(intervalMs / 360_000) / 10;
  return {
    token: value ?? key,
    isWarning: true,
    message: `Between two runs lie up to ${hours} hours, so every backup would be late before the next one is made. Raise \`rpo\`, or run the job more often.`,
  };
}
