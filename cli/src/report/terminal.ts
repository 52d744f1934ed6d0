/** What reports for people have in common. */
import type { ReportedEngine } from '../engineSession';

export type Style = 'good' | 'bad' | 'middling' | 'quiet' | 'strong' | 'plain';

const COLOURS: Readonly<Record<Style, string>> = {
  good: '32',
  middling: '33',
  bad: '31',
  quiet: '90',
  strong: '1',
  plain: '0',
};

export type Paint = (style: Style, text: string) => string;

export function painter(isColoured: boolean): Paint {
  return (style, text) => (isColoured ? `\x1b[${COLOURS[style]}m${text}\x1b[0m` : text);
}

export function engineLines({ context, address, problem }: ReportedEngine, paint: Paint): string[] {
  const name =
    context !== undefined && context !== 'default' ? `${context} (${address ?? 'unknown'})` : (address ?? 'none');
  const first = paint('quiet', `engine: ${name}`);
  if (!problem) return [first];
  return [
    first,
    `${paint('bad', '✖')} ${problem.message}`,
    ...(problem.remedy === undefined ? [] : [`  ${problem.remedy}`]),
  ];
}
