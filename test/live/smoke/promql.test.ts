import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import type { SmokeTest } from '../../../server/src/protocol';
import { RealPrometheus, whyNoPrometheus } from '../../rig/prometheus';
import { inShort, resultOf, smokeTest } from './support';

const reason = await whyNoPrometheus();
if (reason) console.warn(`Smoke tests of kind promql are NOT TESTED: ${reason}`);

const CONFIGURATION = `global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 1s }
scrape_configs:
  - job_name: self
    static_configs: [{ targets: ['127.0.0.1:PORT'] }]
  - job_name: gone
    static_configs: [{ targets: ['127.0.0.1:1'] }]
`;
/** bcrypt of `hunter2`. */
const LOGIN = 'basic_auth_users: { me: $2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm }\n';

describe.skipIf(reason)('promql', { timeout: 60_000 }, () => {
  let prometheus: RealPrometheus;

  type Expected = Parameters<typeof smokeTest>[1];
  const ask = (query: string, expected: Expected, over: Partial<SmokeTest> = {}): Promise<SmokeResult> =>
    resultOf(smokeTest({ kind: 'promql', query, url: prometheus.url }, expected, over));

  beforeAll(async () => {
    prometheus = await RealPrometheus.start({ 'prometheus.yml': CONFIGURATION });
    // Both targets have been scraped.
    const scraped = await ask('count(up)', { value: 2 }, { retries: 200, intervalMs: 100, timeoutMs: 30_000 });
    if (scraped.outcome !== 'pass') throw new Error(scraped.message);
  }, 60_000);

  afterAll(() => prometheus?.dispose());

  it('passes where every sample holds', async () => {
    expect(inShort(await ask('up{job="self"}', { value: 1, results: 1 }))).toBe('pass: value is 1, results is 1.');
    expect((await ask('count(up == 1) > 0', { value: { gt: 0 } })).outcome).toBe('pass');
    expect((await ask('scalar(count(up))', { value: 2 })).outcome).toBe('pass');
    expect((await ask('vector(1) / 0', { value: { gt: 1e9 } })).outcome).toBe('pass');
  });

  it('fails for one of several, and names it', async () => {
    const result = await ask('up', { value: 1 });
    expect(inShort(result)).toBe('fail: value of up{instance="127.0.0.1:1", job="gone"} is 0, expected 1.');
    expect(result.output).toContain('job="self"');
  });

  it('fails for an empty answer, however low the bound, and for no number', async () => {
    for (const expected of [{ ge: 0 }, { lt: 5 }])
      expect(inShort(await ask('no_such_metric', { value: expected }))).toMatch(
        /^fail: value is empty, expected .*\. The query finds nothing: check names and labels in it/,
      );
    expect((await ask('no_such_metric', { results: 0 })).outcome).toBe('pass');
    expect((await ask('vector(0) / 0', { value: { ge: 0 } })).outcome).toBe('fail');
  });

  it('is an error for an expression that is refused, and for a range', async () => {
    expect(inShort(await ask('up{', { value: 1 }))).toMatch(/^error: Prometheus refuses the query: .*parse error/);
    expect(inShort(await ask('up[5m]', { value: 1 }))).toMatch(/^error: Prometheus answers with a range \(matrix\)/);
  });

  it('is an error where Prometheus is not there, or something else is', async () => {
    const at = (url: string): Promise<SmokeResult> =>
      resultOf(smokeTest({ kind: 'promql', query: 'up', url }, { value: 1 }));
    expect(inShort(await at('http://127.0.0.1:1'))).toMatch(/^error: Nothing listens on 127\.0\.0\.1:1/);
    expect(inShort(await at(`${prometheus.url}/wrong/path`))).toMatch(
      /^error: What answers at .* is not Prometheus \(404\)/,
    );
    expect(inShort(await at('not an address'))).toMatch(/^error: The address of Prometheus cannot be used/);
  });

  it('asks for a login, takes one from the address, and does not show it', async () => {
    const guarded = await RealPrometheus.start({ 'prometheus.yml': CONFIGURATION, 'web.yml': LOGIN });
    try {
      const at = (login: string): Promise<SmokeResult> => {
        const url = guarded.url.replace('//', `//${login}`);
        const test = smokeTest({ kind: 'promql', query: 'vector(1)', url }, { value: 1 });
        return resultOf(test, { secret: (name) => Promise.resolve(name === 'LOGIN' ? 'hunter2' : undefined) });
      };
      expect(inShort(await at(''))).toMatch(/^error: Prometheus at .* asks for a login \(401\): write it into "url"/);
      expect(inShort(await at('me:wrong@'))).toMatch(/^error: .*asks for a login/);
      const result = await at('me:${secret:LOGIN}@');
      expect(inShort(result)).toBe('pass: value is 1.');
      expect(JSON.stringify(result)).not.toMatch(/hunter2|bWU6aHVudGVyMg/);
    } finally {
      await guarded.dispose();
    }
  });
});
