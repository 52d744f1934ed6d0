import { deleteEntry, type Edits } from '../../../document/edit';
import type { Entry } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { scalarText } from '../model';
import { entriesOf, RESOURCE_KINDS, type ResourceKind } from '../resources';
import { composeRule } from '../rule';

interface Data {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly surplus: readonly Entry[];
}

export default composeRule({
  id: 'compose/conflicting-external-resource',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'External resource is also described',
  why: 'What is external was made by somebody else, so Compose takes nothing but its name. For a volume it refuses the whole project when more is said; for the others the rest is ignored, or refused by an older Compose.',
  references: [
    'https://docs.docker.com/reference/compose-file/volumes/#external',
    'https://docs.docker.com/reference/compose-file/networks/#external',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    volumes: ["data:/var/lib/postgresql/data"]\nvolumes:\n  data:\n    external: true\n    driver: local\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    volumes: ["data:/var/lib/postgresql/data"]\nvolumes:\n  data:\n    external: true\n',
  },
  on: {
    file({ root }) {
      return RESOURCE_KINDS.flatMap((kind) =>
        entriesOf(root.get(kind)?.value).flatMap(({ key, value }): Report<Data>[] => {
          const external = value?.kind === 'map' ? value.get('external') : undefined;
          if (value?.kind !== 'map' || !external || !isTrue(external)) return [];
          const surplus = value.entries.filter(({ key: { text } }) => !/^(?:name$|external$|x-)/.test(text));
          const [first] = surplus;
          const data: Data = { kind, name: key.text, surplus };
          return first ? [finding(first.key, data, kind === 'volumes' ? {} : { severity: 'warning' })] : [];
        }),
      );
    },
  },
  message: ({ kind, name, surplus }: Data) => {
    const keys = surplus.map(({ key }) => `\`${key.text}\``).join(', ');
    const what = `The ${kind.slice(0, -1)} "${name}" is external and made elsewhere`;
    return kind === 'volumes'
      ? `${what}: Compose refuses the project because of ${keys}. Delete what is not its name, or \`external\`.`
      : `${what}: ${keys} is ignored, or refused by an older Compose. Delete what is not its name, or \`external\`.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Keep only its name',
      edits: ({ surplus }) => surplus.reduce<Edits>((edits, entry) => joined(edits, deleteEntry(entry)), []),
    },
  ],
});

/** `true`, or the mapping with a name of earlier versions. */
function isTrue({ value }: Entry): boolean {
  return value?.kind === 'map' || /^(?:true|yes|on|y)$/i.test(scalarText(value) ?? '');
}

function joined(edits: Edits, more: Edits): Edits {
  return edits && more && [...edits, ...more];
}
