import type { Rule } from '../../../engine/rule';
import privilegedContainer from './privileged-container';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [privilegedContainer];
