/** Reads answers of an engine without trusting them: what is missing or of another type becomes the empty value. */

export type Json = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** Only the entries whose value is text. */
export function textMapOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Milliseconds since 1970; undefined for nothing and for the year 1, which is how Go writes "never". */
export function timeOf(value: unknown): number | undefined {
  const text = textOf(value);
  if (text === '' || text.startsWith('0001-')) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
