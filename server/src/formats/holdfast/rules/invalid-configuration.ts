import type { YamlDocument } from '../../../document/document';
import { finding, ruleFactory, type Rule } from '../../../engine/rule';
import type { Schema } from '../schema';
import { judgeConfiguration } from '../judge';

export interface HoldfastSubjects {
  readonly document: YamlDocument;
}

/** The rule needs the schema, and the schema lists the rules of every format: so it is made when all are known. */
export function invalidConfiguration(schema: () => Schema): Rule {
  return ruleFactory<HoldfastSubjects>()({
    id: 'holdfast/invalid-configuration',
    severity: 'error',
    preset: 'recommended',
    category: 'correctness',
    since: '0.1.0',
    summary: 'holdfast.yaml is not understood',
    why: 'A setting that is not understood is not in force: rules run, or stay silent, against what the team decided.',
    crossFile: true,
    references: [],
    examples: { bad: 'preset: strickt\n', good: 'preset: strict\n' },
    on: {
      document({ root }, { surroundings }) {
        if (!root || (root.kind === 'scalar' && root.isNull)) return undefined;
        return judgeConfiguration(root, schema(), () => surroundings.smokeServices).map((problem) =>
          finding(problem.token, problem, problem.isWarning ? { severity: 'warning' } : {}),
        );
      },
    },
    message: ({ message, isWarning }) => (isWarning ? message : `${message} The rest of the file stays in force.`),
    fixes: [
      {
        kind: 'review',
        title: ({ correction }) => correction?.title ?? '',
        edits: ({ correction }) => correction?.edits(),
      },
    ],
  });
}
