import { parseYaml, type YamlFile } from '../document/parse';
import type { Candidate, Format, Unit } from './format';
import type { Settings } from './settings';

/** A file that one of our formats recognised, ready to be checked. */
export interface OpenedFile {
  readonly path: string;
  readonly format: Format;
  readonly yaml: YamlFile;
  readonly units: readonly Unit[];
}

/** File names that can hold anything we read; everything else is never parsed. */
export function mayBeOurs(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/**
 * Parses a text and finds out whose it is; undefined when it is nobody's. The first format that recognises it wins.
 * `previous` is the last version of the same file: documents that did not change keep their trees, and an unchanged text is not
 * parsed again.
 */
export function openFile(
  path: string,
  text: string,
  formats: readonly Format[],
  settings: Settings,
  previous?: YamlFile,
): OpenedFile | undefined {
  if (!isPlainYaml(path, text)) return undefined;
  const yaml = previous?.text === text && previous.source === path ? previous : parseYaml(path, text, previous);
  const normalised = path.replaceAll('\\', '/');
  const candidate: Candidate = { path: normalised, name: normalised.slice(normalised.lastIndexOf('/') + 1), yaml };
  const format = formats.find((one) => one.recognise(candidate));
  return format && { path, format, yaml, units: format.units(candidate, settings) };
}

/** Neither a binary file nor something that a template engine has to render first. */
export function isPlainYaml(path: string, text: string): boolean {
  return !isBinary(text) && !isTemplate(path, text);
}

/** A NUL byte never stands in a text file (https://yaml.org/spec/1.2.2/#51-character-set). */
function isBinary(text: string): boolean {
  return text.includes('\0');
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
