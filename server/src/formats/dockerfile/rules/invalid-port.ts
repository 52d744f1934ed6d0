import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';
import { hasVariable } from '../variables';

export default dockerfileRule({
  id: 'dockerfile/invalid-port',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'EXPOSE names no port that can be',
  why: 'The build fails with an error about the range or the number of the port.',
  knownProblems: 'Ports that come out of variables are not judged.',
  references: ['https://docs.docker.com/reference/dockerfile/#expose'],
  peers: ['kics:unix_ports_out_of_range', 'hadolint:DL3011', 'semgrep:invalid-port'],
  examples: {
    bad: 'FROM alpine:3.22.1\nEXPOSE 80800\n',
    good: 'FROM alpine:3.22.1\nEXPOSE 8080\n',
  },
  on: {
    instruction({ instruction }) {
      if (instruction.keyword !== 'EXPOSE') return undefined;
      return instruction.words.map((word) =>
        hasVariable(word.text) || isPort(word.text) ? undefined : finding(word, { text: word.text }),
      );
    },
  },
  message: ({ text }) =>
    `"${text}" is no port: the build fails here. Name a number from 1 to 65535, with /tcp or /udp behind it if need be.`,
});

function isPort(text: string): boolean {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?(?:\/(?:tcp|udp|sctp))?$/i.exec(text) ?? [];
  return first !== undefined && Number(first) <= Number(last) && Number(last) <= 65_535;
}
