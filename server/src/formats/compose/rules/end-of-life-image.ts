import { replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { endOfLife, parseImageReference, type EndOfLife } from '../../../images';
import { Expansion } from '../expansion';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/end-of-life-image',
  severity: 'info',
  preset: 'recommended',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image is a version that gets no fixes any more',
  why: 'Holes that are found from now on stay open, and the longer an upgrade waits, the more versions it has to skip at once.',
  knownProblems:
    'A table in Holdfast says what has ended; support that you pay for is not seen. Tags without a version, and images that are built here, are not judged.',
  references: ['https://endoflife.date/'],
  examples: {
    bad: 'services:\n  api:\n    image: node:18.20-alpine\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: node:24-alpine\n    restart: unless-stopped\n',
  },
  on: {
    service(service, { severity }) {
      const image = service.text('image');
      if (!image?.known || service.isBuilt) return undefined;
      const row = endOfLife(parseImageReference(image.text));
      return row && finding(image.token, { service, row }, { severity: service.lenient(severity) });
    },
  },
  message: ({ service, row: { title, ended, successor, keepsData, isStepwise } }) => {
    const end = `"${service.name}" runs a version of ${title} that has had no fixes since ${ended} or earlier`;
    if ('image' in successor) return `${end}. Its successor is ${successor.image}, which is configured differently.`;
    const care = keepsData ? ', and back its data up first: another version may not read it as it is' : '';
    const way = isStepwise ? ', one major version after the other' : '';
    return `${end}. Move to ${successor.version}${way}${care}.`;
  },
  fixes: [{ kind: 'manual', title: 'Name a maintained version', edits: ({ service, row }) => update(service, row) }],
});

/** A database is not updated by an edit. */
function update(service: ComposeService, { successor, keepsData }: EndOfLife): Edits {
  const image = service.text('image');
  if (!image || keepsData || !('version' in successor)) return undefined;
  const expansion = new Expansion(image.token.text, service.file.variablesFor(image.token));
  const { tagStart, tag = '' } = parseImageReference(expansion.text);
  const version = /^v?\d+(?:\.\d+)*/.exec(tag)?.[0];
  if (tagStart === undefined || version === undefined) return undefined;
  const written = expansion.writtenRange(tagStart, tagStart + version.length);
  const outer = expansion.outerRange(tagStart, tagStart + version.length);
  if (!written || written.start !== outer.start) return undefined;
  // The name of a distribution's release belongs to the old version.
  const rest = tag.slice(version.length);
  const kept = /^(?:-(?:alpine|slim|fpm|apache|cli))*$/.test(rest) ? rest.length : undefined;
  const end = kept === undefined ? expansion.writtenRange(tagStart, tagStart + tag.length) : written;
  return end && replacePart(image.token, written.start, end.end, placeholder(successor.version));
}
