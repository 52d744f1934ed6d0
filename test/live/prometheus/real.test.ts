import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrometheusClient, PrometheusSource, type PrometheusReading } from '../../../client/src/live/prometheus';
import type { Snapshot } from '../../../client/src/live/source';
import { RealPrometheus, whyNoPrometheus } from '../../rig/prometheus';

const why = await whyNoPrometheus();
if (why) console.warn(`skipped: ${why}`);

const FILES = {
  'prometheus.yml': `global: { scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: self
    static_configs: [{ targets: ['127.0.0.1:PORT'] }]
  - job_name: gone
    params: { token: [hunter2] }
    static_configs: [{ targets: ['127.0.0.1:1'] }]
`,
  'rules.yml': `groups:
  - name: test
    rules:
      - alert: AlwaysFires
        expr: vector(1)
        labels: { severity: critical, service: web }
        annotations: { summary: It fires. }
`,
};

describe.skipIf(why)('a real Prometheus', () => {
  let prometheus: RealPrometheus;
  let source: PrometheusSource;

  beforeAll(async () => {
    prometheus = await RealPrometheus.start(FILES);
    const report = (error: unknown): void => {
      throw error;
    };
    source = new PrometheusSource(new PrometheusClient({ url: prometheus.url }), {
      report,
      timing: { poll: 200, firstPause: 50, longestPause: 200 },
    });
  }, 60_000);

  afterAll(async () => {
    await source?.dispose();
    await prometheus?.dispose();
  });

  function until(met: (snapshot: Snapshot<PrometheusReading>) => boolean): Promise<Snapshot<PrometheusReading>> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!met(source.snapshot)) return;
        unsubscribe();
        resolve(source.snapshot);
      };
      const unsubscribe = source.onChange(look);
      look();
    });
  }

  it('tells targets, their success and alerts', async () => {
    source.resume();
    const { value, isStale } = await until(
      ({ value: { targets, alerts } }) =>
        alerts.length > 0 &&
        targets.length === 2 &&
        // Success is known of 20 scrapes, health and the error of the last one: a reading may hold the one and not yet the other.
        targets.every(({ health, success }) => health !== 'unknown' && success !== undefined),
    );
    expect(isStale).toBe(false);
    const [gone, self] = [...value.targets].sort((a, b) => (a.job < b.job ? -1 : 1));
    expect(self).toMatchObject({ job: 'self', host: '127.0.0.1', health: 'up', error: '' });
    // A busy machine may miss one.
    expect(self?.success).toBeGreaterThan(0.5);
    expect(gone).toMatchObject({ job: 'gone', health: 'down', success: 0, url: 'http://127.0.0.1:1/metrics' });
    expect(gone?.error).toContain('connection refused');
    expect(JSON.stringify({ ...gone, labels: {} })).not.toContain('hunter2');
    expect(value.alerts).toEqual([
      expect.objectContaining({ name: 'AlwaysFires', state: 'firing', severity: 'critical', summary: 'It fires.' }),
    ]);
  }, 60_000);

  it('is lost when it ends, and found again', async () => {
    await prometheus.kill();
    const lost = await until(({ state }) => state.kind === 'lost');
    expect(lost).toMatchObject({
      isStale: true,
      state: { reason: { kind: expect.stringMatching(/refused|interrupted/) as string } },
    });
    expect(lost.value.targets).toHaveLength(2);
    await prometheus.start();
    const found = await until(({ state }) => state.kind === 'connected');
    expect(found.isStale).toBe(false);
  });
});
