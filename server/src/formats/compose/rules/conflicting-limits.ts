import { deleteEntry, insertAt, type Edits } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeService, TextValue } from '../model';
import { composeRule } from '../rule';
import { bytesOf } from '../units';

/** Two spellings of the same thing: a key of the service itself, and one below `deploy`. */
interface Spellings {
  readonly older: string;
  readonly deploy: readonly string[];
  readonly read: (text: string) => number | undefined;
  /** Where the mapping in `deploy` is there and the key in it is not, that counts as none at all. */
  readonly isComparedWithNothing: boolean;
}

const PAIRS: readonly Spellings[] = [
  pair('cpus', ['resources', 'limits', 'cpus'], numberOf),
  pair('mem_limit', ['resources', 'limits', 'memory'], bytesOf),
  pair('mem_reservation', ['resources', 'reservations', 'memory'], bytesOf),
  pair('pids_limit', ['resources', 'limits', 'pids'], numberOf),
  { older: 'scale', deploy: ['deploy', 'replicas'], read: numberOf, isComparedWithNothing: false },
];

interface Data {
  readonly service: ComposeService;
  readonly older: TextValue;
  readonly deploy: readonly string[];
  /** What `deploy` says; undefined where it says nothing. */
  readonly other: string | undefined;
}

export default composeRule({
  id: 'compose/conflicting-limits',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Limit is set twice, to different values',
  why: 'Compose refuses the whole project when a key of the service and the same one below `deploy` differ. A mapping of limits in `deploy` that lacks the key counts as different.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#mem_limit',
    'https://docs.docker.com/reference/compose-file/deploy/#resources',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 512M\n    deploy:\n      resources:\n        limits:\n          memory: 1G\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    deploy:\n      resources:\n        limits:\n          memory: 1G\n',
  },
  on: {
    service(service) {
      // Without `deploy` there is nothing to differ from.
      return service.get('deploy') && PAIRS.map((spellings) => conflictIn(service, spellings));
    },
  },
  message: ({ service, older, deploy, other }: Data) => {
    const path = `\`${deploy.join('.')}\``;
    return other === undefined
      ? `"${service.name}" sets \`${older.entry.key.text}\` and has limits in \`deploy\` without ${path}, which counts as another value: Compose refuses the project. Move it there.`
      : `"${service.name}" sets \`${older.entry.key.text}: ${older.text}\` and ${path} to ${other}: Compose refuses the project. Keep one of them.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ older }) => `Delete \`${older.entry.key.text}\``,
      edits: ({ older, other }) => (other === undefined ? undefined : deleteEntry(older.entry)),
    },
    {
      kind: 'review',
      title: ({ deploy }) => `Move it to \`${deploy.join('.')}\``,
      edits: (data) => (data.other === undefined ? moved(data) : undefined),
    },
  ],
});

function pair(older: string, path: readonly string[], read: Spellings['read']): Spellings {
  return { older, deploy: ['deploy', ...path], read, isComparedWithNothing: true };
}

function conflictIn(
  service: ComposeService,
  { older, deploy, read, isComparedWithNothing }: Spellings,
): Report<Data> | undefined {
  const own = service.text(older);
  const value = own?.known ? read(own.text) : undefined;
  // Zero is the same as no limit at all.
  if (!own || value === undefined || (value === 0 && isComparedWithNothing)) return undefined;
  const other = service.text(...deploy);
  if (!other) {
    const isThere = service.get(...deploy.slice(0, -1))?.value?.kind === 'map';
    const data: Data = { service, older: own, deploy, other: undefined };
    return isComparedWithNothing && isThere ? finding(own.entry.key, data) : undefined;
  }
  const otherValue = other.known ? read(other.text) : undefined;
  if (otherValue === undefined || otherValue === value) return undefined;
  const related = [{ token: other.token, message: 'The other value' }];
  return finding(own.entry.key, { service, older: own, deploy, other: other.text }, { related });
}

function moved({ service, older: { entry, token, text, hasVariables }, deploy }: Data): Edits {
  if (entry.owner !== service.own || service.entry.aliased) return undefined;
  const removed = deleteEntry(entry);
  const added = insertAt(service.own, deploy, hasVariables ? token.text : text);
  return removed && added && [...removed, ...added];
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? undefined : number;
}
