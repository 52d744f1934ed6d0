import { startOfScalarAround } from '../document/locate';
import { parseYaml, type YamlFile } from '../document/parse';
import type { YamlDocument } from '../document/document';
import { lineAt } from '../document/text';
import { blockBelow } from './block';
import { isBinary, type Language } from './language';

export const YAML: Language<YamlDocument> = {
  reads: (name) => /\.ya?ml$/i.test(name),
  isPlain: (path, text) => !isBinary(text) && !isTemplate(path, text),
  parse: parseYaml,
  comments: (file) => ({
    blockBelow: (line) => blockBelow(file.text, file.lineStarts, line),
    above: (offset) => file.lineStarts[lineAt(file.lineStarts, startOfScalarIn(file, offset))] ?? 0,
    // Below a byte order mark.
    top: () => (file.text.startsWith('\uFEFF') ? 1 : 0),
  }),
};

/** A comment cannot stand inside a scalar of several lines, so it goes above the key or item that the scalar belongs to. */
function startOfScalarIn({ documents }: YamlFile, offset: number): number {
  // Several documents begin at the same place where only the parser could tell their borders.
  const begin = documents.findLast(({ start }) => start <= offset)?.start ?? 0;
  const starts = documents
    .filter(({ start }) => start === begin)
    .map(({ document }) => begin + startOfScalarAround(document, offset - begin));
  return Math.min(offset, ...starts);
}

/** A line that a template engine takes for its own. */
const CONTROL_LINE =
  /^[ \t]*(?:\{\{-?\s*(?:if|else|end|range|with|define|include|template|toYaml|tpl|block|\/\*|[.$])|\{%)/m;

/** What Prometheus fills into the texts of alerts when they fire; these texts may well begin a line. */
const ALERT_TEXT = /\{\{-?[^{}\n]*(?:\$(?:labels|value|externalLabels)\b|\.(?:Labels|Value|ExternalLabels)\b)/;

/** Only Helm and Jinja know these. `{{ "{{" }}` is how Helm is told to leave the rest to Prometheus. */
const RENDERED_BEFORE =
  /\.(?:Values|Release|Chart|Capabilities|Files)\b|\b(?:include|tpl|toYaml|n?indent)\s+["(.$\d]|\{\{-?\s*["'`]\{\{|\{%/;

/**
 * Helm charts, Jinja and the like are no YAML before they are rendered: control lines in double or percent braces, or a chart's
 * templates folder. `{{ $labels.job }}` inside a value of an alert rule is not one.
 */
function isTemplate(path: string, text: string): boolean {
  if (!text.includes('{{') && !text.includes('{%')) return false;
  if (/(?:^|[\\/])templates[\\/]/.test(path) && text.includes('{{')) return true;
  if (!CONTROL_LINE.test(text)) return false;
  return !ALERT_TEXT.test(text) || RENDERED_BEFORE.test(text);
}
