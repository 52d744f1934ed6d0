import { deleteItem } from '../../../document/edit';
import type { Token } from '../../../document/text';
import { finding } from '../../../engine/rule';
import { Expansion, partOf, UNKNOWN } from '../expansion';
import { scalarText, type ComposeService, type Item } from '../model';
import { normalisePath, serviceMounts } from '../mounts';
import { composeRule } from '../rule';

/** What is put at a path inside a container. */
interface Mounted {
  readonly key: 'volumes' | 'tmpfs' | 'configs' | 'secrets';
  readonly target: string;
  /** As written, to tell what Compose itself takes for the same. */
  readonly written: string;
  readonly token: Token;
  readonly item: Item;
}

export default composeRule({
  id: 'compose/duplicate-mount-target',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Two mounts of a service have the same target',
  why: 'Only one of them can be there. Of two volumes Compose silently drops the first, which may be the one with the data; anything else makes it or the engine refuse to start the service.',
  knownProblems: 'Mounts that an overriding file replaces on purpose are not reported.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#volumes',
    'https://docs.docker.com/reference/compose-file/services/#tmpfs',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  app:\n    image: example/app:2.1\n    volumes:\n      - ./data:/data\n    tmpfs:\n      - /data\n',
    good: 'services:\n  app:\n    image: example/app:2.1\n    volumes:\n      - ./data:/data\n',
  },
  on: {
    service(service) {
      const first = new Map<string, Mounted>();
      return mountedIn(service).map((mounted) => {
        const other = first.get(mounted.target);
        if (!other) {
          first.set(mounted.target, mounted);
          return undefined;
        }
        const isDropped = mounted.key === 'volumes' && other.key === 'volumes' && mounted.written === other.written;
        const related = [{ token: other.token, message: 'The other one' }];
        const more = { related, ...(isDropped ? { severity: 'warning' as const } : {}) };
        return finding(mounted.token, { service, mounted, other, isDropped }, more);
      });
    },
  },
  message: ({ service, mounted: { target, key }, other, isDropped }) =>
    isDropped
      ? `"${service.name}" mounts two volumes at ${target}: Compose silently drops the first one. Keep the one that is meant.`
      : `"${service.name}" mounts something at ${target} in ${key === other.key ? `\`${key}\` twice` : `\`${other.key}\` and again in \`${key}\``}: the container cannot be created. Keep one of them.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete the second one',
      edits: ({ mounted: { item }, isDropped }) => (isDropped ? undefined : deleteItem(item.holder, item.view)),
    },
    {
      kind: 'review',
      title: 'Delete the first one, which is dropped',
      edits: ({ other: { item }, isDropped }) => (isDropped ? deleteItem(item.holder, item.view) : undefined),
    },
  ],
});

function mountedIn(service: ComposeService): Mounted[] {
  const volumes = serviceMounts(service).flatMap(({ item, target }): Mounted[] =>
    target?.isKnown && target.text !== ''
      ? [{ key: 'volumes', target: normalisePath(target.text), written: target.text, token: target.token, item }]
      : [],
  );
  const all = [...volumes, ...tmpfsOf(service), ...grantsOf(service, 'configs'), ...grantsOf(service, 'secrets')];
  // A relative target of a secret counts from a folder that nothing else is put into.
  return all.filter(({ target }) => target.startsWith('/') && !target.includes(UNKNOWN));
}

/** `PATH[:OPTIONS]` (https://docs.docker.com/reference/compose-file/services/#tmpfs). */
function tmpfsOf(service: ComposeService): Mounted[] {
  return service.items('tmpfs').flatMap((item): Mounted[] => {
    const { view } = item;
    if (view.kind !== 'scalar' || view.isNull) return [];
    const expansion = new Expansion(view.text, service.file.variablesFor(view));
    const path = /^[^:]*/.exec(expansion.text)?.[0] ?? '';
    const { token } = partOf(view, expansion, 0, path.length);
    return [{ key: 'tmpfs', target: normalisePath(path), written: path, token, item }];
  });
}

function grantsOf(service: ComposeService, key: 'configs' | 'secrets'): Mounted[] {
  return service.items(key).flatMap((item): Mounted[] => {
    const target = item.view.kind === 'map' ? item.view.get('target')?.value : undefined;
    const text = scalarText(target);
    if (target?.kind !== 'scalar' || text === undefined || text.includes('$')) return [];
    return [{ key, target: normalisePath(text), written: text, token: target, item }];
  });
}
