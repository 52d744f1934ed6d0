import { describe, expect, it } from 'vitest';
import { HELP, parseArguments, UsageError } from '../../cli/src/arguments';
import { jobsOf, type Candidate, type Job } from '../../cli/src/smoke/candidates';
import { select } from '../../cli/src/smoke/selection';
import type { JoinedStack } from '../../client/src/live/services';
import type { DeclaredSmokeTest } from '../../server/src/protocol';
import { broken, declared, FILE, joined, runs, STACK } from '../views/smoke/fixtures';

type Wishes = Parameters<typeof select>[1];
const NONE: Wishes = { only: [], tags: [], allowDestructive: false };
const ASKS_ENGINE = { probe: { kind: 'container' } } as const;

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('was understood');
}

describe('the words of smoke', () => {
  const refused = (...words: string[]): string => failure(() => parseArguments(['smoke', ...words]));

  it('are understood', () => {
    const none = {
      format: 'text',
      only: [],
      tags: [],
      context: undefined,
      allowDestructive: false,
      allowRemote: false,
    };
    expect(parseArguments(['smoke'])).toEqual({ command: 'smoke', path: '.', ...none });
    const words = 'smoke stack --only db/* --only a --tag x --tag y --format junit --context box'.split(' ');
    expect(parseArguments([...words, '--allow-destructive', '--allow-remote'])).toEqual({
      ...{ command: 'smoke', path: 'stack', format: 'junit', only: ['db/*', 'a'], tags: ['x', 'y'] },
      ...{ context: 'box', allowDestructive: true, allowRemote: true },
    });
    for (const option of ['--only', '--tag', '--allow-destructive', '--allow-remote', 'junit', 'HOLDFAST_SECRET_NAME'])
      expect(HELP).toContain(option);
  });

  it('are told why they are wrong', () => {
    expect(refused('a', 'b')).toBe('smoke takes one path only');
    expect(refused('--format', 'junti')).toBe('--format cannot be "junti"; did you mean junit?');
    expect(refused('--allow-remote')).toBe(
      '--allow-remote is about destructive tests: it goes with --allow-destructive',
    );
    expect(refused('--watch')).toBe('--watch does not go with smoke');
    expect(refused('--fix')).toBe('--fix does not go with smoke');
    expect(refused('--allow-destructiv')).toMatch(/did you mean --allow-destructive\?/);
    for (const option of ['only', 'tag'])
      expect(failure(() => parseArguments(['status', `--${option}`, 'x']))).toBe(`--${option} does not go with status`);
    expect(failure(() => parseArguments(['check', '--context', 'x']))).toBe('--context does not go with check');
    expect(failure(() => parseArguments(['smok']))).toMatch(/did you mean smoke\?/);
  });
});

