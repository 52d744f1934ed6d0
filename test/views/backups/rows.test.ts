import { describe, expect, it } from 'vitest';
import type { BackupFigures, BackupStatus, Slot } from '../../../client/src/live/backups/status';
import { joinStacks } from '../../../client/src/live/services';
import { protectionOf } from '../../../client/src/views/backups/protection';
import { backupRows, failingCount } from '../../../client/src/views/backups/rows';
import { slotsText, timeline } from '../../../client/src/views/backups/slots';
import { stacksOf, type BackupStack } from '../../../client/src/views/backups/stacks';
import { combined, stackRows, unhealthyCount, type More } from '../../../client/src/views/services/rows';
import type { DeclaredBackup } from '../../../server/src/protocol';
import { declaredService, observation, stack as declaredStack } from '../../live/services/fixtures';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 30, 12);

const source = {
  uri: 'file:///shop/holdfast.yaml',
  range: { start: { line: 4, character: 2 }, end: { line: 4, character: 10 } },
};

const job: DeclaredBackup = {
  id: 'database-daily',
  protects: ['database'],
  schedule: { kind: 'cron', expression: '0 2 * * *', timeZone: 'UTC' },
  rpoMs: 26 * 3_600_000,
  graceMs: 3_600_000,
  rtoMs: 4 * 3_600_000,
  minimumBytes: 1024,
  restoreTestEveryMs: undefined,
  sla: 0.99,
  sources: [{ kind: 'files', glob: './backups/*.sql.gz' }],
  exitCodes: {},
  stack: 'shop',
  origin: 'configuration',
  service: undefined,
  source,
  problem: undefined,
};

const figures: BackupFigures = {
  ageMs: 10 * 3_600_000,
  lastSuccessAt: NOW - 10 * 3_600_000,
  lastRunAt: NOW - 10 * 3_600_000,
  bytes: 12 * 1024 * 1024,
  sizeRatio: 1.02,
  failuresInARow: 0,
  slots: [],
  slotsObserved: 0,
  slotsSucceeded: 0,
  coverage: undefined,
  isRunning: false,
  freeBytes: undefined,
  lastRestoreTestAt: undefined,
  restoreDurationMs: undefined,
};

const healthy: BackupStatus = {
  notes: [],
  state: 'healthy',
  concerns: [],
  figures,
  source: 'files ./backups/*.sql.gz',
  readAt: NOW,
};

const late: BackupStatus = {
  ...healthy,
  state: 'unhealthy',
  concerns: [
    {
      ...{ state: 'unhealthy', brief: '3 d old, at most 26 h' },
      message: 'The last good backup ended 3 d ago, and the oldest it may be is 26 h.',
    },
    { state: 'degraded', brief: 'runs overlap', message: 'A run began while another was still going on.' },
  ],
};

function stackOf(...statuses: BackupStatus[]): BackupStack {
  const backups = statuses.map((status, index) => ({
    job: { ...job, id: `job-${index}` },
    status,
    readings: [],
    isBeingRead: false,
  }));
  return { id: 'shop', name: 'shop', file: 'file:///shop/compose.yaml', backups, unprotected: [] };
}

function slotsOf(outcomes: readonly Slot['outcome'][]): Slot[] {
  return outcomes.map((outcome, index) => ({ at: NOW - (outcomes.length - index) * DAY, outcome }));
}

