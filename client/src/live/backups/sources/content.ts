/** Whether a backup is whole, by its beginning and its end. Compressed ones are read through: that is what shows that they can be. */
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { BackupContent } from '../reading';

/** Room for the first words of a dump, and for the mark of a tar archive. */
const HEAD_BYTES = 512;
/** pg_dump puts a line or two after the one that says that it is complete. */
const TAIL_BYTES = 4096;
/** Reading through more than this takes too long to do it by the way. */
const MOST_COMPRESSED_BYTES = 4 * 2 ** 30;
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * @returns undefined for a format that does not tell
 * @throws what reading the file throws, and the reason of the signal
 */
export async function inspectContent(path: string, signal: AbortSignal): Promise<BackupContent | undefined> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size === 0) return incomplete('the file is empty');
    const head = await piece(file, 0, HEAD_BYTES);
    if (!head.subarray(0, 2).equals(GZIP))
      return contentOf({ head, tail: await piece(file, Math.max(0, size - TAIL_BYTES), TAIL_BYTES), size });
    if (size > MOST_COMPRESSED_BYTES) return undefined;
  } finally {
    await file.close();
  }
  return throughGzip(path, signal);
}

async function piece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Of what is in it, once it is no longer compressed. */
export interface Ends {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly size: number;
}

async function throughGzip(path: string, signal: AbortSignal): Promise<BackupContent | undefined> {
  let head: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  let size = 0;
  try {
    await pipeline(
      createReadStream(path),
      createGunzip(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          size += chunk.length;
          if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
          tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
        }
      },
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return incomplete('the compressed file ends too early');
    if (code?.startsWith('Z_') === true) return incomplete('the compressed file is damaged');
    throw error;
  }
  return contentOf({ head, tail, size });
}

interface Format {
  /** By how it begins. */
  fits(head: Buffer): boolean;
  /** @returns what is missing, undefined where it is whole */
  missing(ends: Ends): string | undefined;
}

const FORMATS: readonly Format[] = [
  {
    fits: (head) => /^(?:--\s*)*-- PostgreSQL database (?:cluster )?dump/m.test(head.toString('latin1')),
    missing: ends(/^-- PostgreSQL database (?:cluster )?dump complete/m),
  },
  {
    // MariaDB puts a line before it that other versions do not understand.
    fits: (head) => /^-- (?:MySQL|MariaDB) dump/m.test(head.toString('latin1')),
    missing: ends(/^-- Dump completed/m),
  },
  {
    // mongodump --archive: https://github.com/mongodb/mongo-tools/blob/master/common/archive/archive.go
    fits: (head) => head.subarray(0, 4).equals(Buffer.from([0x6d, 0xe2, 0x99, 0x81])),
    missing: ({ tail }) =>
      tail.subarray(-4).equals(Buffer.alloc(4, 0xff)) ? undefined : 'the mark at the end of the archive is missing',
  },
  {
    // Since version 5 of the format an end mark and eight bytes of a checksum.
    fits: (head) => /^REDIS00(?:0[5-9]|\d\d)/.test(head.toString('latin1')),
    missing: ({ tail }) => (tail.at(-9) === 0xff ? undefined : 'the mark at the end of the snapshot is missing'),
  },
  {
    fits: (head) => head.subarray(257, 262).toString('latin1') === 'ustar',
    missing: ({ tail }) =>
      tail.subarray(-1024).equals(Buffer.alloc(1024)) ? undefined : 'the two empty blocks at the end are missing',
  },
];

function ends(mark: RegExp): Format['missing'] {
  return ({ tail }) =>
    mark.test(tail.toString('latin1')) ? undefined : 'the line at the end that says so is missing: it was cut short';
}

/** @returns undefined for a format that does not tell */
export function contentOf(all: Ends): BackupContent | undefined {
  if (all.size === 0) return incomplete('the compressed file holds nothing');
  const format = FORMATS.find(({ fits }) => fits(all.head));
  if (!format) return undefined;
  const missing = format.missing(all);
  return missing === undefined ? { isComplete: true } : incomplete(missing);
}

function incomplete(reason: string): BackupContent {
  return { isComplete: false, reason };
}
