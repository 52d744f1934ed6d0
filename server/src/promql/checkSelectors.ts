import { type Report } from './report';
import { checkRegex } from './regex';
import type { Matcher, SelectorNode } from './types';

/** @param isLabelList braces that only list labels, as in the second argument of info(), may match anything */
export function checkSelector(node: SelectorNode, isLabelList: boolean, report: Report): void {
  const regexes = new Map(node.matchers.filter(isRegex).map((matcher) => [matcher, checkRegex(matcher.value)]));
  let broken = false;
  for (const [matcher, { error }] of regexes) {
    if (error === undefined) continue;
    broken = true;
    report.add('regex', matcher.valueSpan, `Prometheus cannot use this regular expression: ${error}.`);
  }
  const named = node.matchers.filter((matcher) => matcher.label === '__name__');
  const [second] =
    node.identifier === undefined && named.some((matcher) => matcher.quotedName) ? named.slice(1) : named;
  const setsNameTwice =
    second !== undefined && (node.identifier !== undefined || named.some((matcher) => matcher.quotedName));
  if (setsNameTwice) {
    report.add(
      'type',
      second,
      `This selector already has a metric name; remove ${report.quote(second)} or the other name.`,
    );
  }
  if (node.identifier !== undefined || broken || isLabelList) return;
  const matchesEmpty = (matcher: Matcher): boolean => {
    const negated = matcher.operator.startsWith('!');
    return negated !== (regexes.get(matcher)?.matchesEmpty ?? matcher.value === '');
  };
  if (node.matchers.every(matchesEmpty)) {
    const message =
      'Nothing here narrows the search: every matcher accepts an empty value, which Prometheus refuses. Add a metric name.';
    report.add('regex', node, message);
  }
}

function isRegex(matcher: Matcher): boolean {
  return matcher.operator === '=~' || matcher.operator === '!~';
}
