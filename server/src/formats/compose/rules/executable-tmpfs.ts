import { replacePart, type Edits } from '../../../document/edit';
import type { TextRange } from '../../../document/text';
import type { ScalarView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { Expansion } from '../expansion';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly scalar: ScalarView;
  readonly option: string;
  readonly folder: string;
  readonly range: TextRange;
}

export default composeRule({
  id: 'compose/executable-tmpfs',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Programs can be run from a temporary file system',
  why: 'The first thing an intruder does is to download a program into a folder that is writable and to start it there. The engine forbids that on a tmpfs unless it is told otherwise.',
  knownProblems: 'Some programs unpack libraries into /tmp and load them from there: they need `exec`.',
  references: [
    'https://docs.docker.com/engine/storage/tmpfs/',
    'https://docs.docker.com/reference/compose-file/services/#tmpfs',
  ],
  peers: ['compose-lint:CL-0022'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    tmpfs:\n      - /tmp:exec,size=64m\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    tmpfs:\n      - /tmp:size=64m\n',
  },
  on: {
    service: (service) =>
      service.items('tmpfs').flatMap(({ view }) => (view.kind === 'scalar' ? optionsIn(service, view) : [])),
  },
  message: ({ service, option, folder }: Data) =>
    `\`${option}\` on ${folder} of "${service.name}" ${MEANINGS[option] ?? ''}. Delete it unless the program fails without it.`,
  fixes: [{ kind: 'review', title: ({ option }) => `Delete \`${option}\``, edits: (data) => withoutOption(data) }],
});

const MEANINGS: Readonly<Record<string, string>> = {
  exec: 'lets an intruder run what he downloads into it',
  suid: 'lets programs in it run with the rights of their owner',
  dev: 'lets device files in it be opened',
};

function optionsIn(service: ComposeService, scalar: ScalarView): Report<Data>[] {
  if (!scalar.text.includes(':')) return [];
  const expansion = new Expansion(scalar.text, service.file.variablesFor(scalar));
  const colon = expansion.text.indexOf(':');
  const folder = expansion.text.slice(0, colon);
  return [...expansion.text.matchAll(/(?<=[:,])(?:exec|suid|dev)(?=,|$)/g)].flatMap(({ 0: option, index }) => {
    const range = colon < 0 ? undefined : expansion.writtenRange(index, index + option.length);
    return range ? [finding(scalar.partToken(range.start, range.end), { service, scalar, option, folder, range })] : [];
  });
}

/** The option goes with the comma beside it; the last one with the colon. */
function withoutOption({ scalar, range: { start, end } }: Data): Edits {
  const { text } = scalar;
  if (text[end] === ',') return replacePart(scalar, start, end + 1, '');
  return end === text.length ? replacePart(scalar, start - 1, end, '') : undefined;
}
