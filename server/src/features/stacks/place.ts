import { URI } from 'vscode-uri';
import type { YamlFile } from '../../document/parse';
import { positionAt, type Token } from '../../document/text';
import type { Declared, SourceRange } from '../../protocol';

/** Says where tokens stand, in the files that a workspace has read. */
export class Places {
  constructor(private readonly treeOf: (path: string) => YamlFile | undefined) {}

  of(token: Token): SourceRange {
    const path = token.document.source;
    const yaml = this.treeOf(path);
    const start = yaml?.documents.find(({ document }) => document === token.document)?.start ?? 0;
    const lineStarts = yaml?.lineStarts ?? [0];
    const { range } = token;
    return {
      uri: uriOf(path),
      range: { start: positionAt(lineStarts, start + range.start), end: positionAt(lineStarts, start + range.end) },
    };
  }

  declared<Value>(value: Value, token: Token): Declared<Value> {
    return { value, source: this.of(token) };
  }
}

export function uriOf(path: string): string {
  return URI.file(path).toString();
}

/** The path of a `file:` URI with `/` between folders; undefined for texts that are in no file system of this machine. */
export function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.path.replace(/^\/[a-z]:/, (drive) => drive.toUpperCase()) : undefined;
}
