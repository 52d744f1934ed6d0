import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/unnamed-stage-reference',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'COPY counts stages instead of naming them',
  why: 'A stage that is put in between moves the numbers, and files come from another stage than before.',
  references: ['https://docs.docker.com/build/building/multi-stage/#name-your-build-stages'],
  peers: ['kics:using_unnamed_build_stages'],
  examples: {
    bad: 'FROM alpine:3.22.1\nFROM scratch\nCOPY --from=0 /a /b\n',
    good: 'FROM alpine:3.22.1 AS stage-0\nFROM scratch\nCOPY --from=stage-0 /a /b\n',
  },
  on: {
    instruction({ instruction, stage, file }) {
      const from = instruction.flag('from');
      if (!stage || !from?.value || !/^\d+$/.test(from.value)) return undefined;
      const source = file.stages[Number(from.value)];
      if (!source || source.index >= stage.index || source.name) return undefined;
      const start = from.range.start + from.raw.lastIndexOf(from.value);
      const token = { document: from.document, range: { start, end: start + from.value.length } };
      return finding(token, { file, source, name: `stage-${from.value}` });
    },
  },
  message: ({ source }) =>
    `Stage ${source.index} has no name, so a new stage above it makes this copy from another one. Give it a name with AS.`,
  fixes: [
    {
      kind: 'safe',
      title: ({ name }) => `Name the stage ${name}`,
      edits: ({ file, source, name }) => {
        const image = source.image;
        if (!image || file.stageNamed(name)) return undefined;
        // All that count this stage get its name at once.
        const references = file.stages
          .flatMap(({ instructions }) => instructions)
          .flatMap((instruction) => {
            const from = instruction.flag('from');
            if (from?.value !== String(source.index)) return [];
            const start = from.range.start + from.raw.lastIndexOf(from.value);
            return replace({ document: from.document, range: { start, end: start + from.value.length } }, name) ?? [];
          });
        const { document, range } = image;
        return [{ document, range: { start: range.end, end: range.end }, newText: ` AS ${name}` }, ...references];
      },
    },
  ],
});
