import { readFileSync, statSync } from 'node:fs';
import { MAXIMUM_TEXT_LENGTH } from '../../server/src/document/parse';

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
    return { text, isLossless: Buffer.from(text, 'utf8').equals(bytes) };
  } catch (error) {
    return { reason: reasonOf(error) };
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
