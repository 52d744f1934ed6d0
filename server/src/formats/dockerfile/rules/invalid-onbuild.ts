import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/invalid-onbuild',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'ONBUILD cannot run this instruction',
  why: 'Docker refuses FROM, MAINTAINER and ONBUILD behind ONBUILD, so the build fails.',
  references: ['https://docs.docker.com/reference/dockerfile/#onbuild-limitations'],
  peers: ['kics:from_or_maintainer_cannot_be_triggered_within_onbuild', 'hadolint:DL3043'],
  examples: {
    bad: 'FROM alpine:3.22.1\nONBUILD ONBUILD RUN echo later\n',
    good: 'FROM alpine:3.22.1\nONBUILD RUN echo later\n',
  },
  on: {
    instruction({ instruction }) {
      return instruction.onbuild && /^(?:FROM|MAINTAINER|ONBUILD)$/.test(instruction.keyword)
        ? finding(instruction.token, { keyword: instruction.keyword })
        : undefined;
    },
  },
  message: ({ keyword }) => `ONBUILD cannot run ${keyword}: the build fails. Take this line out.`,
});
