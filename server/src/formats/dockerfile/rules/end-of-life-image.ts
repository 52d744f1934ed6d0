import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { endOfLife } from '../../../images';
import { replace } from '../edits';
import { imageOf } from '../images';
import { dockerfileRule } from '../rule';

export default dockerfileRule({
  id: 'dockerfile/end-of-life-image',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Base image is a version that gets no fixes any more',
  why: 'Holes that are found from now on stay open in everything that is built on it, and the longer an upgrade waits, the more versions it has to skip at once.',
  knownProblems:
    'A table in Holdfast says what has ended; support that you pay for is not seen. Tags without a version, and those out of arguments without default, are not judged.',
  references: ['https://endoflife.date/'],
  examples: {
    bad: 'FROM node:18.20-alpine\n',
    good: 'FROM node:24-alpine\n',
  },
  on: {
    stage(stage) {
      const image = imageOf(stage);
      const row = image && endOfLife(image.reference);
      return row && finding(image.token, { image, row }, stage.file.inOperation);
    },
  },
  message: ({ image, row: { title, ended, successor, isStepwise } }) => {
    const end = `"${image.text}" is a version of ${title} that has had no fixes since ${ended} or earlier`;
    return 'image' in successor
      ? `${end}. Its successor is ${successor.image}, which is configured differently.`
      : `${end}. Move to ${successor.version}${isStepwise ? ', one major version after the other' : ''}.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Name a maintained version',
      edits: ({ image: { text, reference, editable }, row: { successor, keepsData } }) => {
        const { tag = '', nameEnd, digest } = reference;
        const version = /^v?\d+(?:\.\d+)*/.exec(tag)?.[0];
        if (!editable || keepsData || digest !== undefined || version === undefined || !('version' in successor))
          return undefined;
        // The name of a distribution's release belongs to the old version.
        const rest = /^(?:-(?:alpine|slim|fpm|apache|cli))*$/.exec(tag.slice(version.length))?.[0] ?? '';
        return replace(editable, `${text.slice(0, nameEnd)}:${placeholder(successor.version)}${rest}`);
      },
    },
  ],
});
