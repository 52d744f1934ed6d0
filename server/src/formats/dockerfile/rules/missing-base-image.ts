import type { Token } from '../../../document/text';
import { finding, type Report } from '../../../engine/rule';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/missing-base-image',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Instructions stand in front of the first FROM',
  why: 'Docker refuses a Dockerfile that begins with anything but ARG and FROM, so nothing can be built from it.',
  references: ['https://docs.docker.com/reference/dockerfile/#from'],
  peers: ['kics:should_specify_base_image', 'kics:first_instruction_should_be_arg_or_from', 'hadolint:DL3061'],
  examples: {
    bad: 'RUN echo ready\nFROM alpine:3.22.1\n',
    good: 'FROM alpine:3.22.1\nRUN echo ready\n',
  },
  on: {
    file({ document, preamble, stages }) {
      const early = preamble.find(({ keyword }) => keyword !== 'ARG');
      const [first] = document.instructions;
      if (early) return found(early.token, early.keyword);
      return stages.length === 0 && first ? found(first.token, undefined) : undefined;
    },
  },
  message: ({ keyword }) =>
    keyword === undefined
      ? 'There is no FROM, so nothing can be built. Name the image to begin with.'
      : `${keyword} stands in front of the first FROM, where only ARG may: the build fails. Move it below FROM.`,
});

function found(token: Token, keyword: string | undefined): Report<{ readonly keyword: string | undefined }> {
  return finding(token, { keyword });
}
