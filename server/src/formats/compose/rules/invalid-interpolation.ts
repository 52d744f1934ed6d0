import { replacePart } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { dollarTexts } from '../dollarTexts';
import { invalidVariables } from '../interpolation';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/invalid-interpolation',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Variable that Compose cannot read',
  why: 'Compose fills in every `${…}` itself and refuses the whole file when it cannot read one. What a shell knows beyond defaults, such as `${X%%:*}`, it does not.',
  knownProblems:
    'In commands and inline files the dollar is doubled by the fix, so that the container gets it; elsewhere the value has to be written out.',
  references: ['https://docs.docker.com/reference/compose-file/interpolation/'],
  peers: ['compose-go:interpolate'],
  examples: {
    bad: 'services:\n  job:\n    image: example/job:2.1\n    command: sh -c "echo ${HOST%%:*}"\n',
    good: 'services:\n  job:\n    image: example/job:2.1\n    command: sh -c "echo $${HOST%%:*}"\n',
  },
  on: {
    file({ document }) {
      if (!document.text.includes('${')) return undefined;
      return dollarTexts(document).flatMap(({ scalar, isForContainer }) =>
        invalidVariables(scalar.text).map(({ start, end }) => {
          const written = scalar.text.slice(start, end);
          return finding(scalar.partToken(start, end), { scalar, start, written, isForContainer });
        }),
      );
    },
  },
  message: ({ written, isForContainer }) =>
    `Compose cannot read "${shortened(written)}" and refuses the file. ` +
    (isForContainer
      ? 'If a shell in the container is meant to read it, double the dollar: `$${…}`.'
      : 'Write `${NAME}` or `${NAME:-default}`, or double the dollar when it is meant as it is.'),
  fixes: [
    {
      kind: 'review',
      title: 'Double the dollar',
      edits: ({ scalar, start, isForContainer }) =>
        isForContainer ? replacePart(scalar, start, start + 1, '$$') : undefined,
    },
  ],
});

function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