describe('a row of the Backups view', () => {
  it('of a healthy job says when it was made and how large it is', () => {
    const [row] = backupRows([stackOf(healthy)], String);
    expect(row).toMatchObject({ label: 'job-0', icon: { name: 'pass-filled' } });
    expect(row?.description).toMatch(/ · 12 MiB$/);
    expect(row?.spoken).toContain('Backup job-0, healthy');
  });

  it('of one that is late says so first', () => {
    const [row] = backupRows([stackOf(late)], String);
    expect(row).toMatchObject({ icon: { name: 'error' }, description: '3 d old, at most 26 h · runs overlap' });
    const [first] = late.concerns;
    expect(row?.children?.()[0]).toMatchObject({ label: first?.brief, description: first?.message });
  });

  it('of one that was never made says so and is not green', () => {
    const never: BackupStatus = {
      ...healthy,
      state: 'unknown',
      figures: { ...figures, lastSuccessAt: undefined, bytes: undefined },
      source: undefined,
      readAt: undefined,
    };
    const [row] = backupRows([stackOf(never)], String);
    expect(row).toMatchObject({ icon: { name: 'question' }, description: '' });
    const details = row?.children?.() ?? [];
    expect(details.find(({ label }) => label === 'last success')?.description).toBe('never seen');
    expect(details.find(({ label }) => label === 'told by')?.description).toBe('nothing that could be read');
  });

  it('of one whose sources were not read yet says nothing about it', () => {
    const stack = stackOf(healthy);
    const [known] = stack.backups;
    const unread = { ...stack, backups: known ? [{ ...known, status: undefined }] : [] };
    const [row] = backupRows([unread], String);
    expect(row).toMatchObject({ description: 'not read yet', icon: { name: 'question' } });
    expect(row?.children?.().map(({ label }) => label)).toEqual(['protects', 'may be as old as', 'declared']);
  });

  it('of a service without a backup leads to the service', () => {
    const stack = { ...stackOf(), unprotected: [{ stack: 'shop', service: 'cache', source }] };
    expect(backupRows([stack], String)).toMatchObject([{ label: 'cache', description: 'no backup known', source }]);
  });

  it('stands below its stack where there are several', () => {
    const [first] = backupRows([stackOf(healthy, late), { ...stackOf(healthy), id: 'b', name: 'b' }], String);
    expect(first).toMatchObject({ label: 'shop', description: '1 of 2 ok · file:///shop/compose.yaml' });
    expect(first?.children?.()).toHaveLength(2);
  });

  it('keeps its id while what it says changes', () => {
    const ids = (status: BackupStatus): string[] => backupRows([stackOf(status)], String).map(({ id }) => id);
    expect(ids(healthy)).toEqual(ids(late));
  });
});

