/** What a Prometheus says, counted for a label. */
import type { Alert, Target } from './reading';
import { isAlarming } from './services';

/** `3 of 4 targets up`. */
export function upText(targets: readonly Target[]): string {
  if (targets.length === 0) return 'no targets';
  const up = targets.filter(({ health }) => health === 'up').length;
  return `${up} of ${targets.length} ${targets.length === 1 ? 'target' : 'targets'} up`;
}

/** `1 alert fires`; undefined when none does that asks for somebody. */
export function firingText(alerts: readonly Alert[]): string | undefined {
  const count = alerts.filter(isAlarming).length;
  if (count === 0) return undefined;
  return count === 1 ? '1 alert fires' : `${count} alerts fire`;
}
