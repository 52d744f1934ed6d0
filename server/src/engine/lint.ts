import type { DocumentEdit, TextEdit } from '../document/edit';
import type { TextRange } from '../document/text';
import type { AppliedFix, Finding, RelatedPlace } from './finding';
import type { Subject, Unit } from './format';
import type { OpenedFile } from './open';
import { planFor, type Pass } from './plan';
import { isTestFixture } from './purpose';
import { SEVERITIES, type Report, type Rule, type Severity } from './rule';
import type { ActiveRule, Settings } from './settings';
import { applySuppressions } from './suppression';
import type { RuleContext, Surroundings } from './surroundings';

/** A rule that threw: its findings in this file are missing, nothing else is. */
export interface RuleFailure {
  /** The rule; the format where reading the file failed before any rule could look at it. */
  readonly rule: string;
  readonly path: string;
  readonly error: unknown;
}

export interface LintResult {
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
  /** Files in which something stands that was found by looking at this one: it is reported when those are checked. */
  readonly elsewhere: ReadonlySet<string>;
  /** False for a file that counts for guests only and that says nothing to any of them. */
  readonly isOurs: boolean;
}

/** A report that has been judged, still relative to its unit. */
interface Judged {
  readonly active: ActiveRule;
  readonly report: Report<unknown>;
  /** Shown from a stricter preset on. A suppression of it is no useless one. */
  readonly isHidden: boolean;
}

interface UnitResult {
  readonly judged: readonly Judged[];
  readonly failures: readonly { readonly rule: string; readonly error: unknown }[];
  readonly elsewhere: ReadonlySet<string>;
}

interface Kept {
  readonly settings: Settings;
  readonly format: string;
  readonly basis: readonly unknown[];
  readonly result: UnitResult;
}

/** Findings of rules that look at one unit only, for as long as the unit's document, its basis and the settings are the same objects. */
const kept = new WeakMap<object, Kept>();

/** Runs every active rule over a file: one walk, all rules on it. Never throws. */
export function lint(file: OpenedFile, settings: Settings, surroundings: Surroundings): LintResult {
  const { active, local, crossFile } = planFor(file.format, settings);
  const findings = new Map<string, Finding>();
  const hidden: Finding[] = [];
  const failures: RuleFailure[] = [];
  const elsewhere = new Set<string>();
  let isOurs = file.format.forGuestsOnly !== true;

  for (const unit of file.units) {
    const before = kept.get(unit.document);
    const now = { settings, format: file.format.id, basis: unit.basis?.(surroundings) ?? [] };
    const reusable = before && isSame(before, now) ? before.result : undefined;
    const walk = walkOver(file, unit, reusable ? [crossFile] : [local, crossFile], surroundings);
    if (walk.failure) failures.push({ rule: file.format.id, path: file.path, error: walk.failure.error });
    const own = reusable ?? runRules(file, unit, walk, local, settings, surroundings);
    if (!reusable) kept.set(unit.document, { ...now, result: own });
    const wide = runRules(file, unit, walk, crossFile, settings, surroundings);
    isOurs ||= walk.steps.some(({ reader }) => reader > 0);
    for (const { judged, failures: failed, ...result } of [own, wide]) {
      for (const source of result.elsewhere) elsewhere.add(source);
      failures.push(...failed.map(({ rule, error }) => ({ rule, path: file.path, error })));
      for (const one of judged) {
        try {
          const found = toFinding(file, unit, one, surroundings);
          if (one.isHidden) hidden.push(found);
          else keepMostSerious(findings, found);
        } catch (error) {
          failures.push({ rule: one.active.rule.id, path: file.path, error });
        }
      }
    }
  }

  if (!isOurs) return { findings: [], failures, elsewhere, isOurs };
  const remaining = applySuppressions(file, {
    findings: [...findings.values()],
    hidden,
    active,
    failed: new Set(failures.map(({ rule }) => rule)),
    surroundings,
    settings,
  });
  return {
    findings: remaining.sort((a, b) => a.range.start - b.range.start || a.rule.id.localeCompare(b.rule.id)),
    failures,
    elsewhere,
    isOurs,
  };
}

function isSame(before: Kept, now: Omit<Kept, 'result'>): boolean {
  return (
    before.settings === now.settings &&
    before.format === now.format &&
    before.basis.length === now.basis.length &&
    before.basis.every((one, index) => one === now.basis[index])
  );
}

/** Two services that merge the same anchor, or run the same script, find the same token: it is one finding. */
function keepMostSerious(findings: Map<string, Finding>, found: Finding): void {
  const key = `${found.rule.id} ${found.range.start} ${found.range.end}`;
  const other = findings.get(key);
  if (!other) {
    findings.set(key, found);
    return;
  }
  const isWorse = SEVERITIES.indexOf(found.severity) < SEVERITIES.indexOf(other.severity);
  const [shown, left] = isWorse ? [found, other] : [other, found];
  // Whichever is shown, it explains both.
  if (isWorse || left.related.length > 0) findings.set(key, { ...shown, related: [...shown.related, ...left.related] });
}

/** A subject, and who reads it: an index into a pass. */
interface Step {
  readonly subject: Subject;
  readonly reader: number;
}

