import { combineEdits, deleteEntry, insertAt, insertKeyAfter, type Edits } from '../../../document/edit';
import type { Entry, YamlView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { knowsPids } from '../limits';
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

const OLDER_NAMES: ReadonlyMap<string, string> = new Map([
  ['memory', 'mem_limit'],
  ['cpus', 'cpus'],
]);

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
      edits: (data) => (data.other === undefined && !isTooNew(data) ? moved(data) : undefined),
    },
    {
      kind: 'review',
      title: 'Move the limits in `deploy` to keys of the service',
      edits: (data) => (data.other === undefined && isTooNew(data) ? movedOut(data) : undefined),
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

/** Older versions of Compose load the file as it is, but not with `pids` in `deploy`. */
function isTooNew({ service, deploy }: Data): boolean {
  return deploy.at(-1) === 'pids' && !knowsPids(service);
}

/** Undefined where `deploy` limits what has no key of its own, or where both spellings are in use. */
function movedOut({ service, older }: Data): Edits {
  const holder = emptiedEntry(service);
  const limits = service.get('deploy', 'resources', 'limits')?.value;
  if (!holder || older.entry.owner !== service.own || limits?.kind !== 'map') return undefined;
  const inserted = limits.entries.map(({ key, value }) => {
    const name = OLDER_NAMES.get(key.text);
    return name !== undefined && !service.get(name) && value?.kind === 'scalar'
      ? insertKeyAfter(service.own, older.entry, name, value.text)
      : undefined;
  });
  return combineEdits(...inserted, deleteEntry(holder));
}

/** The outermost entry of `deploy` that holds nothing but the limits; undefined where they are not written in the service itself. */
function emptiedEntry(service: ComposeService): Entry | undefined {
  let map: YamlView | undefined = service.own;
  let emptied: Entry | undefined;
  for (const name of ['deploy', 'resources', 'limits']) {
    const entry: Entry | undefined = map?.kind === 'map' ? map.get(name) : undefined;
    if (!entry || entry.owner !== map || entry.aliased) return undefined;
    if (!emptied || !entry.owner.isOnlyEntry(entry)) emptied = entry;
    map = entry.value;
  }
  return service.entry.aliased || service.layers.length > 1 ? undefined : emptied;
}

function numberOf(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? undefined : number;
}
