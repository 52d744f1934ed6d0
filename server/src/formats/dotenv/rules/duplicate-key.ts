import { finding } from '../../../engine/rule';
import { deleteVariable } from '../edits';
import { dotenvRule } from '../rule';

export default dotenvRule({
  id: 'dotenv/duplicate-key',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Variable is set twice',
  why: 'The last value counts. Whoever changes the first one, at the top of the file, changes nothing and does not notice.',
  knownProblems: 'The same value twice is left alone, and so is a value that builds on the earlier one.',
  references: ['https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax'],
  examples: {
    bad: 'TAG=1.4\nDOMAIN=shop.example.org\nTAG=1.5\n',
    good: 'DOMAIN=shop.example.org\nTAG=1.5\n',
  },
  on: {
    file: (file) =>
      file.variables.flatMap((variable, index) => {
        const { name, value } = variable;
        const next = file.variables.slice(index + 1).find((one) => one.name === name);
        if (!next || next.value.text === value.text) return [];
        const buildsOn = file.variables
          .slice(index + 1)
          .some(({ value: { text } }) => text.includes(`$${name}`) || text.includes(`\${${name}`));
        if (buildsOn) return [];
        return finding(
          variable.key,
          { variable },
          { related: [{ token: next.key, message: 'It is set again here.' }] },
        );
      }),
  },
  message: ({ variable: { name } }) =>
    `${name} is set again further down, and only the last value counts. Delete this line, or the other one if this value is meant.`,
  fixes: [{ kind: 'review', title: 'Delete this line', edits: ({ variable }) => deleteVariable(variable) }],
});
