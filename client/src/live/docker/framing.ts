/**
 * Cuts byte streams of an engine into lines and frames. By hand, because `readline` throws errors of its input again as unhandled
 * ones, which ends the process it runs in.
 */
import { EngineError } from './errors';

/** A line longer than this is not a log line or an event but a mistake; it is passed on in pieces. */
const LONGEST_LINE = 1 << 20;
/** Far above what an engine sends in one frame (it copies in blocks of 32 KiB). */
const LARGEST_FRAME = 1 << 26;

const NEWLINE = 0x0a;

/** Collects bytes until a newline. Characters are never cut, because lines are decoded whole. */
export class LineSplitter {
  #parts: Buffer[] = [];
  #length = 0;
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#add(chunk.subarray(start, end));
      this.flush(true);
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
    if (this.#length > LONGEST_LINE) this.flush(true);
  }

  /** Passes on what is left. @param isLine also when it is empty: a blank line is a line, the end of a stream is not */
  flush(isLine = false): void {
    if (this.#length === 0 && !isLine) return;
    const line = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#length = 0;
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#length += part.length;
  }
}

export type OutputName = 'stdout' | 'stderr';

const HEADER_LENGTH = 8;
const OUTPUTS: readonly (OutputName | undefined)[] = ['stdout', 'stdout', 'stderr'];

/**
 * Undoes the framing of logs and exec output of containers without a terminal: one byte for the output (0 stdin echoed, 1 stdout,
 * 2 stderr), three zeros, four bytes of length, then as many bytes.
 * https://docs.docker.com/reference/api/engine/version/v1.52/#tag/Container/operation/ContainerAttach
 */
export class FrameSplitter {
  #pending: Buffer = Buffer.alloc(0);
  readonly #onBytes: (output: OutputName, bytes: Buffer) => void;

  constructor(onBytes: (output: OutputName, bytes: Buffer) => void) {
    this.#onBytes = onBytes;
  }

  push(chunk: Buffer): void {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (bytes.length >= HEADER_LENGTH) {
      const output = OUTPUTS[bytes[0] ?? -1];
      const length = bytes.readUInt32BE(4);
      if (!output || bytes.readUIntBE(1, 3) !== 0 || length > LARGEST_FRAME) {
        throw new EngineError('protocol', 'The engine sent output that is not framed as Docker frames it.');
      }
      const end = HEADER_LENGTH + length;
      if (bytes.length < end) break;
      this.#onBytes(output, bytes.subarray(HEADER_LENGTH, end));
      bytes = bytes.subarray(end);
    }
    this.#pending = bytes;
  }
}
