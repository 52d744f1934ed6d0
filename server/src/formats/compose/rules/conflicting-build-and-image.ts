import { replaceScalar } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { findImage } from '../../../images';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/conflicting-build-and-image',
  severity: 'hint',
  preset: 'off',
  category: 'maintenance',
  since: '0.1.0',
  summary: 'What is built here takes the name of a public image',
  why: 'A pull puts the public image in the place of the one that was built, and whoever looks at the containers sees the wrong name. Which of the two runs depends on what was done last.',
  knownProblems:
    'Only names of well-known images: `build` together with a name of your own is how an image is named and pushed.',
  references: [
    'https://docs.docker.com/reference/compose-file/build/#using-build-and-image',
    'https://docs.docker.com/reference/compose-file/services/#pull_policy',
  ],
  peers: ['dclint:no-build-and-image'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    build: .\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    build: .\n    pull_policy: build\n',
  },
  on: {
    service(service) {
      const { image } = service;
      if (!image || !service.isBuilt || !service.hasContainer || !findImage(image.reference)) return undefined;
      const policy = service.text('pull_policy');
      if (policy && (!policy.known || /^(?:build|never)$/.test(policy.text))) return undefined;
      return finding(image.token, { service, policy });
    },
  },
  message: ({ service }) =>
    `"${service.name}" is built here under the name of a public image, and a pull puts that one in its place. Use a name of your own, or \`pull_policy: build\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Always build it',
      edits: ({ service, policy }) =>
        policy ? replaceScalar(policy.token, 'build') : service.insert(['pull_policy'], 'build'),
    },
  ],
});
