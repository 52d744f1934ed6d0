import { replacePart, type Edits } from '../../document/edit';
import { finding, type Fix, type Report } from '../../engine/rule';
import type { PromqlProblem } from '../../promql';
import type { RuleView } from './model';

/** What the rules about refused expressions hand to their messages and fixes. */
export interface ProblemData {
  readonly rule: RuleView;
  readonly problem: PromqlProblem;
}

/** A finding for every problem of one kind in the rule's expression, at the very place in the file. */
export function reportProblems(rule: RuleView, kind: PromqlProblem['kind']): Report<ProblemData>[] {
  return rule.problems
    .filter((problem) => problem.kind === kind)
    .map((problem) => finding(rule.partOfExpression(problem.start, problem.end), { rule, problem }));
}

export function problemMessage({ problem }: ProblemData): string {
  return problem.message;
}

/** The correction that the parser itself proposes, where it has one. */
export const PROPOSED_FIX: Fix<ProblemData> = {
  kind: 'review',
  title: ({ problem }) => problem.fixTitle ?? 'Correct the expression',
  edits: ({ rule, problem }) => {
    const { expression } = rule;
    if (!expression || !problem.edits || problem.edits.length === 0) return undefined;
    const edits = problem.edits.map(({ start, end, newText }) => replacePart(expression, start, end, newText));
    return edits.some((one) => one === undefined) ? undefined : (edits.flatMap((one) => one ?? []) satisfies Edits);
  },
};
