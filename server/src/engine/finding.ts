import type { TextEdit } from '../document/edit';
import type { ParsedFile } from '../document/parsed';
import type { TextRange } from '../document/text';
import type { CompanionFile, FixKind, Rule, Severity } from './rule';

/** A fix with its edits made: offsets count from the start of the file, texts may hold placeholders. */
export interface AppliedFix {
  readonly kind: FixKind;
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** An editor that cannot make them leaves that to the person. */
  readonly files: readonly CompanionFile[];
}

/** A place that explains a finding. */
export interface RelatedPlace {
  /** Counts from the start of the file that it is in. */
  readonly range: TextRange;
  readonly message: string;
  /** That file, where it is another one. */
  readonly file: ParsedFile | undefined;
}

/** One place in a file where a rule found something. Offsets count from the start of the file. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly related: readonly RelatedPlace[];
  /** What it is about, where several absent-key findings can be shown as one. */
  readonly subject: string | undefined;
  /** The fixes that apply here, the preferred one first. Worked out when asked. */
  readonly fixes: () => readonly AppliedFix[];
}

/** Whether a finding begins in a range; at its end only where the text ends there too. */
export function beginsWithin({ range: { start } }: Finding, range: TextRange, textLength: number): boolean {
  return range.start <= start && (start < range.end || (start === range.end && start === textLength));
}

/** What the machine formats say about a finding's fix: the kind of the preferred one. */
export function fixKindOf(found: Finding): FixKind | 'none' {
  return found.fixes()[0]?.kind ?? 'none';
}
