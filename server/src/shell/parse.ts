import { remembered } from '../engine/remember';
import { Builder } from './build';
import type { ShellOptions, ShellScript } from './nodes';

/** Longer texts are data. */
const LONGEST = 200_000;

/**
 * Reads a shell text (POSIX or Bash). Never throws: of a text with mistakes it gives what could be read.
 *
 * @param start the offset of the text in the file that it stands in: all ranges count from the beginning of that file
 * @param options the switches that the shell is started with; by default those of the `#!` line
 */
export function parseShell(text: string, start = 0, options?: ShellOptions): ShellScript {
  if (start !== 0) return build(text, start, options);
  const switches = options ? `${options.errexit} ${options.nounset} ${options.pipefail}` : '';
  let parse = parsers.get(switches);
  if (!parse) parsers.set(switches, (parse = remembered((one) => build(one, 0, options))));
  return parse(text);
}

/** By the switches that the shell is started with. */
const parsers = new Map<string, (text: string) => ShellScript>();

function build(text: string, start: number, options: ShellOptions | undefined): ShellScript {
  const place = (from: number, to: number): { start: number; end: number } => ({
    start: start + from,
    end: start + to,
  });
  return new Builder(text.length > LONGEST ? '' : text, place).build(options, undefined);
}
