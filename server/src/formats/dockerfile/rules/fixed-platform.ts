import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';
import { hasVariable } from '../variables';

export default dockerfileRule({
  id: 'dockerfile/fixed-platform',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'FROM names one platform',
  why: 'On every other machine the image is emulated, slowly, and `docker build --platform` no longer decides.',
  references: ['https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/'],
  peers: [
    'kics:using_platform_with_from',
    'hadolint:DL3029',
    'semgrep:avoid-platform-with-from',
    'buildkit:FromPlatformFlagConstDisallowed',
  ],
  examples: {
    bad: 'FROM --platform=linux/amd64 alpine:3.22.1\n',
    good: 'FROM alpine:3.22.1\n',
  },
  on: {
    stage({ from, name }) {
      const flag = from.flag('platform');
      if (!flag?.value || hasVariable(flag.value)) return undefined;
      // A stage for one platform each, chosen by name: `FROM --platform=linux/arm64 … AS build-arm64`.
      const [first = '', architecture = first] = flag.value.split('/');
      return name?.text.includes(architecture) ? undefined : finding(flag, { flag, from });
    },
  },
  message: ({ flag }) =>
    `This stage is always built for ${flag.value ?? ''}, so other machines emulate it. Leave the platform to the build.`,
  fixes: [
    {
      kind: 'review',
      title: 'Remove the platform',
      edits: ({ flag: { document, range }, from }) => {
        const next = from.words[0]?.range.start ?? range.end;
        const gap = document.text.slice(range.end, next);
        return /^[ \t]+$/.test(gap) ? [{ document, range: { start: range.start, end: next }, newText: '' }] : undefined;
      },
    },
  ],
});
