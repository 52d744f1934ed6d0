import { MarkupKind, type Hover, type Position } from 'vscode-languageserver-types';
import type { FindingGroup } from '../engine/grouping';
import type { TextRange } from '../document/text';
import type { Check } from './checker';
import { rangeOf } from './diagnostics';
import { documentationUrl, explain } from './documentation';

/** A finding in full: what is wrong, why it matters, what can be done about it. Nothing where there is no finding. */
export function hoverAt(check: Check, position: Position): Hover | undefined {
  const at = offsetAt(check, position);
  const groups = groupsTouching(check, { start: at, end: at });
  const [first] = groups;
  if (!first) return undefined;
  const value = groups.map(describe).join('\n\n---\n\n');
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(check, first.range) };
}

export function offsetAt(check: Check, { line, character }: Position): number {
  const { lineStarts, text } = check.file.yaml;
  return Math.min((lineStarts[line] ?? text.length) + character, text.length);
}

/** The groups whose range touches another: an empty range touches what it stands in, or at the end of. */
export function groupsTouching(check: Check, range: TextRange): FindingGroup[] {
  return check.groups.filter((group) => group.range.start <= range.end && range.start <= group.range.end);
}

function describe({ findings }: FindingGroup): string {
  return findings
    .map((found) => {
      const { rule } = found;
      const title = `**${rule.summary}** · [\`${rule.id}\`](${documentationUrl(rule.id)})`;
      const [fix] = found.fixes();
      const remedy = fix
        ? `**Fix:** ${fix.title}${fix.kind === 'safe' ? '' : fix.kind === 'review' ? ' (changes behaviour: review it)' : ' (to complete by you)'}`
        : '';
      // A group's own message only lists what is missing: here every finding speaks for itself.
      return [title, found.message, explain(rule), remedy].filter(Boolean).join('\n\n');
    })
    .join('\n\n---\n\n');
}
