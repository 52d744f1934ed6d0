import { replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { parseImageReference, type ImageReference } from '../../../images';
import { Expansion } from '../expansion';
import { isBuiltHere, isUnpinned } from '../imagePin';
import type { ComposeService, TextValue } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/unpinned-image',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image has no fixed version',
  why: 'The next pull may bring another major version at the worst moment, two hosts may run different ones, and there is nothing to roll back to.',
  knownProblems:
    'Images that a service of this file builds are exempt. A tag out of a variable without default is not judged. The version offered is one that was current when Holdfast was released; take the one you run.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#image',
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  ],
  peers: [
    'dclint:service-image-require-explicit-tag',
    'compose-lint:CL-0004',
    'docksec:compose-image-latest',
    'cis:5.28',
    'owasp:13',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: registry.example.com:5000/shop/api\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: registry.example.com:5000/shop/api:VERSION\n    restart: unless-stopped\n',
  },
  on: {
    service(service, { severity }) {
      const image = service.text('image');
      if (!image || service.isBuilt || !service.hasContainer) return undefined;
      const expansion = new Expansion(image.token.text, service.file.variablesFor(image.token));
      const reference = parseImageReference(expansion.text);
      if (!isUnpinned(reference, expansion.text) || isBuiltHere(service, image)) return undefined;
      const data = { service, image, expansion, reference };
      return finding(image.token, data, service.inOperation(severity));
    },
  },
  message: ({ service, reference }) =>
    reference.tag
      ? `"${service.name}" runs whatever "${reference.tag}" is on the day it is pulled: nothing to compare, nothing to roll back to. Name the version you run.`
      : `"${service.name}" runs whatever "latest" is on the day it is pulled: nothing to compare, nothing to roll back to. Name the version you run.`,
  fixes: [{ kind: 'manual', title: 'Name a version', edits: nameVersion }],
});

function nameVersion(data: {
  readonly service: ComposeService;
  readonly image: TextValue;
  readonly expansion: Expansion;
  readonly reference: ImageReference;
}): Edits {
  const { service, image, expansion, reference } = data;
  const version = placeholder(service.knownImage?.knownTag ?? 'VERSION');
  const { tagStart, tagEnd, nameEnd } = reference;
  const isTagged = tagStart !== undefined && tagEnd !== undefined;
  const range = isTagged ? expansion.writtenRange(tagStart, tagEnd) : expansion.writtenRange(nameEnd, nameEnd);
  return range && replacePart(image.token, range.start, range.end, isTagged ? version : `:${version}`);
}
