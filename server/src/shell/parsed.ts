import { parse, type ParsedScript } from 'unbash';
import { remembered } from '../engine/remember';

/** The parser's tree, which nobody changes. Undefined for a text that is nested so deep that the parser gives up. */
export const parsedText = remembered((source): ParsedScript | undefined => {
  try {
    return parse(source);
  } catch {
    return undefined;
  }
});
