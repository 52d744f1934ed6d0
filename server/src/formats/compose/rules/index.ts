import type { Rule } from '../../../engine/rule';
import duplicateKey from './duplicate-key';
import missingMemoryLimit from './missing-memory-limit';
import privilegedContainer from './privileged-container';
import syntaxError from './syntax-error';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [duplicateKey, missingMemoryLimit, privilegedContainer, syntaxError];
