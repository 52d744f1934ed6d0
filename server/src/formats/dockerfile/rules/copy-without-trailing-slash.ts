import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';
import { hasVariable } from '../variables';

export default dockerfileRule({
  id: 'dockerfile/copy-without-trailing-slash',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Several files are copied to what is no folder',
  why: 'With more than one source the destination has to end in a slash, or the build fails.',
  references: ['https://docs.docker.com/reference/dockerfile/#destination-1'],
  peers: ['kics:copy_with_more_than_two_arguments_not_ending_with_slash', 'hadolint:DL3021'],
  examples: {
    bad: 'FROM alpine:3.22.1\nCOPY package.json package-lock.json /app\n',
    good: 'FROM alpine:3.22.1\nCOPY package.json package-lock.json /app/\n',
  },
  on: {
    instruction({ instruction }) {
      if (!/^(?:COPY|ADD)$/.test(instruction.keyword) || instruction.words.length < 3) return undefined;
      const target = instruction.words.at(-1);
      if (!target || /[/\\]$|^\.{1,2}$/.test(target.text) || hasVariable(target.text)) return undefined;
      return finding(target, { target, keyword: instruction.keyword });
    },
  },
  message: ({ target, keyword }) =>
    `${keyword} puts several files into "${target.text}", which must end in / to be a folder: the build fails. Write ${target.text}/.`,
  fixes: [
    {
      kind: 'safe',
      title: 'Add the slash',
      edits: ({ target: { document, range, raw } }) => {
        const end = range.end - (/["']$/.test(raw) ? 1 : 0);
        return [{ document, range: { start: end, end }, newText: '/' }];
      },
    },
  ],
});
