/** What a scenario begins with, and what holds for all of them. */
import { expect } from 'vitest';
import { appears } from './files';
import { Place, type Ended } from './place';
import { DAY, HOUR, MINUTE, type BackupRig, type Seen, type Sources } from './rig';

export interface Stage {
  readonly rig: BackupRig;
  /** Good backups of the three days before today. */
  readonly before: Place;
}

export const SCENARIO_MS = 120_000;
export const PART = /^\.pg-daily~\d+\.part$/;

/** Once the backup of today is overdue, and only those of three days before are there. */
export const MISSED_TODAY =
  'unhealthy: 3 of 4 backups came in time (75 %), and 99 % are promised for 30 days, which allows no miss at one backup a day. A miss counts until it is 30 days old: see that none is added.';

/** When the backup of today is overdue. */
export function overdue({ slot }: BackupRig): number {
  return slot + 2 * HOUR;
}

export async function stage(rig: BackupRig): Promise<Stage> {
  const before = await Place.make(rig, 'before');
  await before.fill(3, 1);
  return { rig, before };
}

/** What a job says: its state, every concern, and what `holdfast backups` ends with. */
export function inShort(seen: Seen | undefined): Pick<Seen, 'state' | 'said' | 'exit'> {
  if (!seen) throw new Error('There is no such job.');
  const { state, said, exit } = seen;
  return { state, said, exit };
}

/** @returns one source of a place, by the name of its job */
export function only({ sources }: Place, id: string): Sources {
  return { [id]: sources[id] ?? '' };
}

export interface Looks {
  readonly at?: number;
  readonly sources?: Sources;
}

/**
 * As the command line sees it, having seen that neither that nor an editor that has watched before calls any of it healthy.
 */
export async function bad(
  place: Place,
  { at = Date.now(), sources = place.sources }: Looks = {},
): Promise<Record<string, Seen>> {
  const seen = await place.look(sources, at);
  const inEditor = await place.look(sources, at, place.history);
  for (const [id, one] of [...Object.entries(seen), ...Object.entries(inEditor)]) {
    expect(one.state, id).not.toBe('healthy');
    expect(one.exit, id).toBe(one.state === 'unknown' ? 3 : 1);
  }
  return seen;
}

/** Begins a run and waits until half of the dump is written. */
export async function halfWay(rig: BackupRig, place: Place) {
  const open = await rig.closeGate();
  const ended: Promise<Ended> = place.run();
  const isTooEarly = await Promise.race([appears(place.folder, PART, 1), ended]);
  if (isTooEarly) throw new Error(`The run ended with ${isTooEarly.exitCode}: ${isTooEarly.stderr}`);
  return { ended, open };
}

export { DAY, HOUR, MINUTE };
