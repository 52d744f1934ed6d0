import { readFileSync, statSync } from 'node:fs';
import { MAXIMUM_TEXT_LENGTH } from '../../server/src/document/parse';
import { DISK_FILES } from '../../server/src/stack/diskFiles';
import type { Files } from '../../server/src/stack/files';

/** Something that could not be read or written, and why: told, and left out. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface ReadText {
  readonly text: string;
  /** Bytes that are no UTF-8 were lost in reading: writing the text would make that final. */
  readonly isLossless: boolean;
}

/** UTF-8 takes at most this many bytes for one UTF-16 code unit. */
const MOST_BYTES = 3;

/** Reads a file that may be anything. Never waits for a pipe and never reads what is too large to be checked. */
export function readText(path: string): ReadText | { readonly reason: string } {
  try {
    const { size } = assertFile(path);
    if (size > MOST_BYTES * MAXIMUM_TEXT_LENGTH) return { reason: TOO_LARGE };
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    if (text.length > MAXIMUM_TEXT_LENGTH) return { reason: TOO_LARGE };
    return { text, isLossless: !text.includes(REPLACEMENT) || Buffer.from(text, 'utf8').equals(bytes) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** What stands in place of bytes that are no UTF-8. */
const REPLACEMENT = '\uFFFD';

/** The disk for one run: a file that is checked is often looked at for its neighbours first, and is read once for both. */
export class FilesOfRun implements Files {
  readonly list = DISK_FILES.list;
  private readonly known = new Map<string, ReturnType<typeof readText>>();

  read(path: string): string | undefined {
    const known = this.known.get(path);
    if (known) return 'text' in known ? known.text : undefined;
    const text = DISK_FILES.read(path);
    if (text !== undefined && text.length <= MAXIMUM_TEXT_LENGTH && !text.includes(REPLACEMENT))
      this.known.set(path, { text, isLossless: true });
    return text;
  }

  /** A file that is to be checked, or why it cannot be. */
  readWhole(path: string): ReturnType<typeof readText> {
    let read = this.known.get(path);
    if (!read) this.known.set(path, (read = readText(path)));
    return read;
  }

  /** It was written: what was read before is gone. */
  forget(path: string): void {
    this.known.delete(path);
  }
}

const TOO_LARGE = `it has more than ${MAXIMUM_TEXT_LENGTH} characters`;

/** The system's error in words; codes that we have no words for stay as they are. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const words: Record<string, string> = {
    ENOENT: 'it does not exist (or the link leads nowhere)',
    EACCES: 'you have no permission',
    EPERM: 'you have no permission',
    EROFS: 'the file system is read-only',
    ELOOP: 'the link leads to itself',
    EISDIR: 'it is a folder',
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}

function assertFile(path: string): { readonly size: number } {
  const status = statSync(path);
  if (!status.isFile()) throw new Error(status.isDirectory() ? 'it is a folder' : 'it is neither a file nor a folder');
  return status;
}
