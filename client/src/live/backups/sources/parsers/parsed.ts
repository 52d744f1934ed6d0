/** What parsers of tools have in common. */
import { isObject, textOf, type Json } from '../../../docker/json';
import { Unreadable, type Question, type Told } from '../source';

export interface ToolOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @throws Unreadable where the answer of the tool is none */
export type ToolParser = (output: ToolOutput, question: Question) => Told;

export function jsonOf(tool: string, { stdout }: ToolOutput): unknown {
  try {
    return JSON.parse(stdout);
  } catch (error) {
    throw new Unreadable(`${tool} did not answer with JSON.`, {
      remedy: 'Check the command of the source: it needs the option for JSON.',
      cause: error,
    });
  }
}

/** @throws Unreadable for what is no list of objects; `null` is how some write an empty one */
export function objectsOf(tool: string, value: unknown): readonly Json[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw new Unreadable(`What ${tool} answers has another form than expected.`, {
    remedy: 'Check the command of the source, and the version of the tool.',
  });
}

/** Milliseconds since 1970. A time without a zone is in UTC, as it is in containers that say nothing. */
export function instantOf(value: unknown): number | undefined {
  const text = textOf(value);
  const time = Date.parse(/\d[T ]\d.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}

export function sizeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
