export interface Refused {
  /** What is wrong with it. */
  readonly about: string;
  /** A whole file, or what stands below the key of a test. */
  readonly text: string;
  /** `<what is pointed at>: <message>` */
  readonly told: readonly string[];
  /** Why the JSON schema accepts it; without this it refuses it as well. */
  readonly schemaCannotTell?: string;
  /** A part of the text after the correction; false where none is offered. */
  readonly corrected?: string;
}

export const HTTP = 'http: { url: http://a/ }';
export const OK = 'expect: { status: 200 }';
export const PATTERN_TOO_WEAK = 'what a text has to look like is more than a pattern';
