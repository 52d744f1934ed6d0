import { replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { discontinued, parseImageReference, type Discontinued } from '../../../images';
import { Expansion } from '../expansion';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/discontinued-image',
  severity: 'warning',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image was given up by its publisher',
  why: 'It gets no fixes, and one day it cannot be pulled: then the service does not come back on a new host, which is when it is needed most.',
  knownProblems:
    'A table in Holdfast says what was given up. A frozen copy is an information only: it works, but stays as it is.',
  references: [
    'https://github.com/bitnami/containers/issues/83267',
    'https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/',
  ],
  examples: {
    bad: 'services:\n  pause:\n    image: k8s.gcr.io/pause:3.9\n    restart: unless-stopped\n',
    good: 'services:\n  pause:\n    image: registry.k8s.io/pause:3.9\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const image = service.text('image');
      if (!image || service.isBuilt) return undefined;
      // A tag out of a variable does not hide which image it is.
      const row = discontinued(parseImageReference(image.known ? image.text : image.token.text));
      if (!row) return undefined;
      const severity = row.state === 'gone' ? 'error' : row.state === 'frozen' ? 'info' : 'warning';
      return finding(image.token, { service, row }, { severity });
    },
  },
  message: ({ service, row: { fate, advice } }) => `The image of "${service.name}" ${fate}. ${advice}.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ row: { replacement } }) => {
        const name = replacement?.name ?? '';
        return /^(?:bitnamilegacy|quay\.io\/minio)/.test(name)
          ? `Take the frozen copy (${name}) until you have moved`
          : `Take ${name}`;
      },
      edits: ({ service, row }) => replaceName(service, row),
    },
  ],
});

function replaceName(service: ComposeService, { name, replacement }: Discontinued): Edits {
  const image = service.text('image');
  if (!image || !replacement) return undefined;
  const expansion = new Expansion(image.token.text, service.file.variablesFor(image.token));
  const { nameEnd, tagEnd, digest } = parseImageReference(expansion.text);
  const end =
    nameEnd - (name.endsWith('/') ? expansion.text.slice(0, nameEnd).split(name).slice(1).join(name).length : 0);
  // A digest belongs to the image that it was read from.
  if (digest !== undefined && replacement.tags === 'other') return undefined;
  const isOther = replacement.tags === 'other' && tagEnd !== undefined;
  const range = expansion.writtenRange(0, isOther ? tagEnd : end);
  const outer = expansion.outerRange(0, isOther ? tagEnd : end);
  if (!range || range.start !== outer.start || range.end !== outer.end) return undefined;
  const tag = replacement.tags === 'other' ? `:${placeholder('VERSION')}` : '';
  return replacePart(image.token, range.start, range.end, replacement.name + tag);
}
