import { DiagnosticSeverity, DiagnosticTag, type Diagnostic, type Range } from 'vscode-languageserver-types';
import type { ParsedFile } from '../document/parsed';
import { positionAt, type TextRange } from '../document/text';
import type { FindingGroup } from '../engine/grouping';
import type { RuleDescription, Severity } from '../engine/rule';
import type { Check } from './checker';
import { documentationUrl } from './documentation';
import { uriOf } from './stacks/place';

/** Shown beside every finding, so that nobody has to guess which extension speaks. */
export const SOURCE = 'Holdfast';

/** More than this helps nobody and slows the editor; the rest is there once these are dealt with. */
const MOST_DIAGNOSTICS = 1000;

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What the editor underlines. Several absent keys of one service are one diagnostic. */
export function diagnosticsOf(check: Check, uri: string): Diagnostic[] {
  return check.groups.slice(0, MOST_DIAGNOSTICS).map((group) => {
    const [first] = group.findings;
    const tags = tagsOf(group);
    return {
      range: rangeOf(check, group.range),
      severity: SEVERITY[group.severity],
      source: SOURCE,
      code: codeOf(group),
      codeDescription: { href: documentationUrl(first.rule.id) },
      message: group.message,
      ...(tags.length > 0 ? { tags } : {}),
      ...(first.related.length > 0
        ? {
            relatedInformation: first.related.map(({ range, message, file }) => ({
              location: { uri: file ? uriOf(file.source) : uri, range: rangeIn(file ?? check.file.parsed, range) },
              message,
            })),
          }
        : {}),
    };
  });
}

/** The rule, and how many more stand behind the same diagnostic. */
export function codeOf({ findings }: FindingGroup): string {
  return findings.length === 1 ? findings[0].rule.id : `${findings[0].rule.id} +${findings.length - 1}`;
}

export function rangeOf(check: Check, range: TextRange): Range {
  return rangeIn(check.file.parsed, range);
}

function rangeIn({ lineStarts }: ParsedFile, range: TextRange): Range {
  return { start: positionAt(lineStarts, range.start), end: positionAt(lineStarts, range.end) };
}

function tagsOf({ findings }: FindingGroup): DiagnosticTag[] {
  const tag: RuleDescription['tag'] = findings[0].rule.tag;
  if (!tag) return [];
  return [tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated];
}
