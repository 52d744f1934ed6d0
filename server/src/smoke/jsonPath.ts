import { compile, type JSONPathQuery } from 'json-p3';

/**
 * The query behind `json.<path>`, by RFC 9535: https://www.rfc-editor.org/rfc/rfc9535
 * @param path without `$.`, such as `models[0].name` or `[0].id`; empty for the document
 * @throws Error for a path that cannot be read; its message is the bare reason
 */
export function compileJsonPath(path: string): JSONPathQuery {
  try {
    return compile(path === '' || path.startsWith('[') ? `$${path}` : `$.${path}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The library adds where it stopped, counted in a path that nobody wrote.
    throw new Error(reason.replace(/ \('.*':\d+\)$/s, ''), { cause: error });
  }
}

/** The path in the subject of an expectation, `json.a.b`, `json[0]`, or `json` for the document; undefined for another subject. */
export function jsonPathIn(subject: string): string | undefined {
  return /^json(?:\.(?=.)|(?=\[)|$)(.*)$/s.exec(subject)?.[1];
}
