import { insertItem, replacePart, type Edits } from '../../../document/edit';
import { nameOf } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { commandLineOf } from '../commandLine';
import { fileInContainer } from '../containerFiles';
import type { ComposeService } from '../model';
import { normalisePath, serviceMounts, type ServiceMount } from '../mounts';
import { removedOptionsIn } from '../removedOptions';
import { composeRule } from '../rule';
import { loadingOf, type Loading } from '../serverConfiguration';

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  readonly path: string;
  readonly loading: Loading;
  /** Options in the file that the server refuses. */
  readonly removed: readonly string[];
}

export default composeRule({
  id: 'compose/unloaded-config-mount',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Configuration is mounted but never read',
  why: 'The server runs with its defaults while everybody believes in the file: memory, access rules and logging are not what it says.',
  knownProblems:
    'PostgreSQL, MySQL, MariaDB, MongoDB, Redis and Valkey in their own images. Nothing is said where the service has an entrypoint of its own or a variable decides about its command.',
  references: [
    'https://hub.docker.com/_/postgres#database-configuration',
    'https://hub.docker.com/_/mongo#setting-wiredtiger-cache-size-limits',
    'https://hub.docker.com/_/redis',
    'https://dev.mysql.com/doc/refman/8.4/en/option-files.html',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    command: postgres -c max_connections=200\n    volumes:\n      - ./postgresql.conf:/etc/postgresql/postgresql.conf:ro\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    command: postgres -c max_connections=200 -c config_file=/etc/postgresql/postgresql.conf\n    volumes:\n      - ./postgresql.conf:/etc/postgresql/postgresql.conf:ro\n',
  },
  on: {
    service(service, { surroundings }) {
      const loading = loadingOf(service.knownImage?.kind);
      if (!loading || service.get('entrypoint') || service.isPartial) return [];
      return serviceMounts(service).map((mount) => judge(service, mount, loading, surroundings));
    },
  },
  message: ({ service, path, removed }: Data) => {
    const unread = `"${service.name}" never reads ${path}: nothing in its command names the file, so its defaults hold`;
    return removed.length > 0
      ? `${unread}. Once it is named the server does not start, because its version has no ${removed.join(', ')}: take that out first.`
      : `${unread}. Name it in the command.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: ({ path }) => `Start it with ${nameOf(path)}`,
      edits: (data) => (data.removed.length > 0 ? undefined : nameFile(data)),
    },
  ],
});

function judge(
  service: ComposeService,
  mount: ServiceMount,
  loading: Loading,
  surroundings: Surroundings,
): Report<Data> | undefined {
  const { kind, target, item } = mount;
  if (kind !== 'bind' || !target?.isKnown) return undefined;
  const path = normalisePath(target.text);
  const words = commandLineOf(service);
  if (!loading.file.test(nameOf(path)) || loading.readByItself.test(path)) return undefined;
  // Also a file that another one takes in is named somewhere else than here.
  if (words.some(({ text, isKnown }) => !isKnown || text.includes(nameOf(path)))) return undefined;
  // Another program runs, or another file is named, which may take this one in.
  const [first] = words;
  if (
    first &&
    !first.text.startsWith('-') &&
    nameOf(first.text) !== loading.program &&
    !/^(?:valkey-server|mariadbd)$/.test(first.text)
  )
    return undefined;
  if (words.some(({ text }) => /config_file=|--config|--defaults|\.(?:conf|cnf)\b/.test(text))) return undefined;
  const file = fileInContainer(service, path, surroundings);
  const { knownImage, image } = service;
  const removed =
    file.state === 'read' ? removedOptionsIn(file.text, knownImage?.kind ?? '', image?.reference.tag) : [];
  const token = item.view.kind === 'scalar' ? item.view : target.token;
  return finding(token, { service, mount, path, loading, removed });
}

/** Adds the file to the command, in the form in which the command is written. */
function nameFile({ service, path, loading }: Data): Edits {
  const added = loading.words(path);
  const command = service.get('command');
  const { value } = command ?? {};
  if (!command || !value || (value.kind === 'scalar' && value.isNull)) {
    const program =
      service.knownImage?.kind === 'valkey'
        ? 'valkey-server'
        : service.knownImage?.kind === 'mariadb'
          ? 'mariadbd'
          : loading.program;
    return service.insert(['command'], [program, ...added].join(' '));
  }
  // The file comes first where an option behind it is meant to overrule it.
  if (loading.kind === 'redis' || loading.kind === 'mysql' || command.aliased) return undefined;
  if (value.kind === 'scalar') {
    const isLine = value.style !== 'literal' && value.style !== 'folded';
    return isLine ? replacePart(value, value.text.length, value.text.length, ` ${added.join(' ')}`) : undefined;
  }
  if (value.kind !== 'sequence') return undefined;
  const edits = added.map((word) => insertItem(value, word));
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}
