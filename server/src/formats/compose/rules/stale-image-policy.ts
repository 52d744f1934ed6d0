import { finding } from '../../../engine/rule';
import { parseImageReference } from '../../../images';
import { Expansion } from '../expansion';
import { isBuiltHere, isUnpinned } from '../imagePin';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/stale-image-policy',
  severity: 'hint',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Moving tag is never pulled again',
  why: 'Compose pulls an image only when there is none. A moving tag then stands for whatever was newest on the day of the first pull, on every host another one.',
  knownProblems: 'Naming a version is better than pulling again: see `compose/unpinned-image`.',
  references: ['https://docs.docker.com/reference/compose-file/services/#pull_policy'],
  examples: {
    bad: 'services:\n  app:\n    image: example/app:latest\n    restart: unless-stopped\n',
    good: 'services:\n  app:\n    image: example/app:latest\n    restart: unless-stopped\n    pull_policy: always\n',
  },
  on: {
    service(service, { severity }) {
      const image = service.text('image');
      if (!image || service.isBuilt || !service.hasContainer || service.file.isSwarm) return undefined;
      if (service.get('pull_policy') || isBuiltHere(service, image)) return undefined;
      const { text } = new Expansion(image.token.text, service.file.variablesFor(image.token));
      if (!isUnpinned(parseImageReference(text), text)) return undefined;
      return finding(image.token, { service }, { severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `"${service.name}" keeps the image of its first pull, however old, although its tag moves on. Name a version, or pull it at every start.`,
  fixes: [
    {
      kind: 'review',
      title: 'Pull it at every start',
      edits: ({ service }) => service.insert(['pull_policy'], 'always'),
    },
  ],
});
