import { finding } from '../../../engine/rule';
import { dotenvRule } from '../rule';

export default dotenvRule({
  id: 'dotenv/syntax-error',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Line cannot be read',
  why: 'Compose refuses the whole file because of one such line, and then nothing that uses it starts.',
  knownProblems:
    'Judged as Compose reads it. Other programs may let such a line pass, or give up on lines that Compose takes.',
  references: [
    'https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax',
    'https://github.com/compose-spec/compose-go/blob/main/dotenv/parser.go',
  ],
  peers: ['compose-go:dotenv'],
  examples: {
    bad: '# Where the shop is.\nDOMAIN=shop.example.org\nTODO set the port\n',
    good: '# Where the shop is.\nDOMAIN=shop.example.org\n# TODO set the port\n',
  },
  on: {
    document: (document) =>
      document.problems.map(({ message, range, tooLarge }) =>
        finding({ document, range }, { message, tooLarge }, tooLarge ? { severity: 'info' } : {}),
      ),
  },
  message: ({ message, tooLarge }) => (tooLarge ? message : `${message} Compose refuses the whole file.`),
});
