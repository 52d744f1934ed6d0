import { performance } from 'node:perf_hooks';
import { lint } from '../../server/src/engine/lint';
import { openFile } from '../../server/src/engine/open';
import { NOTHING_AROUND } from '../../server/src/engine/surroundings';
import { FORMATS } from '../../server/src/formats';
import { EVERYTHING } from '../support/lint';

/** What must hold for any text whatsoever. Gives what does not, in words; undefined when all is well. */
export function mishap(path: string, text: string, mostMilliseconds = 1000): string | undefined {
  const started = performance.now();
  try {
    const file = openFile(path, text, FORMATS, EVERYTHING);
    if (!file) return undefined;
    const { findings, failures } = lint(file, EVERYTHING, NOTHING_AROUND);
    const [failure] = failures;
    if (failure)
      return `${failure.rule} threw ${failure.error instanceof Error ? failure.error.stack : String(failure.error)}`;
    for (const found of findings) {
      const { start, end } = found.range;
      if (start < 0 || start > end || end > text.length)
        return `${found.rule.id} points at ${start}-${end} of ${text.length}`;
      for (const fix of found.fixes()) {
        for (const { range } of fix.edits) {
          if (range.start < 0 || range.start > range.end || range.end > text.length)
            return `${found.rule.id} edits ${range.start}-${range.end}`;
        }
      }
    }
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
  const took = performance.now() - started;
  return took > mostMilliseconds ? `took ${Math.round(took)} ms` : undefined;
}

/** A small generator of numbers that can be repeated from its seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  ':',
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '|',
  '>',
  '|+',
  '"',
  "'",
  '#',
  ' # ',
  '&a',
  '*a',
  '<<: *a',
  '!reset',
  '!override',
  '!!binary',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '\n',
  '\r\n',
  '\t',
  '  ',
  '    ',
  '\uFEFF',
  '\0',
  '$',
  '${',
  '${A:-',
  '}',
  '$$',
  '@',
  '`',
  '\\',
  '0x',
  '~',
  'services:\n',
  'image: ',
  'ports:\n',
  '- "8080:80"\n',
  'environment:\n',
  'depends_on:\n',
  'healthcheck:\n',
  'test: ',
  'deploy:\n',
  'apiVersion: apps/v1\n',
  'kind: Deployment\n',
  'spec:\n',
  'containers:\n',
  'groups:\n',
  'rules:\n',
  'alert: ',
  'expr: ',
  'rate(',
  '[5m]',
  'scrape_configs:\n',
  'targets:\n',
  'null',
  'true',
  'no',
  '1e999',
  '-',
  '.inf',
  'é',
  '\u{1F4A9}',
  '\u2028',
  '# holdfast-ignore ',
  '{{ .Values.x }}',
];

/** A text that somebody might have in the editor while typing, or that no human would ever write. */
export function mutate(base: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const place = (text: string): number => Math.floor(random() * (text.length + 1));
  switch (Math.floor(random() * 5)) {
    case 0:
      return base.slice(0, place(base));
    case 1:
      return base.slice(place(base));
    case 2: {
      let text = base;
      for (let i = 1 + Math.floor(random() * 6); i > 0; i--) {
        const at = place(text);
        text = text.slice(0, at) + (random() < 0.5 ? pick(PIECES) : '') + text.slice(at + Math.floor(random() * 12));
      }
      return text;
    }
    case 3: {
      const lines = base.split('\n');
      for (let i = 1 + Math.floor(random() * 4); i > 0; i--) {
        const at = Math.floor(random() * lines.length);
        const change = Math.floor(random() * 4);
        const line = lines[at] ?? '';
        if (change === 0) lines.splice(at, 1);
        else if (change === 1) lines.splice(at, 0, line);
        else if (change === 2) lines[at] = line.replace(/^ {2}/, '');
        else lines[at] = `  ${line}`;
      }
      return lines.join('\n');
    }
    default: {
      let text = '';
      for (let i = Math.floor(random() * 60); i > 0; i--) text += pick(PIECES);
      return text;
    }
  }
}
