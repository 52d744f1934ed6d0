/** What a team promises itself about its running services; `objectives:` in holdfast.yaml. */
export interface Objectives {
  /** Milliseconds from the start of a service until its health check passes. */
  readonly startup: number;
  /** Milliseconds from a failure until the service is healthy again. */
  readonly recovery: number;
  /** Failed probes in a row, or restarts in a row, from which on a service counts as failing. */
  readonly failures: number;
  /** Milliseconds without a restart that nobody asked for, after which a service counts as stable. */
  readonly stability: number;
  /** Share of its memory limit, from 0 to 1, that a service may use. */
  readonly memory: number;
  /** Share of scrapes within 24 h, from 0 to 1, that have to succeed. */
  readonly scrape: number;
}

export const DEFAULT_OBJECTIVES: Objectives = {
  startup: 60_000,
  recovery: 5 * 60_000,
  failures: 3,
  stability: 24 * 3_600_000,
  memory: 0.9,
  scrape: 0.95,
};

/** `90s`, `1h30m`, `1.5h`: as in Compose, and with days. At least one unit, none twice in the wrong order. */
export const DURATION_PATTERN = '^(?=\\d)(\\d+(\\.\\d+)?d)?(\\d+(\\.\\d+)?h)?(\\d+(\\.\\d+)?m)?(\\d+(\\.\\d+)?s)?$';

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** Milliseconds; undefined for what is no duration, and for none at all. */
export function durationOf(text: string): number | undefined {
  if (!new RegExp(DURATION_PATTERN).test(text)) return undefined;
  const parts = text.matchAll(/([\d.]+)([dhms])/g);
  const total = [...parts].reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ''] ?? 0), 0);
  return total > 0 ? total : undefined;
}

export const SHARE_PATTERN = '^(100|[1-9]?\\d)(\\.\\d+)?\\s?%$';

/** `95%` as 0.95; undefined for what is no share between 0 and 1. */
export function shareOf(text: string): number | undefined {
  if (!new RegExp(SHARE_PATTERN).test(text)) return undefined;
  const share = Number.parseFloat(text) / 100;
  return share > 0 && share <= 1 ? share : undefined;
}

export const COUNT_PATTERN = '^[1-9]\\d{0,5}$';

export function countOf(text: string): number | undefined {
  return new RegExp(COUNT_PATTERN).test(text) ? Number(text) : undefined;
}
