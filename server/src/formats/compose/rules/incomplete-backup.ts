import type { Dump } from '../../../backups/dumps';
import type { Surroundings } from '../../../engine/surroundings';
import { UNKNOWN } from '../../../shell';
import { usesOf } from '../backups/databaseUse';
import { backupsIn, namedTarget } from '../backups/find';
import { jobScriptsOf, toolWord, type JobScript } from '../backups/jobScripts';
import type { ComposeFile, ComposeService } from '../model';
import { composeRule } from '../rule';
import { findingIn } from '../scripts';

/** Options whose value stands in the next word. */
const VALUED =
  /^(?:-[hpUdfFjZnNtTESuP]|--(?:host|port|username|user|file|format|jobs|compress|schema|table|exclude-table|exclude-schema|encoding|role|result-file|socket|where))$/;

export default composeRule({
  id: 'compose/incomplete-backup',
  severity: 'warning',
  preset: 'recommended',
  category: 'backup',
  since: '0.1.0',
  crossFile: true,
  summary: 'Backup leaves out databases or roles that the project uses',
  why: 'The backup looks complete until somebody restores it: then the data of one service is missing, or nobody can log in because the roles are.',
  knownProblems:
    'Databases and roles are those of the variables and URLs of the other services. A backup of which a variable decides what it saves is left alone.',
  references: [
    'https://www.postgresql.org/docs/current/app-pg-dumpall.html',
    'https://www.postgresql.org/docs/current/backup-dump.html',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n  shop:\n    image: example/shop:1.4\n    environment:\n      DB_HOST: db\n      DB_NAME: shop\n  mail:\n    image: example/mail:2.0\n    environment:\n      DB_HOST: db\n      DB_NAME: mail\n  db-backup:\n    image: postgres:17.6\n    command: pg_dump -h db -f /backups/shop.sql shop\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n  shop:\n    image: example/shop:1.4\n    environment:\n      DB_HOST: db\n      DB_NAME: shop\n  mail:\n    image: example/mail:2.0\n    environment:\n      DB_HOST: db\n      DB_NAME: mail\n  db-backup:\n    image: postgres:17.6\n    command: pg_dumpall -h db -f /backups/all.sql\n',
  },
  on: {
    runner(service, { surroundings }) {
      return jobScriptsOf(service, surroundings).flatMap((script) =>
        script.dumps.flatMap((dump) => {
          const word = toolWord(dump);
          const server = serverOf(dump, service.file);
          if (!word || !server || !/^(?:pg_dump|mysqldump|mariadb-dump)$/.test(dump.tool)) return [];
          const missing = missingFrom(server, service.file, surroundings);
          return missing ? findingIn(script, word.range, { service, server, ...missing }) : [];
        }),
      );
    },
  },
  message: ({ service, server, databases, roles }) =>
    databases.length > 0
      ? `"${service.name}" does not save everything that "${server.name}" holds: ${databases.join(', ')} of other services is missing. Dump every database that is used.`
      : `"${service.name}" saves no roles of "${server.name}", but the project uses ${roles.join(', ')}: after a restore nobody can log in. Add \`pg_dumpall --globals-only\`.`,
});

function serverOf({ target }: Dump, file: ComposeFile): ComposeService | undefined {
  return target.kind === 'host' || target.kind === 'container' ? namedTarget(target, file)?.[0] : undefined;
}

interface Missing {
  readonly databases: readonly string[];
  readonly roles: readonly string[];
}

/** What no backup of the whole project saves of a server; undefined where it saves all, or where that cannot be told. */
function missingFrom(server: ComposeService, file: ComposeFile, surroundings: Surroundings): Missing | undefined {
  if (file.isPartial) return undefined;
  const byImage = backupsIn(file, surroundings.text).jobs.some(
    ({ origin, job }) => origin === 'image' && job.protects.includes(server.name),
  );
  const all = file.services.flatMap((service) =>
    jobScriptsOf(service, surroundings).flatMap((script) => script.dumps.map((dump) => ({ script, dump }))),
  );
  const dumps = all.filter(({ dump }) => dump.target.kind === 'unknown' || serverOf(dump, file) === server);
  const saved = dumps.map(({ script, dump }) => databasesOf(script, dump));
  if (byImage || saved.some((one) => one === undefined)) return undefined;
  const names = new Set(saved.flatMap((one) => one ?? []));
  const uses = usesOf(server, file).filter(({ service }) => !dumps.some(({ script }) => script.service === service));
  const unique = (values: readonly (string | undefined)[]): string[] =>
    [...new Set(values.flatMap((one) => one ?? []))].sort();
  const databases = unique(uses.map(({ database }) => database)).filter((name) => !names.has(name));
  const isPostgres = dumps.every(({ dump }) => dump.engine === 'postgres');
  const users = unique(uses.map(({ user }) => user));
  const hasGlobals = dumps.some(({ dump }) => dump.tool === 'pg_dumpall');
  const roles = isPostgres && users.length > 1 && !hasGlobals ? users : [];
  return databases.length > 0 || roles.length > 0 ? { databases, roles } : undefined;
}

/** The databases that a dump saves; undefined where it saves all of them, or where that cannot be told. */
function databasesOf({ variables }: JobScript, { tool, command }: Dump): string[] | undefined {
  const args = command.call?.args.map((word) => word.value(variables)) ?? [];
  const isGlobals = tool === 'pg_dumpall' && args.some((arg) => /^(?:-g|-r|--globals-only|--roles-only)$/.test(arg));
  if (isGlobals) return [];
  if (!/^(?:pg_dump|mysqldump|mariadb-dump)$/.test(tool) || args.some((arg) => arg.includes(UNKNOWN))) return undefined;
  const isMany = args.some((arg) => arg === '-B' || arg === '--databases');
  if (args.some((arg) => arg === '-A' || arg === '--all-databases')) return undefined;
  const positional = args.filter((arg, index) => !arg.startsWith('-') && !VALUED.test(args[index - 1] ?? ''));
  if (tool !== 'pg_dump') return positional.length === 0 ? undefined : isMany ? positional : positional.slice(0, 1);
  const option = args.findIndex((arg) => arg === '-d' || arg === '--dbname');
  const written = args.flatMap((arg) => /^(?:--dbname=|-d)(.+)$/.exec(arg)?.[1] ?? [])[0];
  const name = (option < 0 ? written : args[option + 1]) ?? positional.at(-1) ?? variables.get('PGDATABASE');
  if (name === undefined || name.includes(UNKNOWN)) return undefined;
  const inUrl = /^\w+:\/\/[^/]*\/([\w-]+)|\bdbname=([\w-]+)/.exec(name);
  return [inUrl?.[1] ?? inUrl?.[2] ?? name];
}
