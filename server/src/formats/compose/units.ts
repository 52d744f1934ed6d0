import { replaceScalar, type Edits } from '../../document/edit';
import type { ScalarView } from '../../document/view';
import type { ComposeService } from './model';

/** A number out of a text of the service, with the place where it is written. */
export interface Quantity {
  readonly value: number;
  readonly token: ScalarView;
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of a duration as Compose reads it: `1m30s` (https://docs.docker.com/reference/compose-file/extension/#specifying-durations). */
export function millisecondsOf(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|[smhdw]))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(us|ms|[smhdw])/g);
  return [...parts].reduce((sum, [, number, unit]) => sum + Number(number) * (MILLISECONDS[unit ?? ''] ?? 0), 0);
}

/** How a duration is written: `90s`, `5m`. */
export function writtenDuration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

const POWERS = ['', 'k', 'm', 'g', 't', 'p'];

/** Bytes of a size as the engine reads it: `512M`, `1.5gb`, `1048576` (https://docs.docker.com/reference/compose-file/extension/#specifying-byte-values). */
export function bytesOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(text);
  return match ? Number(match[1]) * 1024 ** POWERS.indexOf((match[2] ?? '').toLowerCase()) : undefined;
}

export const MEBIBYTE = 1024 ** 2;

/** How a size is written, in whole mebibytes: `384M`. */
export function writtenSize(bytes: number): string {
  const mebibytes = Math.max(1, Math.floor(bytes / MEBIBYTE));
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}G` : `${mebibytes}M`;
}

/** A number at a path; `unknown` where a variable decides or nobody can read it. */
export function quantityAt(
  service: ComposeService,
  read: (text: string) => number | undefined,
  ...path: readonly string[]
): Quantity | 'unknown' | undefined {
  const text = service.text(...path);
  if (!text) return undefined;
  const value = text.known ? read(text.text) : undefined;
  return value === undefined ? 'unknown' : { value, token: text.token };
}

/** Replaces a number, but not the variable that it comes out of. */
export function replaceQuantity(token: ScalarView, value: string | number): Edits {
  return token.text.includes('$') ? undefined : replaceScalar(token, value);
}
