import { finding } from '../../../engine/rule';
import { imageOf } from '../images';
import { dockerfileRule } from '../rule';

/** Repositories of Docker Hub with a smaller image of the same version, and what that is called. */
const SMALLER: Readonly<Record<string, string>> = {
  node: 'slim',
  python: 'slim',
  ruby: 'slim',
  perl: 'slim',
  debian: 'slim',
  php: 'alpine',
};

export default dockerfileRule({
  id: 'dockerfile/large-base-image',
  severity: 'hint',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image that is run begins with the large variant',
  why: 'The full variants bring compilers, headers and hundreds of packages along: more to pull, and more to patch.',
  knownProblems:
    'What needs a compiler, or a library of the large variant, has to be built in a stage of its own first.',
  references: ['https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image'],
  examples: {
    bad: 'FROM node:22.18.0\nCMD ["node", "app.js"]\n',
    good: 'FROM node:22.18.0-slim\nCMD ["node", "app.js"]\n',
  },
  on: {
    file({ finalStage }) {
      const base = finalStage?.ancestry.at(-1);
      const image = base && imageOf(base);
      if (!finalStage || !image || finalStage.ancestry.every((one) => one.own('CMD', 'ENTRYPOINT').length === 0))
        return undefined;
      const { registry, repository, tag, digest } = image.reference;
      const smaller = registry === undefined && Object.hasOwn(SMALLER, repository) ? SMALLER[repository] : undefined;
      // A version, or a version and the name of a release of Debian.
      if (!smaller || digest !== undefined || !/^\d[\d.]*(?:-(?:bookworm|bullseye|trixie))?$/.test(tag ?? ''))
        return undefined;
      return finding(image.token, { image, smaller });
    },
  },
  message: ({ image: { text }, smaller }) =>
    `"${text}" brings compilers and hundreds of packages that nobody runs. "${text}-${smaller}" has the same version without them.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ smaller }) => `Use the ${smaller} variant`,
      edits: ({ image: { editable }, smaller }) =>
        editable && [
          {
            document: editable.document,
            range: { start: editable.range.end, end: editable.range.end },
            newText: `-${smaller}`,
          },
        ],
    },
  ],
});
