import { deleteEntry, replaceEntry, type Edits } from '../../../document/edit';
import type { Value } from '../../../document/render';
import type { Entry } from '../../../document/view';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { conditionFor, dependenciesOf } from '../dependencies';
import { itemsOf, type ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/deprecated-link',
  severity: 'info',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  tag: 'deprecated',
  summary: 'Service uses links',
  why: 'Services of a network find each other by name without links. A link hides who depends on whom, and Docker may drop it.',
  knownProblems: 'On the default bridge (`network_mode: bridge`) names work through links only: nothing is said there.',
  references: [
    'https://docs.docker.com/engine/network/links/',
    'https://docs.docker.com/reference/compose-file/services/#links',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    links:\n      - db\n  db:\n    image: example/db:1.4\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    depends_on:\n      db:\n        condition: service_started\n  db:\n    image: example/db:1.4\n',
  },
  on: {
    service(service, { surroundings }) {
      if (service.text('network_mode')?.text === 'bridge') return [];
      return ['links', 'external_links'].map((key) => {
        const entry = service.get(key);
        const isEmpty = !entry?.value || itemsOf(entry).length === 0;
        return isEmpty ? undefined : finding(entry.key, { service, entry, surroundings });
      });
    },
  },
  message: ({ service, entry }) =>
    `"${service.name}" uses \`${entry.key.text}\`, an old way that Docker may drop. The names work on a common network without it; what has to be up first belongs in \`depends_on\`.`,
  fixes: [
    {
      kind: 'review',
      title: ({ entry }) => (entry.key.text === 'links' ? 'Replace it by `depends_on`' : 'Delete it'),
      edits: ({ service, entry, surroundings }) => withoutLinks(service, entry, surroundings),
    },
  ],
});

/** Not where a link gives another name, which nothing else would: that belongs into the aliases of a network. */
function withoutLinks(service: ComposeService, entry: Entry, surroundings: Surroundings): Edits {
  if (entry.owner !== service.own || service.entry.aliased) return undefined;
  const links = itemsOf(entry).map(({ view }) =>
    view.kind === 'scalar' && !view.text.includes('$') ? view.text.split(':') : [],
  );
  if (links.some(([name, alias]) => name === undefined || (alias !== undefined && alias !== name))) return undefined;
  if (entry.key.text !== 'links') return deleteEntry(entry);
  const names = links.flatMap(([name]) => name ?? []);
  const waited = new Set(dependenciesOf(service).map(({ name }) => name));
  if (names.every((name) => waited.has(name))) return deleteEntry(entry);
  const targets = names.map((name) => service.file.service(name));
  const isCyclic = targets.some(
    (target) => target === undefined || target === service || dependsOn(target, service.name),
  );
  if (service.get('depends_on') || isCyclic) return undefined;
  const conditions = Object.fromEntries(
    targets.flatMap((target): [string, Value][] =>
      target ? [[target.name, { condition: conditionFor(target, surroundings) ?? 'service_started' }]] : [],
    ),
  );
  return replaceEntry(entry, 'depends_on', conditions);
}

/** Directly or through others. */
function dependsOn(service: ComposeService, name: string, seen = new Set<ComposeService>()): boolean {
  if (seen.has(service)) return false;
  seen.add(service);
  return dependenciesOf(service).some((dependency) => {
    const next = service.file.service(dependency.name);
    return dependency.name === name || (next !== undefined && dependsOn(next, name, seen));
  });
}
