import type { FixKind, RuleDescription } from '../../server/src/engine/rule';

export interface DocumentedRule {
  readonly format: string;
  /** Other formats in whose files it finds something. */
  readonly guestIn?: readonly string[];
  readonly rule: RuleDescription;
  readonly fixes: readonly { readonly kind: FixKind; readonly title: unknown }[];
}

const FIX_MEANING: Readonly<Record<FixKind, string>> = {
  safe: 'The first quick-fix is **safe**: the running system stays the same. It is part of "fix all" and of `holdfast check --fix`.',
  review: 'The first quick-fix changes behaviour: **review** it. `holdfast check --fix=review` applies it.',
  manual:
    'The quick-fix leaves something for you to complete (**manual**); the command line does not apply what is incomplete.',
};

/** The page of one rule, in Markdown. */
export function rulePage({ format, guestIn = [], rule, fixes }: DocumentedRule): string {
  const [first] = fixes;
  const peers =
    rule.peers && rule.peers.length > 0
      ? `## Comparable checks\n\n${rule.peers.map((peer) => `\`${peer}\``).join(', ')}. Where these tools are told by a comment or annotation to be silent, this rule is too.\n`
      : '';
  return [
    `# ${rule.id}`,
    `${rule.summary}.`,
    `| format | severity | preset | category | since |\n| --- | --- | --- | --- | --- |\n| ${[format, ...guestIn].join(', ')} | ${rule.severity} | ${rule.preset} | ${rule.category} | ${rule.since} |`,
    `## Why it matters\n\n${rule.why}`,
    `## Example\n\nFound:\n\n${code(rule.examples.bad)}\n\n${first ? 'Fixed' : 'Not found'}:\n\n${code(rule.examples.good)}`,
    first ? `## Fix\n\n${FIX_MEANING[first.kind]}` : '## Fix\n\nThere is no quick-fix: only you know what is meant.',
    rule.knownProblems ? `## What it does not see\n\n${rule.knownProblems}` : '',
    `## Switch it off\n\nHere, with a reason: \`# holdfast-ignore ${rule.id} -- reason\` above the block. Everywhere, in \`holdfast.yaml\`:\n\n${code(`rules:\n  ${rule.id}: "off"\n`)}`,
    peers,
    rule.references.length > 0 ? `## References\n\n${rule.references.map((url) => `- <${url}>`).join('\n')}` : '',
  ]
    .filter(Boolean)
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n');
}

/** The list of all pages. */
export function ruleIndex(rules: readonly DocumentedRule[]): string {
  const formats = [...new Set(rules.map(({ format }) => format))];
  const sections = formats.map((format) => {
    const rows = rules
      .filter((one) => one.format === format)
      .map(
        ({ rule, fixes }) =>
          `| [${rule.id}](${rule.id}.md) | ${rule.summary} | ${rule.severity} | ${rule.preset} | ${fixes[0]?.kind ?? ''} |`,
      );
    return `## ${format}\n\n| rule | what it finds | severity | preset | fix |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Rules\n\n${sections.join('\n')}`;
}

/** The short table of the README: how much there is for each format. */
export function ruleTable(rules: readonly DocumentedRule[]): string {
  const formats = [...new Set(rules.map(({ format }) => format))];
  const rows = formats.map((format) => {
    const own = rules.filter((one) => one.format === format);
    const fixable = own.filter(({ fixes }) => fixes.length > 0).length;
    const recommended = own.filter(({ rule }) => rule.preset === 'recommended').length;
    return `| ${format} | ${own.length} | ${recommended} | ${fixable} |`;
  });
  return `| format | rules | on by default | with a quick-fix |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function code(text: string): string {
  return `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
}
