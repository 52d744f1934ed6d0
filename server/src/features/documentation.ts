import { version } from '../../../package.json';
import type { RuleDescription } from '../engine/rule';

const REPOSITORY = 'https://github.com/holdfast-tools/holdfast';

/** The page of a rule as it was when this version was released. */
export function documentationUrl(id: string): string {
  return `${REPOSITORY}/blob/v${version}/${documentationPath(id)}`;
}

/** Where the page of a rule is, relative to the root of the repository and of the installed extension. */
export function documentationPath(id: string): string {
  return `docs/rules/${id}.md`;
}

/** What a hover says about a rule, in Markdown: why it matters, what it cannot see, where to read on. */
export function explain(rule: RuleDescription): string {
  const references = rule.references.map((url) => `[${hostOf(url)}](${url})`).join(' · ');
  return [rule.why, rule.knownProblems, references].filter(Boolean).join('\n\n');
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '');
}
