import { FileChangeType } from 'vscode-languageserver';
import type { Files } from '../../server/src/stack/files';

/** A file system that exists nowhere but here, by absolute paths, and that can change. */
export class MemoryDisk implements Files {
  private readonly contents: Map<string, string>;
  /** Every path that was read, to see what is not read twice. */
  readonly reads: string[] = [];

  constructor(contents: Readonly<Record<string, string>>) {
    this.contents = new Map(Object.entries(contents));
  }

  readonly read = (path: string): string | undefined => {
    this.reads.push(path);
    return this.contents.get(path);
  };

  readonly list = (folder: string): readonly string[] | undefined => {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    const below = [...this.contents.keys()].flatMap((path) =>
      path.startsWith(prefix) ? path.slice(prefix.length) : [],
    );
    const names = new Set(below.map((path) => path.replace(/\/.*/s, '/')));
    return names.size > 0 ? [...names] : undefined;
  };

  /** Writes a file, or deletes it where no text is given; says what kind of change that was. */
  write(path: string, text: string | undefined): FileChangeType {
    const existed = this.contents.has(path);
    if (text === undefined) {
      this.contents.delete(path);
      return FileChangeType.Deleted;
    }
    this.contents.set(path, text);
    return existed ? FileChangeType.Changed : FileChangeType.Created;
  }
}
