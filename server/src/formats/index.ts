import type { Format } from '../engine/format';
import { compose } from './compose';

/** Every format, in the order in which they are asked whether a file is theirs. */
export const FORMATS: readonly Format[] = [compose];
