import type { YamlDocument } from '../document/document';
import type { ParsedDocument, ParsedFile } from '../document/parsed';
import type { TextRange } from '../document/text';
import type { Language } from './language';
import type { Rule } from './rule';
import type { Settings } from './settings';
import type { Surroundings } from './surroundings';

/** What a format may look at to tell whether a file is its own. */
export interface Candidate<Document extends ParsedDocument = YamlDocument> {
  /** File name without folders. */
  readonly name: string;
  /** The whole path, with `/` between folders. */
  readonly path: string;
  readonly file: ParsedFile<Document>;
}

/** One thing the shared walk comes by: `service`, `container`, `rule` … and the typed view of it. */
export interface Subject {
  readonly visitor: string;
  readonly view: unknown;
  /** What stands around it, where it is declared in another file than the one that is checked. */
  readonly surroundings?: Surroundings;
}

/** A part of a file that is judged on its own: a YAML document, or a whole file of another language. */
export interface Unit {
  /** Where the unit begins in the file; ranges inside it are relative to this. */
  readonly start: number;
  /** The parsed text; findings are kept for as long as this very object is used again. */
  readonly document: ParsedDocument;
  readonly subjects: (surroundings: Surroundings) => Iterable<Subject>;
  /**
   * What the subjects are put together from besides the unit's own document: findings are kept for as long as all of it is the same.
   * Absent for units that stand alone.
   */
  readonly basis?: (surroundings: Surroundings) => readonly unknown[] | undefined;
  /** Silenced places that the format itself knows, such as Kubernetes annotations of other tools. */
  readonly silences?: () => readonly Silence[];
}

/** Checks of other tools (`tool:check`, or `tool:*`) that somebody silenced for a range of the unit. */
export interface Silence {
  readonly peers: readonly string[];
  readonly range: TextRange;
}

/** A tool whose words are written inside files of another one, as Traefik's labels are in compose files. */
export interface Guest {
  /** Those of the tool's own format: they run over both. */
  readonly rules: readonly Rule[];
  /** What the guest reads in a subject of its host. */
  readonly subjects: (subject: Subject, surroundings: Surroundings) => Iterable<Subject>;
}

/** Files of one tool, written in one language. The format's folder holds recognition, the typed model and the rules. */
export interface Format<Document extends ParsedDocument = YamlDocument> {
  readonly id: string;
  readonly title: string;
  readonly language: Language<Document>;
  /** Asked only about files that the language reads. */
  recognise(candidate: Candidate<Document>): boolean;
  units(candidate: Candidate<Document>, settings: Settings): readonly Unit[];
  readonly rules: readonly Rule[];
  readonly guests?: readonly Guest[];
  /** A file counts as one of ours only where a guest finds something of its own in it. */
  readonly forGuestsOnly?: true;
}

/** A format of whatever language: it is handed only what its own language parsed. */
export type AnyFormat = Format<ParsedDocument>;

/** Every rule that may find something in a file of a format, those of its guests included. */
export function rulesFor({ rules, guests = [] }: AnyFormat): readonly Rule[] {
  return guests.length === 0 ? rules : [...rules, ...guests.flatMap((guest) => guest.rules)];
}
