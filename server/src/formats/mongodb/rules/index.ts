import type { Rule } from '../../../engine/rule';
import fileLogging from './file-logging';
import removedOption from './removed-option';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [fileLogging, removedOption];
