/** The share of slots that were filled, held against what is promised. */
import type { BackupJob } from '../../../../server/src/protocol';
import { WINDOW_MS } from './figures';
import { whyNotFollowed } from './schedule';
import type { BackupConcern, BackupFigures, Slot } from './status';

/** Below this share a backup is one that mostly happens to work. */
const UNHEALTHY_SHARE = 0.95;
/** Shares such as 0.99 are not exact. */
const ROUNDING = 1e-9;

/** With one decimal, rounded down: 29 of 30 are no 97 %, and 299 of 300 are no 99.7 %. */
export function shareText(share: number): string {
  return `${Math.floor(share * 1000 + ROUNDING) / 10} %`;
}

export function slotsConcern(job: BackupJob, { slots, slotsObserved, slotsSucceeded }: BackupFigures): BackupConcern[] {
  if (reaches(slotsSucceeded, slotsObserved, job.sla)) return [];
  const state = reaches(slotsSucceeded, slotsObserved, Math.min(UNHEALTHY_SHARE, job.sla)) ? 'degraded' : 'unhealthy';
  const share = shareText(slotsSucceeded / slotsObserved);
  const message = `${slotsSucceeded} of ${slotsObserved} backups came in time (${share}), and ${shareText(job.sla)} are promised for 30 days, which ${allowance(job, slots)}. A miss counts until it is 30 days old: see that none is added.`;
  return [{ state, brief: `${slotsSucceeded} of ${slotsObserved} came in time`, message }];
}

/** Always says how much was watched: a share of what nobody saw is none. */
export function coverageNotes(job: BackupJob, { slots, slotsObserved, slotsSucceeded }: BackupFigures): string[] {
  if (!job.schedule || whyNotFollowed(job.schedule))
    return [
      'No schedule is known that could be held against what happened: only the age of the last backup is judged.',
    ];
  const closed = slots.filter(({ outcome }) => outcome !== 'open').length;
  const share = slotsObserved === 0 ? '' : ` (${shareText(slotsSucceeded / slotsObserved)})`;
  const seen =
    slotsObserved === 0
      ? 'No slot was watched yet'
      : `${slotsSucceeded}/${slotsObserved} backups came in time${share}; ${slotsObserved} of the ${closed} slots of the last 30 days were watched`;
  return [`${seen}. ${shareText(job.sla)} ${allowance(job, slots)}.`];
}

function reaches(succeeded: number, observed: number, share: number): boolean {
  return succeeded + ROUNDING >= share * observed;
}

/** What the promise allows over a whole window, whatever was seen of it. */
function allowance({ schedule, sla }: BackupJob, slots: readonly Slot[]): string {
  const expected = schedule?.kind === 'every' ? Math.round(WINDOW_MS / schedule.intervalMs) : slots.length;
  const misses = Math.floor(expected * (1 - sla) + ROUNDING);
  // Nights of changing clocks make it one more or one less.
  const isDaily = Math.abs(expected - 30) <= 1;
  const pace = isDaily ? 'one backup a day' : `${expected} backups in 30 days`;
  return `allows ${misses === 0 ? 'no miss' : misses === 1 ? 'one miss' : `${misses} misses`} at ${pace}`;
}
