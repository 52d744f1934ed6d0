import type { Entry, MapView } from '../../../document/view';
import { LONG_TIMEOUTS_MS, SMOKE_DEFAULTS, type SmokeKind, type SmokeTest } from '../../../smoke/definition';
import type { Note } from '../problem';
import { noteUnknown, readDuration, readInteger } from './fields';
import { DEFAULTS_KEY, MOST_RETRIES } from './schema';

/** The timeout is undefined where nothing is written: it then depends on the kind. */
export type Timing = Pick<SmokeTest, 'retries' | 'intervalMs'> & { readonly timeoutMs: number | undefined };

/** What `defaults` says, over what holds without it. */
export function readDefaults(entry: Entry | undefined, note: Note): Timing {
  const { value } = entry ?? {};
  const base: Timing = { ...SMOKE_DEFAULTS, timeoutMs: undefined };
  if (!entry || !value || (value.kind === 'scalar' && value.isNull)) return base;
  if (value.kind !== 'map') return note(value, '`defaults` must be a mapping.') ?? base;
  const known = ['timeout', 'retries', 'interval'];
  for (const one of value.entries) if (!known.includes(one.key.text)) noteUnknown(one, DEFAULTS_KEY, known, note);
  return readTiming(value, base, note);
}

export function readTiming(view: MapView, base: Timing, note: Note): Timing {
  const [timeout, retries, interval] = [view.get('timeout'), view.get('retries'), view.get('interval')];
  return {
    timeoutMs: (timeout && readDuration(timeout, note)) ?? base.timeoutMs,
    retries: (retries && readInteger(retries, 0, MOST_RETRIES, note)) ?? base.retries,
    intervalMs: (interval && readDuration(interval, note)) ?? base.intervalMs,
  };
}

export function timeoutOf({ timeoutMs }: Timing, kind: SmokeKind): number {
  return timeoutMs ?? LONG_TIMEOUTS_MS[kind] ?? SMOKE_DEFAULTS.timeoutMs;
}
