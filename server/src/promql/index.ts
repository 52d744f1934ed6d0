export { applyPromqlEdits, checkPromql } from './check';
export { hasTemplate, isLogql } from './detect';
export { parsePromql } from './parse';
export { aggregationsOf, calculatesWithTime, callsOf, isConstant, selectorsOf, typeOf } from './query';
export type { PromqlProblem, PromqlTree } from './types';
