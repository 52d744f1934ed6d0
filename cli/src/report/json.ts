import { positionAt } from '../../../server/src/document/text';
import { fixKindOf } from '../../../server/src/engine/finding';
import { shownPath } from '../console';
import type { Report } from './report';

/**
 * One JSON object; findings one by one, in the order of the text; positions as in LSP, zero-based and in UTF-16 code units.
 * `skipped` is there only when something could not be read.
 */
export function jsonReport({ files, skipped }: Report): string {
  const count = { error: 0, warning: 0, info: 0, hint: 0 };
  const listed = files.map(({ path, format, lineStarts, groups }) => ({
    path: posix(path),
    format,
    findings: groups
      .flatMap(({ findings }) => findings)
      .sort((a, b) => a.range.start - b.range.start)
      .map((found) => {
        count[found.severity]++;
        return {
          rule: found.rule.id,
          severity: found.severity,
          message: found.message,
          range: { start: positionAt(lineStarts, found.range.start), end: positionAt(lineStarts, found.range.end) },
          fix: fixKindOf(found),
        };
      }),
  }));
  const findings = listed.reduce((sum, file) => sum + file.findings.length, 0);
  const left = skipped.map(({ path, reason }) => ({ path: posix(shownPath(path)), reason }));
  return (
    JSON.stringify({
      version: 1,
      files: listed,
      ...(left.length > 0 ? { skipped: left } : {}),
      summary: { files: listed.length, findings, ...count },
    }) + '\n'
  );
}

function posix(path: string): string {
  return path.replaceAll('\\', '/');
}
