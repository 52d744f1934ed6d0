import { finding } from '../../../engine/rule';
import { isMovingTag, parseImageReference } from '../../../images';
import { isBuiltHere } from '../imagePin';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-image-digest',
  severity: 'hint',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  grouped: 'image digest',
  summary: 'Image is not pinned by its digest',
  why: 'A tag can be pushed again with other content, by its publisher or by somebody who took over the account. A digest names the content itself.',
  knownProblems:
    'Images that are built here, and images whose name holds a variable, are left alone. `docker buildx imagetools inspect IMAGE` shows the digest.',
  references: [
    'https://docs.docker.com/dhi/core-concepts/digests/',
    'https://docs.docker.com/reference/compose-file/services/#image',
  ],
  peers: ['compose-lint:CL-0019', 'docker-language-server:not_pinned_digest', 'owasp:13'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    restart: unless-stopped\n',
    good: 'services:\n  db:\n    image: postgres:17.6@sha256:0123456789012345678901234567890123456789012345678901234567890123\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const image = service.text('image');
      if (!image || image.hasVariables || service.isBuilt || !service.hasContainer) return undefined;
      const { tag, digest } = parseImageReference(image.text);
      if (digest !== undefined || !tag || isMovingTag(tag) || isBuiltHere(service, image)) return undefined;
      return finding(service.key, { service }, { subject: service.subject });
    },
  },
  message: ({ service }) =>
    `What the tag of "${service.name}" stands for can be replaced without a trace. Add the digest of the image that you have tested.`,
});
