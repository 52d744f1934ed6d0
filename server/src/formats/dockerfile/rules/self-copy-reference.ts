import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/self-copy-reference',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'COPY takes files from the stage it stands in',
  why: 'A stage cannot copy from itself: the build fails with a circular dependency.',
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  peers: ['kics:copy_from_references_current_from_alias', 'hadolint:DL3023'],
  examples: {
    bad: 'FROM alpine:3.22.1 AS app\nCOPY --from=app /a /b\n',
    good: 'FROM alpine:3.22.1 AS build\nFROM alpine:3.22.1 AS app\nCOPY --from=build /a /b\n',
  },
  on: {
    instruction({ instruction, stage, file }) {
      if (!stage || !/^(?:COPY|ADD)$/.test(instruction.keyword)) return undefined;
      const from = instruction.flag('from');
      if (!from?.value || file.stageNamed(from.value, stage.index)) return undefined;
      const isSelf = stage.name?.text.toLowerCase() === from.value.toLowerCase() || from.value === String(stage.index);
      return isSelf ? finding(from, { name: from.value, keyword: instruction.keyword }) : undefined;
    },
  },
  message: ({ name, keyword }) =>
    `${keyword} takes files from "${name}", the stage it stands in itself: the build fails. Name an earlier stage, or use RUN cp.`,
});
