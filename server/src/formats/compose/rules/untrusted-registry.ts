import { finding } from '../../../engine/rule';
import { isFrom, originOf, parseImageReference } from '../../../images';
import { Expansion, UNKNOWN } from '../expansion';
import { isBuiltHere } from '../imagePin';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/untrusted-registry',
  severity: 'info',
  preset: 'off',
  switchedOnBy: 'registries',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image comes from a registry that is not on your list',
  why: 'Who owns a registry decides what runs on your machines. A short list of registries is one that somebody can watch over.',
  knownProblems:
    'Runs as soon as `registries` is set, in `holdfast.yaml` or in the settings of the editor, and finds nothing without. Images that are built here, and names that hold a variable without default, are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/services/#image'],
  peers: ['kics:use_only_an_allowed_registry_in_the_from_image', 'hadolint:DL3026'],
  examples: {
    bad: 'services:\n  web:\n    image: quay.io/acme/web:1.4\n',
    good: 'services:\n  web:\n    image: registry.example.com/web:1.4\n',
    files: { 'holdfast.yaml': 'registries:\n  - registry.example.com\n' },
  },
  on: {
    service(service) {
      const { registries } = service.file.settings;
      if (registries.length === 0 || service.isBuilt || !service.hasContainer) return undefined;
      const image = service.text('image');
      if (!image || isBuiltHere(service, image)) return undefined;
      const { text } = new Expansion(image.token.text, service.file.variablesFor(image.token));
      const reference = parseImageReference(text);
      if (reference.repository === '' || text.slice(0, reference.nameEnd).includes(UNKNOWN)) return undefined;
      return isFrom(reference, registries) ? undefined : finding(image.token, { service, reference });
    },
  },
  message: ({ service, reference }) =>
    `"${service.name}" runs ${originOf(reference)}, which is on none of the registries that you trust. Take the image from one of them, or add its registry to \`registries\`.`,
});
