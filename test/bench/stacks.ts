import { readFileSync } from 'node:fs';

const EXAMPLE = readFileSync(new URL('../../examples/hardened/compose.yaml', import.meta.url), 'utf8');

/** A compose file of at least so many lines: the services of the example stack over and over, numbered, on ports of their own. */
export function composeOf(lines: number): string {
  const start = EXAMPLE.indexOf('\nservices:\n') + '\nservices:\n'.length;
  const rest = EXAMPLE.slice(start);
  const end = rest.search(/^[a-z][\w-]*:/m);
  const services = end < 0 ? rest : rest.slice(0, end);
  const head = EXAMPLE.slice(0, start);
  let text = head;
  for (let round = 0; text.split('\n').length < lines; round++) {
    const copy = services
      .replace(/^ {2}([a-z][\w-]*):$/gm, (_, name: string) => `  ${name}${round}:`)
      .replace(
        /(127\.0\.0\.1:)(\d+):/g,
        (_, host: string, port: string) => `${host}${(Number(port) + round * 7) % 60_000}:`,
      );
    text += copy;
  }
  return text.split('\n').slice(0, lines).join('\n') + '\n';
}
