/** What a container prints, as lines. */
import { FrameSplitter, LineSplitter, type OutputName } from './framing';
import type { Consumer } from './http';

/** @param tty whether the output is a terminal's: one stream, not framed */
export function lineConsumer(tty: boolean, onLine: (line: string, output: OutputName) => void): Consumer {
  const lines = {
    stdout: new LineSplitter((line) => onLine(line, 'stdout')),
    stderr: new LineSplitter((line) => onLine(line, 'stderr')),
  };
  const frames = new FrameSplitter((output, bytes) => lines[output].push(bytes));
  return {
    bytes: (chunk) => (tty ? lines.stdout : frames).push(chunk),
    end() {
      lines.stdout.flush();
      lines.stderr.flush();
    },
  };
}
