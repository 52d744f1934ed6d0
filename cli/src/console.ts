import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** https://no-color.org and the FORCE_COLOR of Node.js. */
export function wantsColour(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR']) return process.env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

/** A path as reports name it: from the working folder where it is below it, else in full, so that others find it from anywhere. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below === '' || isAbsolute(below) || /^\.\.(?:[\\/]|$)/.test(below) ? path : below;
}

/** The same of a URI, with forward slashes. */
export function pathText(uri: string): string {
  const path = fileURLToPath(uri);
  return path === process.cwd() ? '.' : shownPath(path).replaceAll('\\', '/');
}

/** For the person, beside the report. */
export function tell(message: string): void {
  process.stderr.write(`holdfast: ${message}\n`);
}

export function tellError(error: unknown): void {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
