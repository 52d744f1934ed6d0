import { positionAt } from '../../../server/src/document/text';
import { fixKindOf } from '../../../server/src/engine/finding';
import type { FindingGroup } from '../../../server/src/engine/grouping';
import type { Severity } from '../../../server/src/engine/rule';
import type { CheckedFile, Report } from './report';

const COLOURS: Readonly<Record<Severity | 'quiet' | 'strong', string>> = {
  error: '31',
  warning: '33',
  info: '36',
  hint: '90',
  quiet: '90',
  strong: '1',
};

/** For people: by file and line, what one service lacks on one line, and what can be done at the end. */
export function textReport({ files, skipped }: Report, isColoured: boolean): string {
  const paint = (style: keyof typeof COLOURS, text: string): string =>
    isColoured ? `\x1b[${COLOURS[style]}m${text}\x1b[0m` : text;
  const lines = files.filter(({ groups }) => groups.length > 0).flatMap((file) => fileLines(file, paint));
  const findings = files.flatMap(({ groups }) => groups.flatMap((group) => group.findings));
  const where = `${counted(files.length, 'file')} checked${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
  if (files.length === 0) return `Nothing to check: no Compose, Kubernetes or Prometheus file was found.\n`;
  if (findings.length === 0) return `${where}, nothing found.\n`;
  const count = (severity: Severity): number => findings.filter((found) => found.severity === severity).length;
  const shares = [
    counted(count('error'), 'error'),
    counted(count('warning'), 'warning'),
    `${count('info')} info`,
    counted(count('hint'), 'hint'),
  ];
  const fixable = { safe: 0, review: 0, manual: 0, none: 0 };
  for (const found of findings) fixable[fixKindOf(found)]++;
  const remedies = [
    fixable.safe > 0 ? `${fixable.safe} go away with --fix` : '',
    fixable.review > 0 ? `${fixable.review} with --fix=review, which changes behaviour` : '',
  ].filter(Boolean);
  lines.push(paint('strong', `${counted(findings.length, 'finding')} (${shares.join(', ')}), ${where}.`));
  if (remedies.length > 0) lines.push(`${remedies.join('; ')}.`);
  return lines.join('\n') + '\n';
}

function fileLines(file: CheckedFile, paint: (style: keyof typeof COLOURS, text: string) => string): string[] {
  const rows = [...file.groups]
    .sort((a, b) => a.range.start - b.range.start)
    .map((group) => {
      const { line, character } = positionAt(file.lineStarts, group.range.start);
      return { at: `${line + 1}:${character + 1}`, group };
    });
  const width = Math.max(...rows.map(({ at }) => at.length));
  const lines = rows.map(
    ({ at, group }) =>
      `  ${paint('quiet', at.padEnd(width))}  ${paint(group.severity, group.severity.padEnd(7))}  ${group.message}  ${paint('quiet', ruleNames(group))}`,
  );
  return [paint('strong', file.path), ...lines, ''];
}

function ruleNames({ findings }: FindingGroup): string {
  return findings.map(({ rule }) => rule.id).join(', ');
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
