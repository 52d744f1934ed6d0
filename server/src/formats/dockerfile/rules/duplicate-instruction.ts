import { finding } from '../../../engine/rule';
import { deleteInstruction } from '../edits';
import { dockerfileRule } from '../rule';

const KEYWORDS = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'];

export default dockerfileRule({
  id: 'dockerfile/duplicate-instruction',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Instruction is overruled by a later one of its kind',
  why: 'Only the last CMD, ENTRYPOINT and HEALTHCHECK of a stage counts. Whoever reads the first one believes that something runs which never does.',
  references: [
    'https://docs.docker.com/reference/dockerfile/#cmd',
    'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
  ],
  peers: [
    'kics:multiple_cmd_instructions_listed',
    'kics:multiple_entrypoint_instructions_listed',
    'kics:do_not_use_multiple_healthcheck',
    'hadolint:DL4003',
    'hadolint:DL4004',
    'hadolint:DL3012',
    'semgrep:multiple-entrypoint-instructions',
    'buildkit:MultipleInstructionsDisallowed',
  ],
  examples: {
    bad: 'FROM alpine:3.22.1\nCMD ["sleep", "1"]\nCMD ["sleep", "2"]\n',
    good: 'FROM alpine:3.22.1\nCMD ["sleep", "2"]\n',
  },
  on: {
    stage(stage) {
      return KEYWORDS.flatMap((keyword) => {
        const all = stage.own(keyword);
        return all.slice(1).map((later, index) => {
          const earlier = all[index] ?? later;
          const related = [{ token: earlier.token, message: 'Has no effect.' }];
          return finding(later.token, { keyword, earlier }, { related });
        });
      });
    },
  },
  message: ({ keyword }) =>
    `This stage has an earlier ${keyword} that never takes effect, because only the last one counts. Remove the one you do not mean.`,
  fixes: [
    {
      kind: 'review',
      title: ({ keyword }) => `Remove the earlier ${keyword}`,
      edits: ({ earlier }) => deleteInstruction(earlier),
    },
  ],
});
