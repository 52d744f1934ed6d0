/** What Prometheus says about what it watches, read without trusting it. */
import { listOf, objectOf, textMapOf, textOf, timeOf } from '../docker/json';
import { PrometheusError } from './errors';

/**
 * Of the last 24 hours; a target that is gone has no `up`. With fewer than 20 scrapes a single failure, such as the one before the
 * target listened for the first time, would miss an objective of 95 %.
 */
export const SCRAPE_SUCCESS = 'avg_over_time(up[24h]) and count_over_time(up[24h]) >= 20';

export interface Target {
  readonly job: string;
  readonly instance: string;
  /** Name or address that is asked, without the port. */
  readonly host: string;
  /** Without credentials and parameters. */
  readonly url: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** Why the last scrape failed; empty when it did not. */
  readonly error: string;
  /** Milliseconds since 1970 on the clock of Prometheus. */
  readonly scrapedAt: number | undefined;
  /** Share of scrapes that succeeded within 24 h, from 0 to 1; undefined where too little is known yet. */
  readonly success: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Alert {
  readonly name: string;
  readonly state: 'firing' | 'pending';
  readonly severity: string | undefined;
  /** What its author wrote for people. */
  readonly summary: string | undefined;
  readonly since: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

export interface PrometheusReading {
  readonly targets: readonly Target[];
  readonly alerts: readonly Alert[];
}

/** @param targets, alerts, success the `data` of three answers; @throws PrometheusError of kind `protocol` when they are none */
export function readingOf(targets: unknown, alerts: unknown, success: unknown): PrometheusReading {
  const active = objectOf(targets).activeTargets;
  const raised = objectOf(alerts).alerts;
  if (!Array.isArray(active) || !Array.isArray(raised))
    throw new PrometheusError('protocol', 'Prometheus sent an answer that lists neither targets nor alerts.');
  const shares = successOf(success);
  return {
    targets: active.map((target) => targetOf(target, shares)),
    alerts: raised.flatMap(alertOf),
  };
}

function targetOf(value: unknown, shares: ReadonlyMap<string, number>): Target {
  const target = objectOf(value);
  const labels = textMapOf(target.labels);
  const { job = '', instance = '' } = labels;
  const url = plainUrl(textOf(target.scrapeUrl));
  const health = textOf(target.health);
  return {
    job,
    instance,
    host: hostOf(url) || instance.replace(/:\d+$/, ''),
    url,
    health: health === 'up' || health === 'down' ? health : 'unknown',
    error: withoutUrls(textOf(target.lastError)),
    scrapedAt: timeOf(target.lastScrape),
    success: shares.get(keyOf(labels)),
    labels,
  };
}

function alertOf(value: unknown): Alert[] {
  const alert = objectOf(value);
  const labels = textMapOf(alert.labels);
  const annotations = textMapOf(alert.annotations);
  const state = textOf(alert.state);
  if (state !== 'firing' && state !== 'pending') return [];
  return [
    {
      name: labels.alertname ?? '',
      state,
      severity: labels.severity,
      summary: annotations.summary ?? annotations.description ?? annotations.message,
      since: timeOf(alert.activeAt),
      labels,
    },
  ];
}

/** By all labels of the target: job and instance alone may be shared. */
function successOf(data: unknown): ReadonlyMap<string, number> {
  return new Map(
    listOf(objectOf(data).result).flatMap((value): [string, number][] => {
      const series = objectOf(value);
      const share = Number(listOf(series.value)[1]);
      return Number.isFinite(share) ? [[keyOf(textMapOf(series.metric)), share]] : [];
    }),
  );
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels).filter(([name]) => name !== '__name__');
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Passwords and tokens travel in addresses, too. */
function plainUrl(text: string): string {
  try {
    const url = new URL(text);
    return `${url.protocol}//${url.host}${url.pathname}`;
  } catch {
    return '';
  }
}

function hostOf(url: string): string {
  return url === '' ? '' : new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function withoutUrls(text: string): string {
  return text.replace(/\bhttps?:\/\/[^\s"]+/g, (url) => plainUrl(url.replace(/:$/, '')) || '…');
}
