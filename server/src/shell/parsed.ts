import { parse, type ParsedScript } from 'unbash';

/** Probes and commands read the same in many services, and in the next version of a file. */
const kept = new Map<string, ParsedScript | undefined>();
const MOST_KEPT = 500;
/** Longer texts are scripts, which stand alone. */
const LONGEST_KEPT = 2_000;

/** The parser's tree, which nobody changes. Undefined for a text that is nested so deep that the parser gives up. */
export function parsedText(source: string): ParsedScript | undefined {
  if (source.length > LONGEST_KEPT) return parsedAfresh(source);
  if (kept.has(source)) return kept.get(source);
  if (kept.size >= MOST_KEPT) kept.clear();
  const parsed = parsedAfresh(source);
  kept.set(source, parsed);
  return parsed;
}

function parsedAfresh(source: string): ParsedScript | undefined {
  try {
    return parse(source);
  } catch {
    return undefined;
  }
}
