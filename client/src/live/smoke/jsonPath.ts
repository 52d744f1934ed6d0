/** Values in JSON by RFC 9535 paths: https://www.rfc-editor.org/rfc/rfc9535 */
import { JSONPathError, type JSONPathQuery, type JSONValue } from 'json-p3';
import { compileJsonPath } from '../../../../server/src/smoke/jsonPath';
import { CannotRun } from './result';
import { TookTooLong, withinTime } from './timeLimit';
import { Each } from './values';

/**
 * @param path without `$.`, such as `models[0].name`; empty for the document
 * @returns undefined for nothing; the nodes as `Each` where the path may name several
 * @throws CannotRun for a path that cannot be read, or that cannot be followed through this document
 */
export function selectJson(document: unknown, path: string): unknown {
  const query = compiled(path);
  try {
    const { nodes } = withinTime(() => query.query(document as JSONValue));
    if (query.singularQuery()) return nodes[0]?.value;
    return new Each(
      nodes.map((node) => ({ name: node.getPath(), value: node.value })),
      { isList: true },
    );
  } catch (error) {
    if (error instanceof TookTooLong || error instanceof JSONPathError)
      throw new CannotRun(`json.${path} cannot be followed: ${error.message} Name a simpler path.`, { cause: error });
    throw error;
  }
}

function compiled(path: string): JSONPathQuery {
  try {
    return compileJsonPath(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`json.${path} is no JSONPath: ${reason}.`, { isLasting: true, cause: error });
  }
}
