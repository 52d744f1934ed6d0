import type { ParsedFile } from '../document/parsed';
import type { Settings } from './settings';

/** A shell script, for the formats that know what runs it. */
export interface ScriptFile {
  /** With `/` between folders. */
  readonly path: string;
  readonly file: ParsedFile;
  readonly settings: Settings;
}
