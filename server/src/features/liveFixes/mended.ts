import type { DocumentEdit } from '../../document/edit';

/** A fix that can be made, in the documents as they stand. */
export interface Mended {
  readonly title: string;
  readonly edits: readonly DocumentEdit[];
}
