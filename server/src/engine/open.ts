import type { YamlFile } from '../document/parse';
import type { ParsedDocument, ParsedFile } from '../document/parsed';
import type { AnyFormat, Candidate, Unit } from './format';
import type { CommentPlaces, Language } from './language';
import { nameOf } from './paths';
import type { Settings } from './settings';
import { YAML } from './yamlLanguage';

/** A file that one of our formats recognised, ready to be checked. */
export interface OpenedFile {
  readonly path: string;
  readonly format: AnyFormat;
  readonly parsed: ParsedFile;
  /** What was parsed, where the file is YAML. */
  readonly yaml: YamlFile | undefined;
  readonly comments: CommentPlaces;
  readonly units: readonly Unit[];
}

/**
 * Parses a text and finds out whose it is; undefined when it is nobody's. Its name tells the language, and of the formats in that
 * language the first that recognises it wins. `previous` is the last version of the same file: documents that did not change keep
 * their trees, and an unchanged text is not parsed again.
 */
export function openFile(
  path: string,
  text: string,
  formats: readonly AnyFormat[],
  settings: Settings,
  previous?: ParsedFile,
): OpenedFile | undefined {
  const normalised = path.replaceAll('\\', '/');
  const name = nameOf(normalised);
  // Texts that have no telling name, such as those that were never saved, come to us only as YAML.
  const language: Language = formats.find((one) => one.language.reads(name))?.language ?? YAML;
  if (!language.isPlain(path, text)) return undefined;
  const parsed = parse(language, path, text, previous);
  const candidate: Candidate<ParsedDocument> = { path: normalised, name, file: parsed };
  const format = formats.find((one) => one.language === language && one.recognise(candidate));
  if (!format) return undefined;
  return {
    path,
    format,
    parsed,
    yaml: language === YAML ? (parsed as YamlFile) : undefined,
    comments: language.comments(parsed),
    units: format.units(candidate, settings),
  };
}

/** The same path is read in the same language every time, so that a previous parse of it is of the right kind. */
function parse(language: Language, path: string, text: string, previous: ParsedFile | undefined): ParsedFile {
  const known = previous?.source === path ? previous : undefined;
  return known?.text === text ? known : language.parse(path, text, known);
}
