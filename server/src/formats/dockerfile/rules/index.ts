import type { Rule } from '../../../engine/rule';
import syntaxError from './syntax-error';

export const rules: readonly Rule[] = [syntaxError];
