import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { imageOf, isUnpinned } from '../images';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/missing-image-digest',
  severity: 'hint',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Base image is pinned by its tag only',
  why: 'A tag can be pushed again: two builds of the same commit may differ, and whoever takes over the registry decides what you run. A digest names exactly one image.',
  knownProblems:
    'Holdfast asks no registry, so the digest has to be filled in: `docker buildx imagetools inspect IMAGE` shows it.',
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  peers: ['semgrep:dockerfile-source-not-pinned', 'docker-language-server:not_pinned_digest'],
  examples: {
    bad: 'FROM alpine:3.22.1\n',
    good: 'FROM alpine:3.22.1@sha256:DIGEST\n',
  },
  on: {
    stage(stage) {
      const image = imageOf(stage);
      return image && image.reference.digest === undefined && !isUnpinned(image.reference)
        ? finding(image.token, image)
        : undefined;
    },
  },
  message: ({ text }) =>
    `"${text}" may be pushed again under the same tag, and the next build then differs. Add its digest (@sha256:…).`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add the digest',
      edits: ({ editable }) =>
        editable && [
          {
            document: editable.document,
            range: { start: editable.range.end, end: editable.range.end },
            newText: `@sha256:${placeholder('DIGEST')}`,
          },
        ],
    },
  ],
});
