/**
 * Backups of a real PostgreSQL 15 by the script that Holdfast writes, in good and in bad days: each time what the script ends with, what
 * a person reads, and what `holdfast backups` ends with. Time passes by clocks that are set, never by waiting.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { DEBIAN_DEADLINE_MS, whyNoDebianImages } from '../../rig/debianImages';
import { whyNoDocker } from '../../rig/docker';
import { appearances } from './acceptance/appearances';
import { failures } from './acceptance/failures';
import { promises } from './acceptance/promises';
import { BackupRig } from './acceptance/rig';
import { stage, type Stage } from './acceptance/support';
import { unreadable } from './acceptance/unreadable';

const reason = (await whyNoDocker()) ?? (await whyNoDebianImages());
if (reason) console.warn(`Tests of backups of a real database are SKIPPED: ${reason}`);

/** A dump takes about 860 KiB: there is room for one, for three, and for many. */
const DISKS = { small: 1536 << 10, crowded: 3584 << 10, roomy: 3072 << 10 };

describe.skipIf(reason)('backups of a real database', () => {
  let set: Stage;
  const current = (): Stage => set;

  beforeAll(async () => {
    set = await stage(await BackupRig.start(DISKS));
  }, DEBIAN_DEADLINE_MS);

  afterAll(() => set?.rig.dispose(), 60_000);

  describe('whose runs fail', () => failures(current));
  describe('that look well and are not', () => appearances(current));
  describe('held against promises', () => promises(current));
  // Ends the engine.
  describe('that cannot be seen', () => unreadable(current));
});
