import { durationOf, DURATION_PATTERN } from '../../../engine/objectives';

/** The forms of what is written in a test; for our reader and for the schema that editors use. */

/** Names of tests: `/` is for those that come with an image. */
export const ID_PATTERN = '^[A-Za-z0-9][\\w.-]*$';

/** Tags. */
export const WORD_PATTERN = '^[\\w.-]+$';

export const EXIT_CODE_PATTERN = '^(default|\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])$';

/** As everywhere in `holdfast.yaml`, and milliseconds; more than none. */
export const TEST_DURATION_PATTERN = `^(?=.*[1-9])(\\d+ms$|${DURATION_PATTERN.slice(1)})`;

/** Milliseconds; undefined for what is no duration, and for none at all. */
export function testDurationOf(text: string): number | undefined {
  const milliseconds = /^(\d+)ms$/.exec(text)?.[1];
  return milliseconds === undefined ? durationOf(text) : Number(milliseconds) || undefined;
}

export const BYTES_PATTERN = '^\\d+(\\.\\d+)? ?([kKMGT]i?)?B$';

const PREFIXES = 'kMGT';

/** `100 MiB` is 104857600, `100 MB` is 100000000; undefined for anything else. */
export function bytesOf(text: string): number | undefined {
  if (!new RegExp(BYTES_PATTERN).test(text)) return undefined;
  const [, number = '', prefix = '', binary] = /^([\d.]+) ?([kKMGT]?)(i?)B$/.exec(text) ?? [];
  const power = prefix === '' ? 0 : PREFIXES.indexOf(prefix.replace('K', 'k')) + 1;
  return Math.round(Number(number) * (binary ? 1024 : 1000) ** power);
}

export const SECRET_NAME_PATTERN = '^[A-Za-z]\\w*$';
