import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';
import { tokenOf } from '../shellEdits';

export default dockerfileRule({
  id: 'dockerfile/mixed-download-tools',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'Both wget and curl are used',
  why: 'Two programs for one job are two to install and two to keep up to date.',
  references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  peers: ['kics:run_using_wget_and_curl', 'hadolint:DL4001', 'semgrep:use-either-wget-or-curl'],
  examples: {
    bad: 'FROM debian:12.11\nRUN wget https://example.com/a\nRUN curl -O https://example.com/b\n',
    good: 'FROM debian:12.11\nRUN curl -O https://example.com/a\nRUN curl -O https://example.com/b\n',
  },
  on: {
    stage({ runs }) {
      const calls = runs.flatMap((run) => run.calls).filter(({ name }) => /^(?:wget|curl)$/.test(name));
      const [first] = calls;
      const second = calls.find(({ name }) => name !== first?.name);
      if (!first || !second) return undefined;
      const related = [{ token: tokenOf(first.run, first.word), message: `${first.name} is used here.` }];
      return finding(tokenOf(second.run, second.word), { first: first.name, second: second.name }, { related });
    },
  },
  message: ({ first, second }) => `This stage uses ${first} above and ${second} here. One of them is enough.`,
});
