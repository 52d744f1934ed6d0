import { insertAt, type Edits } from '../../../document/edit';
import type { Value } from '../../../document/render';
import { requiredVariable } from '../environmentSecrets';
import { variablesOf } from '../interpolation';
import { scalarText, type ComposeService } from '../model';
import type { DataSet } from './coverage';

/** Images that are told whom to let in by the same variables. */
const KINDS: ReadonlySet<string> = new Set(['postgres', 'pgvector', 'timescaledb']);
/** Majors of PostgreSQL for which the image is published: a dump needs tools that are no older than the server. */
const MAJORS = ['13', '14', '15', '16', '17'];

/**
 * Adds a service that dumps a PostgreSQL server every night, keeps a week of dumps and turns unhealthy when one fails
 * (https://github.com/prodrigestivill/docker-postgres-backup-local). Undefined for other data: nothing as finished is known for it.
 */
export function addBackupService({ service, image }: DataSet): Edits {
  const { file } = service;
  const name = `${service.name}-backup`;
  const volume = `${service.name}-backups`;
  const networks = networksOf(service);
  const credentials = credentialsOf(service);
  const major = majorOf(service);
  const isFree = !file.service(name) && !file.declared('volumes', volume);
  if (!isFree || !networks || major === undefined || !KINDS.has(image.kind) || file.isSwarm) return undefined;
  const added = insertAt(file.root, ['services', name], {
    image: `prodrigestivill/postgres-backup-local:${major}`,
    restart: 'unless-stopped',
    depends_on: {
      [service.name]: { condition: service.get('healthcheck', 'test') ? 'service_healthy' : 'service_started' },
    },
    ...profilesOf(service),
    ...networks,
    ...credentials.keys,
    volumes: [`${volume}:/backups`],
    security_opt: ['no-new-privileges:true'],
    cap_drop: ['ALL'],
    // The file of a secret belongs to whoever made it on the host.
    ...(credentials.hasFile ? { cap_add: ['DAC_OVERRIDE'] } : {}),
    mem_limit: '256M',
    cpus: 1,
    pids_limit: 100,
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  });
  const declared = insertAt(file.root, ['volumes', volume], {});
  return added && declared && [...added, ...declared];
}

/** The networks of the server, where they are only named; undefined where the server shares the network of something else. */
function networksOf(service: ComposeService): { networks?: Value } | undefined {
  if (service.get('network_mode')) return undefined;
  const names = [
    ...service.entries('networks').map(({ key }) => key.text),
    ...service.items('networks').flatMap(({ view }) => scalarText(view) ?? []),
  ];
  return names.length > 0 ? { networks: names } : {};
}

/** Those of the server: Compose refuses what waits for a service that is switched off. */
function profilesOf(service: ComposeService): { profiles?: Value } {
  const names = service.items('profiles').flatMap(({ view }) => scalarText(view) ?? []);
  return names.length > 0 ? { profiles: names } : {};
}

function majorOf(service: ComposeService): string | undefined {
  const tag = service.image?.reference.tag ?? '';
  // Behind the version of an extension stands that of the server.
  const major = /-pg(\d+)/.exec(tag)?.[1] ?? /^(?:pg)?(\d+)/.exec(tag)?.[1];
  return MAJORS.find((one) => one === major);
}

/** How it logs in: as the server is told to let somebody in, but never with a password that is written down. */
function credentialsOf(service: ComposeService): {
  readonly keys: { readonly [key: string]: Value };
  readonly hasFile: boolean;
} {
  const written = (name: string): string | undefined => service.environment.find((one) => one.name === name)?.value;
  const user = written('POSTGRES_USER') ?? 'postgres';
  const passwordFile = written('POSTGRES_PASSWORD_FILE');
  const secrets = service.items('secrets').flatMap(({ view }) => scalarText(view) ?? []);
  const hasFile = passwordFile !== undefined && secrets.length > 0;
  const environment: Value = {
    POSTGRES_HOST: service.name,
    POSTGRES_DB: written('POSTGRES_DB') ?? user,
    POSTGRES_USER: user,
    ...(hasFile
      ? { POSTGRES_PASSWORD_FILE: passwordFile }
      : { POSTGRES_PASSWORD: reference(written('POSTGRES_PASSWORD')) }),
    SCHEDULE: '@daily',
    BACKUP_KEEP_DAYS: 7,
    BACKUP_KEEP_WEEKS: 4,
    BACKUP_KEEP_MONTHS: 6,
  };
  return { keys: { environment, ...(hasFile ? { secrets } : {}) }, hasFile };
}

/** The variable that the server's password comes from, without a default that is a password too. */
function reference(value: string | undefined): string {
  const [variable, ...more] = variablesOf(value ?? '');
  const isOne = variable !== undefined && more.length === 0 && variable.start === 0 && variable.end === value?.length;
  if (!isOne) return requiredVariable('POSTGRES_PASSWORD');
  return variable.fallback ? requiredVariable(variable.name) : value;
}
