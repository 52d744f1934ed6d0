import { replacePart, replaceScalar } from '../../../document/edit';
import type { TextRange, Token } from '../../../document/text';
import type { ScalarView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { Expansion } from '../expansion';
import { valueAt, type ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly scalar: ScalarView;
  readonly propagation: string;
  /** Where the word stands in the short form; undefined in the long one. */
  readonly range: TextRange | undefined;
}

export default composeRule({
  id: 'compose/bidirectional-mount-propagation',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'What the service mounts appears on the host',
  why: 'With shared propagation a mount made inside the container shows on the host and in other containers: it can lay its own files over theirs.',
  knownProblems:
    '`slave` and `rslave` only pass on what the host mounts, and are fine. Services that have to mount for others, such as rclone, need it.',
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],
  peers: ['kics:volume_mounted_in_multiple_containers', 'compose-lint:CL-0017', 'cis:5.20'],
  examples: {
    bad: 'services:\n  media:\n    image: example/media:1.4\n    volumes:\n      - /srv/media:/media:ro,rshared\n',
    good: 'services:\n  media:\n    image: example/media:1.4\n    volumes:\n      - /srv/media:/media:ro,rprivate\n',
  },
  on: {
    service: (service) =>
      serviceMounts(service).map((mount) => (mount.kind === 'bind' ? judge(service, mount) : undefined)),
  },
  message: ({ service, propagation }: Data) =>
    `With \`${propagation}\` whatever "${service.name}" mounts appears on the host and can hide files there. Use \`rprivate\`, or \`rslave\` if it must see what the host mounts.`,
  fixes: [
    {
      kind: 'review',
      title: 'Keep its mounts to itself (`rprivate`)',
      edits: ({ scalar, range }) =>
        range ? replacePart(scalar, range.start, range.end, 'rprivate') : replaceScalar(scalar, 'rprivate'),
    },
  ],
});

function judge(service: ComposeService, { item: { view }, options }: ServiceMount): Report<Data> | undefined {
  if (view.kind === 'map') {
    const written = valueAt(view, 'bind', 'propagation');
    if (written?.kind !== 'scalar') return undefined;
    const { text, known } = service.interpolate(written);
    const isShared = known && /^r?shared$/.test(text);
    return isShared ? finding(written, { service, scalar: written, propagation: text, range: undefined }) : undefined;
  }
  const propagation = options.find((option) => /^r?shared$/.test(option));
  if (view.kind !== 'scalar' || propagation === undefined) return undefined;
  const expansion = new Expansion(view.text, service.file.variablesFor(view));
  const start = expansion.text.search(new RegExp(`(?<=[:,])${propagation}(?=,[^:]*$|$)`));
  const range = start < 0 ? undefined : expansion.writtenRange(start, start + propagation.length);
  if (!range) return undefined;
  const token: Token = view.partToken(range.start, range.end);
  return finding(token, { service, scalar: view, propagation, range });
}
