import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/unquoted-port',
  severity: 'hint',
  preset: 'strict',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Port mapping that older YAML reads as a number',
  why: 'Two numbers with a colon between them are one number to the base of sixty in YAML 1.1, as long as the second is below 60. Docker Compose reads them right today; podman-compose and the first Compose publish a wrong port.',
  knownProblems: 'Mappings to ports of 60 and above are read right by everybody, and are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/services/#ports', 'https://yaml.org/type/int.html'],
  peers: ['dclint:require-quotes-in-ports'],
  examples: {
    bad: 'services:\n  git:\n    image: example/git:2.1\n    ports:\n      - 2222:22\n',
    good: 'services:\n  git:\n    image: example/git:2.1\n    ports:\n      - "2222:22"\n',
  },
  on: {
    service(service) {
      return service.items('ports').map(({ view }) => {
        if (view.kind !== 'scalar' || view.style !== 'plain') return undefined;
        // https://yaml.org/type/int.html: every part behind the first one is below 60.
        return /^\d+(?::[0-5]?\d)+$/.test(view.text) ? finding(view, { service, view }) : undefined;
      });
    },
  },
  message: ({ service, view }) =>
    `"${service.name}" publishes ${view.text} without quotes: harmless in Docker Compose, a wrong number for podman-compose and other readers of YAML 1.1. Put it in quotes.`,
  fixes: [
    {
      kind: 'safe',
      title: 'Put it in quotes',
      edits: ({ view: { document, range, text } }) => [{ document, range, newText: `"${text}"` }],
    },
  ],
});
