import { isWithin } from '../../../engine/paths';
import type { ShellCall, ShellWord } from '../../../shell';
import { serviceAt, servicesMountedIn } from '../backups/places';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { findingIn, placeOf, scriptsOf, type ServiceScript } from '../scripts';

/** Servers that keep writing into several files that only make sense together. */
const SERVERS =
  /^(?:postgres|pgvector|timescaledb|postgis|mysql|mariadb|percona|mongo|prometheus|loki|influxdb|elasticsearch|opensearch|clickhouse|victoriametrics|neo4j|couchdb|cassandra|etcd|tempo|mimir)/;
/** What brings the server to rest, or takes a copy that is consistent. */
const AT_REST =
  /^(?:stop|pause|down|kill)$|pg_(?:backup_start|start_backup|basebackup)|flush tables|fsynclock|snapshot|xtrabackup|mariabackup|btrfs|zfs|lvcreate/i;

export default composeRule({
  id: 'compose/inconsistent-live-backup',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Data files of a running server are copied',
  why: 'While the files are read one after the other the server goes on writing: the copy is made of parts of different moments, and often cannot be started at all.',
  knownProblems:
    'A stop, a pause, a snapshot and the commands that bring a server to rest count, wherever in the script they stand.',
  references: [
    'https://www.postgresql.org/docs/current/backup-file.html',
    'https://prometheus.io/docs/prometheus/latest/storage/#backing-up',
    'https://dev.mysql.com/doc/refman/8.4/en/backup-methods.html',
  ],
  examples: {
    bad: "services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - data:/var/lib/postgresql/data\n  backup:\n    image: alpine:3.22\n    command: sh -c 'tar czf /backups/db.tgz /data'\n    volumes:\n      - data:/data:ro\nvolumes:\n  data: {}\n",
    good: "services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - data:/var/lib/postgresql/data\n  backup:\n    image: postgres:17.6\n    command: sh -c 'pg_dumpall -h db -f /backups/db.sql'\nvolumes:\n  data: {}\n",
  },
  on: {
    runner(service, { surroundings }) {
      return scriptsOf(service, surroundings).flatMap((script) => {
        const calls = script.shell.commands.flatMap(({ call }) => call ?? []);
        if (calls.some(({ args }) => args.some(({ unquoted }) => AT_REST.test(unquoted)))) return [];
        return calls.flatMap((call) =>
          copiedBy(call).flatMap((word) => {
            const server = serverBehind(word, script, call.container?.plain);
            return server && !stopsForBackup(server)
              ? findingIn(script, word.range, { script, word, server, tool: call.name })
              : [];
          }),
        );
      });
    },
  },
  message: ({ script, word, server, tool }) =>
    `${tool} in "${script.service.name}" copies data files of "${server.name}" while it runs${placeOf(script, word.range)}: the copy may not start. Use the server's own dump or snapshot, or stop it first.`,
});

/** The paths that a call reads from. */
function copiedBy({ name, args }: ShellCall): ShellWord[] {
  const words = args.map(({ unquoted }) => unquoted);
  const paths = args.filter(({ unquoted }) => !unquoted.startsWith('-'));
  switch (name) {
    case 'tar': {
      const [first = ''] = words;
      const isCreated = /^-?\w*c\w*$/.test(first) || words.includes('--create');
      const output = words.findIndex((word, index) => /^-?\w*f$/.test(word) && (index === 0 || word.startsWith('-')));
      return isCreated
        ? args.filter(({ unquoted }, index) => unquoted.length > 1 && unquoted.startsWith('/') && index !== output + 1)
        : [];
    }
    case 'cp':
      return words.some((word) => /^-\w*[raR]|^--(?:recursive|archive)/.test(word)) ? paths.slice(0, -1) : [];
    case 'rsync':
      return paths.slice(0, -1);
    case 'docker':
      return words[0] === 'cp' ? paths.slice(1, -1) : [];
    default:
      return [];
  }
}

/** The running server whose data is at a path, in this container or, as `name:path`, in its own. */
function serverBehind(
  word: ShellWord,
  { service }: ServiceScript,
  container: string | undefined,
): ComposeService | undefined {
  const written = word.unquoted.replace(/(?<=.)\/[.*]?$/, '');
  const text = container === undefined ? written : `${container}:${written}`;
  const [, name, path] = /^([\w.-]+):(\/.*)$/.exec(text) ?? [];
  if (name !== undefined && path !== undefined) {
    const server = serviceAt(service.file, name);
    const image = server?.knownImage;
    return server && image && isServer(server) && image.dataFolders.some((folder) => isWithin(path, folder))
      ? server
      : undefined;
  }
  return text.startsWith('/') ? servicesMountedIn(service, [text]).find(isServer) : undefined;
}

function isServer(service: ComposeService): boolean {
  return SERVERS.test(service.knownImage?.kind ?? '') && service.isLongRunning;
}

function stopsForBackup(server: ComposeService): boolean {
  return server.variables('labels').some(({ name }) => /stop-during-backup|archive-pre|backup\.pre/.test(name));
}
