import { placeholder } from '../../../document/render';
import { finding, type Report } from '../../../engine/rule';
import { findImage } from '../../../images';
import { replace } from '../edits';
import { copiedImages, imageOf, isUnpinned, type UsedImage } from '../images';
import type { Dockerfile } from '../model';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/unpinned-image',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Base image has no fixed version',
  why: 'The same Dockerfile gives another image next month: a rebuild for a small fix brings a new major version along, and nobody can rebuild what runs now.',
  knownProblems:
    'An argument without default is not judged. The version offered is one that was current when Holdfast was released; take the one you build with.',
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  peers: [
    'kics:image_version_not_explicit',
    'kics:image_version_using_latest',
    'checkov:CKV_DOCKER_7',
    'hadolint:DL3006',
    'hadolint:DL3007',
    'semgrep:avoid-latest-version',
    'semgrep:missing-image-version',
  ],
  examples: {
    bad: 'FROM registry.example.com:5000/shop/base\nUSER 10001\n',
    good: 'FROM registry.example.com:5000/shop/base:VERSION\nUSER 10001\n',
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
  message: ({ text, reference }) =>
    reference.tag
      ? `The tag "${reference.tag}" moves: "${text}" is another image at the next build. Name the version you mean.`
      : `"${text}" has no tag, so every build takes whatever is newest. Name the version you mean.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Pin the version',
      edits: ({ text, reference, editable }) => {
        const name = text.slice(0, reference.nameEnd);
        // A tag such as `alpine` says which variant is meant, and the table does not know all of them.
        const isNewest = !reference.tag || reference.tag === 'latest';
        const version = (isNewest && findImage(name)?.knownTag) || 'VERSION';
        return editable && replace(editable, `${name}:${placeholder(version)}`);
      },
    },
  ],
});

function report(image: UsedImage, file: Dockerfile): Report<UsedImage> | undefined {
  return isUnpinned(image.reference) ? finding(image.token, image, file.inOperation) : undefined;
}
