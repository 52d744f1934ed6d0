import { commandLineOf } from './commandLine';
import type { ComposeService } from './model';

/** Shells and clients: a container that is started with one of them does something else than its image is made for. */
const OTHER_PROGRAM =
  /^(?:(?:ba|da|a|z)?sh|pg_\w+|psql|mysql|mysqldump|mariadb|mariadb-dump|mysqladmin|mongo|mongosh|mongodump|mongorestore|(?:redis|valkey)-cli|mc|curl|wget|sleep|tail|cat|echo|true|crond?|promtool|amtool|logcli|rabbitmqctl)$/;
const SERVER =
  /^(?:postgres|mysqld|mariadbd|mongod|mongos|(?:redis|valkey)-server|prometheus|loki|rabbitmq-server|influxd|clickhouse-server|(?:docker-)?entrypoint(?:\.sh)?|run\.sh)$/;

/** Whether a container runs the server of its image, as far as its command tells, and not a dump, a client or a script. */
export function runsServer(service: ComposeService): boolean {
  const names = commandLineOf(service).map(({ text }) => text.slice(text.lastIndexOf('/') + 1));
  const [first] = names;
  if (first === undefined || !OTHER_PROGRAM.test(first)) return true;
  return names.some((name) => SERVER.test(name));
}
