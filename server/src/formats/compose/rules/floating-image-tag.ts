import { replacePart, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { isMovingTag, parseImageReference, type ImageReference } from '../../../images';
import { Expansion, UNKNOWN } from '../expansion';
import { isBuiltHere } from '../imagePin';
import type { ComposeService, TextValue } from '../model';
import { composeRule } from '../rule';

/** A single number of a few digits, with or without a variant. Dates and build numbers are longer. */
const MAJOR_ONLY = /^v?\d{1,3}(?:-[a-z][a-z0-9]*)*$/;
/** The name of a variant or of a distribution's release alone. */
const VARIANT_ONLY =
  /^(?:alpine|slim|bookworm|bullseye|buster|trixie|jammy|noble|focal|ubi|fpm|apache|management|perl|otel|mainline)(?:-[a-z][a-z0-9]*)*$/;

/** Publishers that give no finer tags than these. */
const NO_FINER_TAG: ReadonlySet<string> = new Set([
  'registry',
  'pgvector',
  'postgres-backup-local',
  'alpine',
  'debian',
  'busybox',
]);

export default composeRule({
  id: 'compose/floating-image-tag',
  severity: 'hint',
  preset: 'strict',
  category: 'supply-chain',
  since: '0.1.0',
  summary: 'Image tag names a major version or a variant only',
  why: 'The tag moves with every release: two hosts, or the same host before and after a pull, run different versions, and a rollback has no name.',
  knownProblems: 'Said of official and well-known images, whose publishers are known to give finer tags.',
  references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17-alpine\n    restart: unless-stopped\n',
    good: 'services:\n  db:\n    image: postgres:17.MINOR-alpine\n    restart: unless-stopped\n',
  },
  on: {
    service(service, { severity }) {
      const image = service.text('image');
      if (!image || service.isBuilt) return undefined;
      const expansion = new Expansion(image.token.text, service.file.variablesFor(image.token));
      const reference = parseImageReference(expansion.text);
      const { tag, digest } = reference;
      if (tag === undefined || digest !== undefined || tag.includes(UNKNOWN) || isMovingTag(tag)) return undefined;
      if (!(MAJOR_ONLY.test(tag) || VARIANT_ONLY.test(tag)) || !hasFinerTags(service, reference)) return undefined;
      if (isBuiltHere(service, image)) return undefined;
      return finding(
        image.token,
        { service, image, expansion, reference, tag },
        { severity: service.lenient(severity) },
      );
    },
  },
  message: ({ service, tag }) =>
    `"${service.name}" runs whichever release "${tag}" means on the day it is pulled. Name the release that you have tested.`,
  fixes: [{ kind: 'manual', title: 'Name a release', edits: nameRelease }],
});

function hasFinerTags({ knownImage }: ComposeService, { registry, repository }: ImageReference): boolean {
  if (knownImage) return !NO_FINER_TAG.has(knownImage.kind);
  return registry === undefined && !repository.includes('/') && !repository.includes(UNKNOWN);
}

function nameRelease(data: {
  readonly service: ComposeService;
  readonly image: TextValue;
  readonly expansion: Expansion;
  readonly reference: ImageReference;
  readonly tag: string;
}): Edits {
  const { service, image, expansion, reference, tag } = data;
  const { tagStart, tagEnd } = reference;
  if (tagStart === undefined || tagEnd === undefined) return undefined;
  const range = expansion.writtenRange(tagStart, tagEnd);
  const outer = expansion.outerRange(tagStart, tagEnd);
  if (!range || range.start !== outer.start) return undefined;
  const [, major, variant = ''] = /^(v?\d+)?(.*)$/.exec(tag) ?? [];
  const known = service.knownImage?.knownTag ?? 'VERSION';
  const version = major === undefined ? known : known.startsWith(`${major}.`) ? known : `${major}.MINOR`;
  const rest = major === undefined ? `-${variant}` : variant;
  return replacePart(image.token, range.start, range.end, placeholder(version) + rest);
}
