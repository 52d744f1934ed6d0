import type { FindingGroup } from '../../../server/src/engine/grouping';
import type { Skipped } from '../files';

/** A file that one of our formats recognised, with what was found in it. */
export interface CheckedFile {
  /** Relative to the working folder. */
  readonly path: string;
  readonly format: string;
  readonly lineStarts: readonly number[];
  readonly groups: readonly FindingGroup[];
}

export interface Report {
  readonly files: readonly CheckedFile[];
  readonly skipped: readonly Skipped[];
}
