import { finding } from '../../../engine/rule';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/syntax-error',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Dockerfile cannot be read',
  why: 'The build stops before its first step, on every machine, and with it the release that somebody waits for.',
  knownProblems: 'Mistakes inside the command of a RUN are for its shell to find.',
  references: ['https://docs.docker.com/reference/dockerfile/#format'],
  peers: ['hadolint:parse', 'buildkit:parse'],
  examples: {
    bad: 'FROM alpine:3.22.1\nRUM apk add --no-cache curl\n',
    good: 'FROM alpine:3.22.1\nRUN apk add --no-cache curl\n',
  },
  on: {
    document(document) {
      return document.problems.map(({ message, range }) => finding({ document, range }, { message }));
    },
  },
  message: ({ message }) => message,
});
