import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** https://no-color.org and the FORCE_COLOR of Node.js. */
export function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR']) return process.env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** A path as reports name it: from the working folder, with forward slashes. */
export function pathText(uri: string): string {
  return relative(process.cwd(), fileURLToPath(uri)).replaceAll('\\', '/') || '.';
}

/** For the person, beside the report. */
export function tell(message: string): void {
  process.stderr.write(`holdfast: ${message}\n`);
}

export function tellError(error: unknown): void {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