describe('the tests that there are', () => {
  const other = { ...joined(), id: 'other', name: 'other' };
  const apart: JoinedStack = {
    ...other,
    declared: other.declared && { ...other.declared, id: 'file:///srv/other/compose.yaml' },
  };
  const shape = (jobs: readonly Job[]): unknown =>
    jobs.map(({ stack, folder, candidates }) => [
      stack?.name,
      folder,
      candidates.map(({ test }) => test.id).filter((id) => !/^(?:db|stack)\//.test(id)),
    ]);

  it('are those of files and of images together, by stack', () => {
    const tests = [declared('mine'), declared('both', { stacks: [STACK, apart.declared?.id ?? ''] })];
    const jobs = jobsOf([{ uri: FILE, stacks: [STACK], tests }], [joined(runs('web')), apart]);
    expect(shape(jobs)).toEqual([
      ['app', 'file:///srv/app', ['mine', 'both', 'web/running', 'web/serves']],
      ['other', 'file:///srv/app', ['both', 'web/running', 'web/serves']],
    ]);
  });

  it('are those of addresses where there is no stack', () => {
    const tests = [declared('far', { stacks: [] })];
    expect(shape(jobsOf([{ uri: FILE, stacks: [], tests }], []))).toEqual([[undefined, 'file:///srv/app', ['far']]]);
  });

  it('keep to the folder of their file where two files are about one stack', () => {
    const above = { uri: 'file:///srv/holdfast.yaml', stacks: [STACK], tests: [declared('above')] };
    const jobs = jobsOf([{ uri: FILE, stacks: [STACK], tests: [declared('mine')] }, above], [joined()]);
    expect(shape(jobs)).toEqual([
      ['app', 'file:///srv', ['above']],
      ['app', 'file:///srv/app', ['mine', 'web/running', 'web/serves']],
    ]);
  });
});

describe('the tests that are meant', () => {
  const jobOf = (...tests: DeclaredSmokeTest[]): Job => ({
    stack: joined(),
    folder: 'file:///srv/app',
    candidates: tests.map((test): Candidate => {
      const { problem, source } = test;
      return problem === undefined ? { test, problem: undefined, source } : { test, problem, source };
    }),
  });
  const selected = (job: Job, wishes: Partial<Wishes> = {}, obstacle?: string) =>
    select([job], { ...NONE, ...wishes }, obstacle).map(({ runnable, refused }) => ({
      runs: runnable.map(({ test }) => test.id),
      refused: Object.fromEntries(
        refused.map(({ candidate, reason, message }) => [candidate.test.id, [reason, message]]),
      ),
    }));

  const shop = jobOf(
    declared('shop-home', { tags: ['web'] }),
    declared('shop-cart', { tags: ['web', 'slow'], needs: ['database'] }),
    declared('database', { needs: ['disk'] }),
    declared('disk'),
    declared('mail', { tags: ['slow'] }),
  );
  const runsOf = (only: string[], tags: string[] = []): string[] | undefined => selected(shop, { only, tags })[0]?.runs;

  it('are named by id, by pattern, with their stack, and bring what they need', () => {
    expect(runsOf([])).toEqual(['shop-home', 'shop-cart', 'database', 'disk', 'mail']);
    expect(runsOf(['mail'])).toEqual(['mail']);
    expect(runsOf(['shop-*'])).toEqual(['shop-home', 'shop-cart', 'database', 'disk']);
    expect(runsOf(['app:d*'])).toEqual(['database', 'disk']);
    expect(runsOf(['mail', '*-home'])).toEqual(['shop-home', 'mail']);
  });

  it('are named by tag, and by both', () => {
    expect(runsOf([], ['slow'])).toEqual(['shop-cart', 'database', 'disk', 'mail']);
    expect(runsOf([], ['slow', 'web'])).toEqual(['shop-home', 'shop-cart', 'database', 'disk', 'mail']);
    expect(runsOf(['shop-*'], ['slow'])).toEqual(['shop-cart', 'database', 'disk']);
    expect(failure(() => runsOf(['disk'], ['slow']))).toBe('no test here has both such an id and such a tag');
  });

  it('are asked for in vain with a suggestion', () => {
    expect(failure(() => runsOf(['shop-hom']))).toBe('--only shop-hom is no test here; did you mean shop-home?');
    expect(failure(() => runsOf(['mail', 'zzz*']))).toBe(
      '--only zzz* is no test here: there is shop-home, shop-cart, database, disk, mail',
    );
    // Neither may be an expression in disguise.
    expect(failure(() => runsOf(['.ail']))).toMatch(/--only \.ail is no test here/);
    expect(failure(() => runsOf([], ['slwo']))).toBe('no test here has the tag slwo; did you mean slow?');
    expect(failure(() => selected(jobOf(declared('one')), { tags: ['any'] }))).toBe(
      'no test here has the tag any: there is none',
    );
  });

  it('are not tried where they are destructive, nor is what needs those', () => {
    const job = jobOf(
      declared('restart', { destructive: true }),
      declared('after', { needs: ['restart'] }),
      declared('later', { needs: ['after'] }),
      declared('free'),
    );
    expect(selected(job)).toEqual([
      {
        runs: ['free'],
        refused: {
          restart: [
            'destructive',
            'Left out, because it changes or interrupts what it tests: --allow-destructive runs it.',
          ],
          after: ['destructive', 'Not run: it needs restart, which is destructive: --allow-destructive runs both.'],
          later: ['destructive', 'Not run: it needs after, which is destructive: --allow-destructive runs both.'],
        },
      },
    ]);
    expect(selected(job, { allowDestructive: true })[0]?.runs).toEqual(['restart', 'after', 'later', 'free']);
  });

  it('are not tried where they cannot be understood', () => {
    const job = jobOf(declared('after', { needs: ['half'] }), { ...broken('half', 'It is not complete.') });
    expect(selected(job)).toEqual([
      {
        runs: [],
        refused: {
          half: ['not-understood', 'It is not complete.'],
          after: ['needs', 'Not run: it needs half, which cannot be understood.'],
        },
      },
    ]);
  });

  it('are not tried without an engine, but for those of addresses', () => {
    const job = jobOf(declared('address'), declared('inside', ASKS_ENGINE), declared('after', { needs: ['inside'] }));
    expect(selected(job, {}, 'No engine. Start it.')).toEqual([
      {
        runs: ['address'],
        refused: {
          inside: ['no-engine', 'No engine. Start it.'],
          after: ['needs', 'Not run: it needs inside, which could not be run.'],
        },
      },
    ]);
  });
});
