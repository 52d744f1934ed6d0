import type { Rule } from '../../../engine/rule';
import missingMemoryLimit from './missing-memory-limit';
import privilegedContainer from './privileged-container';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [missingMemoryLimit, privilegedContainer];
