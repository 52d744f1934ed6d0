import type { ComposeFile, ComposeService } from '../model';

/** A database of a server that a service works with, and the role it logs in as, as far as its environment says. */
export interface DatabaseUse {
  readonly service: ComposeService;
  readonly database: string | undefined;
  readonly user: string | undefined;
}

const URL_OF_SERVER =
  /^(?:postgres(?:ql)?|mysql2?|mariadb|mongodb)(?:\+\w+)?:\/\/(?:([^:@/\s]+)(?::[^@/\s]*)?@)?([^:/?\s]+)(?::\d+)?(?:\/([\w-]+))?/;
const DATABASE_NAMES = ['DATABASE', 'DB', 'NAME', 'DBNAME', 'DB_NAME', 'DATABASE_NAME'];
const USER_NAMES = ['USER', 'USERNAME', 'DB_USER'];

/** Which databases of a server the other services of its project use: by a URL, or by variables such as DB_HOST and DB_NAME. */
export function usesOf(server: ComposeService, file: ComposeFile): DatabaseUse[] {
  return file.services.filter((service) => service !== server).flatMap((service) => usesIn(service, server.name));
}

function usesIn(service: ComposeService, host: string): DatabaseUse[] {
  const values = new Map<string, string>();
  for (const { name, value, scalar } of service.environment) {
    const filled = value === undefined ? undefined : service.interpolate(scalar, value);
    if (filled?.known) values.set(name, filled.text);
  }
  const known = (prefix: string, names: readonly string[]): string | undefined =>
    names.flatMap((name) => values.get(prefix + name) ?? [])[0];
  return [...values].flatMap(([name, value]): DatabaseUse[] => {
    const url = URL_OF_SERVER.exec(value);
    if (url?.[2] === host) return [{ service, database: url[3], user: url[1] }];
    const prefix = /^(.*?)(?:HOST(?:NAME)?|SERVER|ADDR(?:ESS)?)$/.exec(name)?.[1];
    if (prefix === undefined || value.replace(/:\d+$/, '') !== host) return [];
    return [{ service, database: known(prefix, DATABASE_NAMES), user: known(prefix, USER_NAMES) }];
  });
}
