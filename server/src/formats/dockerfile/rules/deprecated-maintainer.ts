import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/deprecated-maintainer',
  severity: 'hint',
  preset: 'recommended',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'MAINTAINER is deprecated',
  why: 'Tools that list images read labels, and do not see who looks after this one.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  peers: [
    'kics:maintainer_instruction_being_used',
    'checkov:CKV_DOCKER_6',
    'hadolint:DL4000',
    'semgrep:maintainer-is-deprecated',
    'buildkit:MaintainerDeprecated',
  ],
  tag: 'deprecated',
  examples: {
    bad: 'FROM alpine:3.22.1\nMAINTAINER Ada <ada@example.com>\n',
    good: 'FROM alpine:3.22.1\nLABEL org.opencontainers.image.authors="Ada <ada@example.com>"\n',
  },
  on: {
    instruction({ instruction }) {
      return instruction.keyword === 'MAINTAINER' && !instruction.onbuild
        ? finding(instruction.token, { instruction })
        : undefined;
    },
  },
  message: () => 'MAINTAINER is deprecated, and tools that list images do not read it. Use a label.',
  fixes: [
    {
      kind: 'safe',
      title: 'Use a label',
      edits: ({ instruction }) => {
        const { argumentsRange: range, document, keywordRange } = instruction;
        if (!range) return undefined;
        const written = document.text.slice(range.start, range.end);
        const name = /^"[^"]*"$/.test(written) ? written.slice(1, -1) : written;
        if (/["\\$\r\n]/.test(name)) return undefined;
        const label = `LABEL org.opencontainers.image.authors="${name}"`;
        return replace({ document, range: { start: keywordRange.start, end: range.end } }, label);
      },
    },
  ],
});