interface Walk {
  readonly steps: readonly Step[];
  /** What was thrown where the file could not be read to its end. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** Everything that the passes come by, worked out once for all of them: subjects remember what they are asked. */
function walkOver({ format }: OpenedFile, unit: Unit, passes: readonly Pass[], surroundings: Surroundings): Walk {
  const steps: Step[] = [];
  const invited = (format.guests ?? [])
    .map(({ subjects }, index) => ({ subjects, reader: index + 1 }))
    .filter(({ reader }) => passes.some((pass) => pass[reader]?.size));
  try {
    for (const subject of unit.subjects(surroundings)) {
      steps.push({ subject, reader: 0 });
      for (const { subjects, reader } of invited)
        for (const inner of subjects(subject, surroundings)) steps.push({ subject: inner, reader });
    }
  } catch (error) {
    return { steps, failure: { error } };
  }
  return { steps, failure: undefined };
}

function runRules(
  file: OpenedFile,
  unit: Unit,
  { steps }: Walk,
  pass: Pass,
  settings: Settings,
  surroundings: Surroundings,
): UnitResult {
  const judged: Judged[] = [];
  const failures: { rule: string; error: unknown }[] = [];
  const failed = new Set<Rule>();
  const elsewhere = new Set<string>();
  const contextsHere = contextsOf(file, surroundings);
  const isFixture = isTestFixture(file.path);
  const showsStrict = settings.preset !== 'recommended';
  const keep = (active: ActiveRule, report: Report<unknown>): void => {
    // What is written in another file is found there.
    if (report.token.document !== unit.document) {
      elsewhere.add(report.token.document.source);
      return;
    }
    // A hint is about what somebody lives with for long: nobody does with what tests throw away.
    const isStrict = report.preset === 'strict' || (isFixture && (report.severity ?? active.severity) === 'hint');
    judged.push({ active, report, isHidden: isStrict && !showsStrict && !active.isExplicit });
  };
  for (const { subject, reader } of steps) {
    const contexts = subject.surroundings ? contextsOf(file, subject.surroundings) : contextsHere;
    for (const { active, look } of pass[reader]?.get(subject.visitor) ?? []) {
      if (failed.has(active.rule)) continue;
      try {
        const reports = look(subject.view, contexts[active.severity]);
        if (!reports) continue;
        if ('token' in reports) keep(active, reports);
        else for (const report of reports) if (report) keep(active, report);
      } catch (error) {
        failed.add(active.rule);
        failures.push({ rule: active.rule.id, error });
      }
    }
  }
  const whole = failed.size > 0 ? judged.filter(({ active }) => !failed.has(active.rule)) : judged;
  return { judged: whole, failures, elsewhere };
}

/** What rules are told is the same for all rules of a severity. */
function contextsOf({ parsed }: OpenedFile, surroundings: Surroundings): Readonly<Record<Severity, RuleContext>> {
  const of = (severity: Severity): RuleContext => ({ surroundings, severity, file: parsed });
  return { error: of('error'), warning: of('warning'), info: of('info'), hint: of('hint') };
}

function toFinding(file: OpenedFile, unit: Unit, { active, report }: Judged, surroundings: Surroundings): Finding {
  const { rule, severity, isExplicit } = active;
  const { length } = file.parsed.text;
  const place = (range: TextRange): TextRange => shift(range, unit.start, length);
  let fixes: readonly AppliedFix[] | undefined;
  return {
    rule,
    severity: isExplicit ? severity : (report.severity ?? severity),
    message: rule.message(report.data),
    range: place(report.token.range),
    related: (report.related ?? []).flatMap(({ token, message }): RelatedPlace[] => {
      if (token.document === unit.document) return [{ range: place(token.range), message, file: undefined }];
      const other = surroundings.parsed(token.document.source);
      const slot = other?.documents.find(({ document }) => document === token.document);
      return other && slot ? [{ range: shift(token.range, slot.start, other.text.length), message, file: other }] : [];
    }),
    subject: rule.grouped ? report.subject : undefined,
    fixes: () => (fixes ??= isBroken(unit) ? [] : applicableFixes(rule, report.data, unit)),
  };
}

/** Where only a part of the text was understood, an edit may land inside the part that was not. */
function isBroken({ document }: Unit): boolean {
  return document.problems.length > 0;
}

/** A fix that throws is a fix that does not apply: the finding itself stays. */
function applicableFixes(rule: Rule, data: unknown, unit: Unit): AppliedFix[] {
  return rule.fixes.flatMap((fix) => {
    try {
      const edits = fix.edits(data);
      if (!edits || edits.length === 0 || edits.some(({ document }) => document !== unit.document)) return [];
      const title = typeof fix.title === 'string' ? fix.title : fix.title(data);
      const files = fix.files?.(data) ?? [];
      return [{ kind: fix.kind, title, edits: edits.map((edit) => shiftEdit(edit, unit.start)), files }];
    } catch {
      return [];
    }
  });
}

function shiftEdit({ range, newText }: DocumentEdit, by: number): TextEdit {
  return { range: { start: range.start + by, end: range.end + by }, newText };
}

/** Never outside the text, and never empty where a character can be shown. */
function shift(range: TextRange, by: number, length: number): TextRange {
  const start = Math.min(Math.max(0, range.start + by), Math.max(0, length - 1));
  const end = Math.min(Math.max(range.end + by, start + 1), length);
  return { start, end };
}
