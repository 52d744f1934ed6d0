/** What a kind of smoke test is made of, as it is written in a file. */

/** How a value is written. */
export type FieldType =
  | 'text'
  | 'integer'
  | 'switch'
  | 'duration'
  | 'since'
  | 'words'
  | 'url'
  | 'address'
  | 'path'
  | 'service'
  | 'query'
  | 'texts';

export interface Field {
  readonly type: FieldType;
  readonly description: string;
  readonly isRequired?: true;
  /** Counts where nothing is written; as it is in the probe. */
  readonly byDefault?: unknown;
  readonly choices?: readonly string[];
  readonly least?: number;
  readonly most?: number;
  readonly examples?: readonly string[];
  /** Its name in the probe where that is another one. */
  readonly property?: string;
  /** Says nothing without this field. */
  readonly goesWith?: string;
  /** `${secret:NAME}` is filled in when the test runs. */
  readonly holdsSecrets?: true;
}

/** `duration` and `bytes` are numbers that may be written with a unit. */
export type SubjectType = 'number' | 'duration' | 'bytes' | 'text' | 'switch' | 'choice' | 'any';

export interface Subject {
  readonly type: SubjectType;
  readonly description: string;
  readonly choices?: readonly string[];
}

export interface Kind {
  readonly description: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Exactly one of them has to be given. */
  readonly either?: readonly [string, string];
  readonly subjects: Readonly<Record<string, Subject>>;
  /** Families of subjects: `json.<path>`, `header.<name>`. */
  readonly families?: readonly Family[];
  /** Whether a test without `expect` would pass whatever happens; the probes of the others know by themselves what is right. */
  readonly needsExpectation: boolean;
  /** What somebody would expect first, as it is written. */
  readonly sample: string;
  /** Runs a program whose exit code may be given a meaning. */
  readonly hasExitCodes?: true;
}

export type Family = 'json' | 'header';