describe('the row of a service', () => {
  const joined = joinStacks([declaredStack('app', [declaredService('database')])], observation([]))[0];
  const service = joined?.services[0];
  if (!joined || !service) throw new Error('no service');
  const of = (...statuses: BackupStatus[]): More => {
    const { backups } = stackOf(...statuses);
    const own = backups.map((one) => ({ ...one, job: { ...one.job, stack: joined.id } }));
    return protectionOf(() => ({ backups: own, unprotected: [] }))(service, joined);
  };

  it('has one for each of its backups, which leads to where that is declared', () => {
    const { rows, remark } = of(healthy, healthy);
    expect(rows).toMatchObject([
      { label: 'backup', icon: { name: 'pass-filled' }, source, children: undefined },
      { label: 'backup', source },
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    expect(rows[0]?.description).toMatch(/^job-0 · /);
    expect(remark).toBeUndefined();
  });

  it('says beside its name that a backup is not as promised, the worst of them', () => {
    const degraded: BackupStatus = { ...healthy, state: 'degraded' };
    expect(of(healthy, degraded, late).remark).toBe('backup unhealthy');
    expect(of(healthy, degraded).remark).toBe('backup degraded');
    const row = stackRows([joined], String, [], () => of(late))[0]?.children?.()[0];
    const without = stackRows([joined], String)[0]?.children?.()[0];
    expect(row?.description).toBe(`${without?.description} · backup unhealthy`);
    expect(row?.spoken).toBe(`${without?.spoken}, backup unhealthy`);
    expect(row?.icon).toEqual(without?.icon);
    expect(unhealthyCount([joined])).toBe(0);
  });

  it('says that no backup is known, and nothing of those of other stacks', () => {
    const lacking = (stack: string): More =>
      protectionOf(() => ({ backups: [], unprotected: [{ stack, service: 'database', source }] }))(service, joined);
    expect(lacking(joined.id).rows).toMatchObject([{ label: 'backup', description: 'no backup known', source }]);
    expect(lacking('other').rows).toEqual([]);
    const { backups } = stackOf(late);
    expect(protectionOf(() => ({ backups, unprotected: [] }))(service, joined).rows).toEqual([]);
  });

  it('takes in what others know, too', () => {
    const smoke = (): More => ({ rows: [], abilities: ['canTest'] });
    const all = combined([smoke, () => of(late)])(service, joined);
    expect(all).toMatchObject({ abilities: ['canTest'], remark: 'backup unhealthy', rows: [{ label: 'backup' }] });
  });
});

describe('the badge', () => {
  it('counts what cannot be restored as promised', () => {
    expect(failingCount([stackOf(healthy, late), stackOf(late)])).toBe(2);
  });
});

describe('the slots of a job', () => {
  const slots = slotsOf([...Array<Slot['outcome']>(28).fill('success'), 'missed', 'failed']);
  const known = { ...figures, slots, slotsObserved: 30, slotsSucceeded: 28 };

  it('are counted in words', () => {
    expect(slotsText(known)).toBe('28 of 30 made · 1 failed · 1 missed');
    expect(slotsText(figures)).toBeUndefined();
    expect(slotsText({ ...figures, slots: slotsOf(['not observed', 'open']) })).toBe('none observed yet');
  });

  it('are drawn with a shape for each outcome, and told in words for those who cannot see it', () => {
    const [picture = '', legend, misses = ''] = timeline(known).split('\n\n');
    expect(picture).toMatch(/^!\[28 of 30 made · 1 failed · 1 missed, .+\]\(data:image\/svg\+xml;base64,[\w+/=]+\)$/);
    expect(drawingIn(picture).match(/<path/g)).toHaveLength(3);
    expect(legend).toMatch(/■ made .* □ missed .* ✖ failed$/);
    expect(misses).toMatch(/^[^·]+ missed · [^·]+ failed$/);
  });

  it('are drawn by the day where there are too many, each as the worst of it', () => {
    const hourly = Array.from({ length: 48 * 3 }, (_, index): Slot => {
      const at = new Date(2026, 5, 1, 0, index * 30).getTime();
      return { at, outcome: index === 60 ? 'missed' : 'success' };
    });
    const [picture = '', legend] = timeline({ ...figures, slots: hourly }).split('\n\n');
    const cells = drawingIn(picture).match(/M\d+ 2/g);
    expect(cells).toHaveLength(3);
    expect(drawingIn(picture)).toContain('M16 2m1 1h8');
    expect(legend).toContain('the worst of each day');
  });

  it('are not all named where many went wrong', () => {
    const bad = slotsOf(Array<Slot['outcome']>(8).fill('missed'));
    const named = timeline({ ...figures, slots: bad })
      .split('\n\n')
      .at(-1)
      ?.split(' · ');
    expect(named).toHaveLength(6);
    expect(named?.[0]).toBe('3 before');
  });

  it('have no picture without a schedule', () => {
    expect(timeline(figures)).toBe('');
  });
});

function drawingIn(image: string): string {
  return Buffer.from(/base64,([^)]*)/.exec(image)?.[1] ?? '', 'base64').toString();
}

describe('stacks', () => {
  it('come in the order of the files, and what belongs to none of them last', () => {
    const [known] = stackOf(healthy).backups;
    const lone = { stack: 'kubernetes:file:///srv/jobs%20only', service: 'cache', source };
    const found = stacksOf([], known ? [known] : [], [lone]);
    expect(found.map(({ name }) => name)).toEqual(['shop', 'jobs only']);
    expect(found[1]).toMatchObject({ file: 'file:///srv/jobs%20only', unprotected: [lone], backups: [] });
  });
});
