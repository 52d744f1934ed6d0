import { tokenise } from './tokens';

/** What a template engine leaves in an expression, also where it stands inside a string: Helm, Jinja, Grafana. */
const ANYWHERE = /\{\{.*?\}\}|\{%|\$__\w|\[\[\w+\]\]/s;
/** `${name}` inside a string may refer to a named group of label_replace. */
const VARIABLE = /\$\{[A-Za-z_]/;
const NAMED_GROUP = /\(\?P?<\w+>/;
/** Outside strings PromQL has no dollar sign, and neither of these sequences. */
const OUTSIDE_STRINGS = /\$|\{\{|\[\[/;

/** Whether the text is a template rather than a finished expression. */
export function hasTemplate(text: string): boolean {
  if (ANYWHERE.test(text)) return true;
  if (VARIABLE.test(text) && !NAMED_GROUP.test(text)) return true;
  return OUTSIDE_STRINGS.test(text) && OUTSIDE_STRINGS.test(withoutStrings(text));
}

const PIPELINE = /\|[=~>]|\|\s*(?:[a-z_]\w*\b)|!>/;
/** A line filter behind the braces; in PromQL neither `!=` nor `!~` there takes a string. */
const LINE_FILTER = /\}\s*(?:!=|!~)\s*""/;
const LOG_FUNCTION = /\b(?:bytes_rate|bytes_over_time|rate_counter)\s*\(/;
/** PromQL could say this too, but nobody counts the samples of nameless series. */
const LOG_COUNT = /\bcount_over_time\s*\(\s*\{/;

/** Whether the text is LogQL, which Loki's rules keep in the same place as Prometheus keeps PromQL. */
export function isLogql(text: string): boolean {
  if (!text.includes('{')) return false;
  const code = withoutStrings(text);
  if (LINE_FILTER.test(code) || LOG_FUNCTION.test(code)) return true;
  if (LOG_COUNT.test(code) && !text.includes('__name__')) return true;
  return PIPELINE.test(code.replaceAll('||', ''));
}

/** The text with every string emptied and without comments. */
function withoutStrings(text: string): string {
  return tokenise(text)
    .map((token) => (token.kind === 'string' ? '""' : token.text))
    .join(' ')
    .replaceAll('| ', '|');
}
