import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import { replace } from '../edits';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/unknown-stage',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'COPY takes files from a stage that is not there',
  why: 'Docker takes an unknown name for an image and tries to pull it from a registry: the build fails, or copies from an image of a stranger.',
  knownProblems: 'A name that resembles no stage is taken for an image or for a context that the build is given.',
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],
  peers: ['hadolint:DL3022'],
  examples: {
    bad: 'FROM alpine:3.22.1 AS builder\nFROM scratch\nCOPY --from=bulider /a /b\n',
    good: 'FROM alpine:3.22.1 AS builder\nFROM scratch\nCOPY --from=builder /a /b\n',
  },
  on: {
    instruction({ instruction, stage, file }) {
      const from = instruction.flag('from');
      if (!stage || instruction.keyword !== 'COPY' || !from?.value) return undefined;
      const { value } = from;
      const start = from.range.start + from.raw.lastIndexOf(value);
      const token = { document: from.document, range: { start, end: start + value.length } };
      const data = { value, guess: undefined as string | undefined, token };
      // The stage itself is the matter of another rule.
      if (/^\d+$/.test(value)) return Number(value) > stage.index ? finding(token, data) : undefined;
      if (!/^[\w-][\w.-]*$/.test(value) || file.stageNamed(value)) {
        const isBelow = file.stageNamed(value) && !file.stageNamed(value, stage.index + 1);
        return isBelow ? finding(token, data) : undefined;
      }
      const names = file.stages.slice(0, stage.index).flatMap(({ name }) => name?.text ?? []);
      const guess = nearest(
        value.toLowerCase(),
        names.map((name) => name.toLowerCase()),
      );
      return guess === undefined ? undefined : finding(token, { ...data, guess });
    },
  },
  message: ({ value, guess }) =>
    guess === undefined
      ? `No stage "${value}" stands above this one, and only those can be copied from: the build fails. Name an earlier stage.`
      : `No stage is called "${value}", so Docker would pull an image of that name. Did you mean "${guess}"?`,
  fixes: [
    {
      kind: 'review',
      title: ({ guess }) => `Change to ${guess}`,
      edits: ({ guess, token }) => (guess === undefined ? undefined : replace(token, guess)),
    },
  ],
});
