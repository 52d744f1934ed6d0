import type { Rule } from '../../../engine/rule';
import duplicateKey from './duplicate-key';
import missingFor from './missing-for';
import missingSeverity from './missing-severity';
import missingSummary from './missing-summary';
import promqlSyntaxError from './promql-syntax-error';
import promqlTypeError from './promql-type-error';
import syntaxError from './syntax-error';

/** Every rule of the format, in the order of their ids. */
export const rules: readonly Rule[] = [
  duplicateKey,
  missingFor,
  missingSeverity,
  missingSummary,
  promqlSyntaxError,
  promqlTypeError,
  syntaxError,
];
