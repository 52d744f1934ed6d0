import { describe, expect, it } from 'vitest';
import { meaningOf } from '../../../client/src/live/backups/exits';
import { jobOf } from './support';

describe('exit codes', () => {
  it.each([
    [0, 'success'],
    [1, 'database'],
    [2, 'disk full'],
    [124, 'killed'],
    [137, 'killed'],
    [143, 'killed'],
    [75, 'failure'],
    [-1, 'failure'],
  ])('%d means %s', (code, meaning) => {
    expect(meaningOf(code, jobOf())).toBe(meaning);
  });

  it('mean what the job says, and a default only where nothing else does', () => {
    const job = jobOf({ exitCodes: { 1: 'failure', 3: 'incomplete', default: 'database' } });
    expect([0, 1, 2, 3, 9].map((code) => meaningOf(code, job))).toEqual([
      'success',
      'failure',
      'disk full',
      'incomplete',
      'database',
    ]);
  });
});
