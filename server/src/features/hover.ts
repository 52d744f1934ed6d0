import { MarkupKind, type Hover, type Position } from 'vscode-languageserver-types';
import type { Finding } from '../engine/finding';
import type { FindingGroup } from '../engine/grouping';
import type { FixKind } from '../engine/rule';
import type { TextRange } from '../document/text';
import type { Check } from './checker';
import { rangeOf } from './diagnostics';
import { documentationCommand, documentationUrl, links, type PageOf } from './documentation';

/** What is known about the editor that shows a hover. */
export interface HoverAbilities {
  /** It is VS Code with our commands: it shows the message above the hover, and opens pages that are installed with the extension. */
  readonly hasCommands: boolean;
}

/** A finding in full: what is wrong, why it matters, what can be done about it. Nothing where there is no finding. */
export function hoverAt(check: Check, position: Position, abilities: HoverAbilities): Hover | undefined {
  const at = offsetAt(check, position);
  const groups = groupsTouching(check, { start: at, end: at });
  const [first] = groups;
  if (!first) return undefined;
  const value = groups.map((group) => describe(group, abilities)).join('\n\n---\n\n');
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(check, first.range) };
}

export function offsetAt(check: Check, { line, character }: Position): number {
  const { lineStarts, text } = check.file.parsed;
  return Math.min((lineStarts[line] ?? text.length) + character, text.length);
}

/** The groups whose range touches another: an empty range touches what it stands in, or at the end of. */
export function groupsTouching(check: Check, range: TextRange): FindingGroup[] {
  return check.groups.filter((group) => group.range.start <= range.end && range.start <= group.range.end);
}

function describe({ findings }: FindingGroup, { hasCommands }: HoverAbilities): string {
  const pageOf = hasCommands ? documentationCommand : documentationUrl;
  const [found, ...others] = findings;
  // What a group lacks is a list to be taken in at a glance; every page tells the rest.
  if (others.length > 0) return findings.map((one) => `- ${inShort(one, pageOf)}`).join('\n');
  const { rule, message } = found;
  const title = `**${rule.summary}** · [\`${rule.id}\`](${pageOf(rule.id)})`;
  return [title, hasCommands ? '' : asMarkdown(message), rule.why, remedy(found), links(rule)]
    .filter(Boolean)
    .join('\n\n');
}

function inShort({ rule, message }: Finding, pageOf: PageOf): string {
  return `**[${capitalised(rule.grouped ?? rule.id)}](${pageOf(rule.id)}):** ${asMarkdown(message)}`;
}

function remedy(found: Finding): string {
  const [fix] = found.fixes();
  return fix ? `**Fix:** ${asMarkdown(fix.title)}${CAUTION[fix.kind]}` : '';
}

/** What a person should know before applying a fix. */
const CAUTION: Readonly<Record<FixKind, string>> = {
  safe: '',
  review: ' (changes behaviour: review it)',
  manual: ' (you complete it)',
};

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Our texts are plain but for code in backticks, and may quote names of the file: they must not become links, or images that the
 * editor would fetch.
 */
function asMarkdown(text: string): string {
  return text.replace(/(`[^`]*`)|[\\[\]<>*_!&]/g, (found, code: string | undefined) => code ?? `\\${found}`);
}
