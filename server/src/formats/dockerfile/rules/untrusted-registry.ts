import { finding, type Report } from '../../../engine/rule';
import { isFrom, originOf } from '../../../images';
import { copiedImages, imageOf, type UsedImage } from '../images';
import type { Dockerfile } from '../model';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/untrusted-registry',
  severity: 'info',
  preset: 'off',
  switchedOnBy: 'registries',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image comes from a registry that is not on your list',
  why: 'Who owns a registry decides what runs on your machines. A short list of registries is one that somebody can watch over.',
  knownProblems:
    'Runs as soon as `registries` is set, in `holdfast.yaml` or in the settings of the editor, and finds nothing without. An argument without default is not judged.',
  references: ['https://github.com/hadolint/hadolint/wiki/DL3026'],
  peers: ['kics:use_only_an_allowed_registry_in_the_from_image', 'hadolint:DL3026'],
  examples: {
    bad: 'FROM quay.io/acme/base:1.4\n',
    good: 'FROM registry.example.com/base:1.4\n',
    files: { 'holdfast.yaml': 'registries:\n  - registry.example.com\n' },
  },
  on: {
    stage(stage) {
      const image = imageOf(stage);
      return image && report(image, stage.file);
    },
    instruction({ instruction, stage, file }) {
      return stage && /^(?:COPY|ADD|RUN)$/.test(instruction.keyword)
        ? copiedImages(instruction, stage).map((image) => report(image, file))
        : undefined;
    },
  },
  message: ({ reference }) =>
    `${originOf(reference)} is on none of the registries that you trust. Take the image from one of them, or add its registry to \`registries\`.`,
});

function report(image: UsedImage, { settings: { registries } }: Dockerfile): Report<UsedImage> | undefined {
  return registries.length === 0 || isFrom(image.reference, registries) ? undefined : finding(image.token, image);
}
