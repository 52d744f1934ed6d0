/** Stands where a variable has no value that is known. */
const UNKNOWN = '\uFFFC';

/** A text of an instruction with its variables filled in; undefined where one has no known value. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string | undefined {
  if (!text.includes('$')) return text;
  const filled = text.replace(
    /\\\$|\$(?:\{(\w+)(?:(:?[-+])([^}]*))?\}|(\w+))/g,
    (
      written,
      braced: string | undefined,
      operator: string | undefined,
      word: string | undefined,
      bare: string | undefined,
    ) => {
      const name = braced ?? bare;
      if (name === undefined) return written.slice(1);
      const value = values.get(name);
      const isSet = value !== undefined && (value !== '' || !operator?.startsWith(':'));
      if (operator?.endsWith('+')) return isSet ? (word ?? '') : '';
      return (isSet ? value : word) ?? UNKNOWN;
    },
  );
  return filled.includes(UNKNOWN) ? undefined : filled;
}

/** Whether a text holds a variable at all. */
export function hasVariable(text: string): boolean {
  return /(?<!\\)\$[\w{]/.test(text);
}
