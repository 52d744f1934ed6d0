import { nearest } from '../../../engine/nearest';
import { finding, type Report } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { hostsOf } from '../declared';
import { UNKNOWN } from '../expansion';
import { scalarText, valueAt, type ComposeService } from '../model';
import { isLayer } from '../references';
import { composeRule } from '../rule';
import { serviceTexts, type ServiceText } from '../serviceTexts';

/** Variables that say where another program is. */
const ADDRESS_NAME = /_(?:URLS?|URI|HOSTS?|HOSTNAME|ADDR|ADDRESS(?:ES)?|ENDPOINTS?|DSN|SERVERS?|BROKERS?)$/i;
/** Variables that hold the own address, the one for browsers, or one that others may use. */
const OWN_NAME =
  /(?:^|_)(?:HOSTNAME|VIRTUAL_HOST|LETSENCRYPT_HOST|LISTEN|BIND|ADVERTISED?|PUBLIC|BASE|SITE|ROOT|EXTERNAL|CANONICAL|FRONTEND|DOMAIN|CALLBACK|REDIRECT|ORIGINS?|CORS|ALLOWED|TRUSTED|PROXY|NO|SELF|LOCAL|WEB|VITE|NEXT|REACT)(?:_|$)|^(?:APP|SERVER|SERVICE|SMTP_HELO|MAIL)_(?:URL|HOST|HOSTNAME|ADDR)$/i;
/** Protocols that are spoken over a network, to a host by its name. */
const URL_HOST =
  /\b(?:https?|wss?|grpcs?|tcp|udp|postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|nats|mqtts?|ldaps?|smtps?|kafka|clickhouse|memcached|bolt|neo4j|otlp):\/\/(?:[^\s/@"']*@)?([^\s/:?#,"'@]+)(?=:\d|[/?#,\s"']|$)/gi;
const PLAIN_HOST = /^([A-Za-z][\w-]*)(?::\d{1,5})?$/;
/** Names that mean the container itself, its host, or nothing at all. */
const NO_SERVICE =
  /^(?:localhost|ip6-localhost|loopback|host|hostname|gateway|broadcasthost|true|false|yes|no|on|off|none|null|nil|undefined|default|auto|any|all|self|unix|socket|memory|disabled?|enabled?|example|your[-_].*|my[-_]?(?:host|server|domain).*|change[-_]?me|todo|x+)$/i;

interface Data {
  readonly service: ComposeService;
  readonly host: string;
  readonly variable: string | undefined;
  readonly meant: string | undefined;
  readonly text: ServiceText;
  readonly start: number;
}

export default composeRule({
  id: 'compose/unknown-service-reference',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Address names a service that does not exist',
  why: 'A name without a dot is looked up among the services of the network. When there is none of that name the program cannot connect, and often falls back to something worse without a word.',
  knownProblems:
    'Only names without a dot are judged, in variables such as DATABASE_URL or REDIS_HOST and in addresses of commands. Services on an external network or on the network of somebody else may reach more than the files say, and are left alone.',
  references: ['https://docs.docker.com/compose/how-tos/networking/'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    environment:\n      REDIS_URL: redis://reddis:6379/0\n  redis:\n    image: redis:8.4.0\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    environment:\n      REDIS_URL: redis://redis:6379/0\n  redis:\n    image: redis:8.4.0\n',
    files: { '.env.example': 'TZ=UTC\n' },
  },
  on: {
    service(service, { surroundings }) {
      const { file } = service;
      const { composeServices } = surroundings;
      if (!composeServices || file.isPartial || !service.hasContainer) return undefined;
      const named = serviceTexts(service).flatMap((text) => hostsIn(text));
      if (named.length === 0 || hasOtherNeighbours(service) || isLayer(file)) return undefined;
      const known = knownHosts(service, surroundings);
      const names = file.services.map(({ name }) => name).filter((name) => name !== service.name);
      return named.flatMap(({ text, host, start }): Report<Data>[] => {
        if (known.has(host.toLowerCase())) return [];
        const token = text.tokenOf(start, start + host.length);
        const data = { service, host, variable: text.name, meant: nearest(host, names), text, start };
        return [finding(token, data)];
      });
    },
  },
  message: ({ service, host, variable, meant }: Data) =>
    `"${service.name}" looks for "${host}"${variable === undefined ? '' : ` in ${variable}`}, and no Compose file here has a service of that name: it cannot connect. ` +
    (meant === undefined ? 'Add the service, or correct the name.' : `Did you mean "${meant}"?`),
  fixes: [
    {
      kind: 'review',
      title: ({ meant }) => `Use "${meant}"`,
      edits: ({ text, start, host, meant }) =>
        meant === undefined ? undefined : text.replace(start, start + host.length, meant),
    },
  ],
});

function hostsIn(text: ServiceText): { readonly text: ServiceText; readonly host: string; readonly start: number }[] {
  const { name } = text;
  if (name !== undefined && (!ADDRESS_NAME.test(name) || OWN_NAME.test(name))) return [];
  const found = [...text.text.matchAll(URL_HOST)].map((match) => {
    const host = match[1] ?? '';
    return { text, host, start: match.index + match[0].length - host.length };
  });
  const plain = name !== undefined && !/(?:URLS?|URI|DSN)$/i.test(name) ? PLAIN_HOST.exec(text.text)?.[1] : undefined;
  if (plain !== undefined) found.push({ text, host: plain, start: 0 });
  return found.filter(({ host }) => isServiceName(host));
}

function isServiceName(host: string): boolean {
  // All in capitals it is a placeholder.
  return /^[A-Za-z0-9][\w-]*$/.test(host) && /[a-z]/.test(host) && !host.includes(UNKNOWN) && !NO_SERVICE.test(host);
}

/** Containers that no file here declares may be reached: a network of somebody else. */
function hasOtherNeighbours(service: ComposeService): boolean {
  const mode = service.text('network_mode');
  if (mode && !(mode.known && mode.text === 'bridge')) return true;
  const listed = service.items('networks').flatMap(({ view }) => scalarText(view) ?? []);
  const names = [...service.entries('networks').map(({ key }) => key.text), ...listed];
  return (names.length > 0 ? names : ['default']).some((name) => {
    const external = valueAt(service.file.declared('networks', name), 'external');
    return name.includes('$') || (external !== undefined && scalarText(external) !== 'false');
  });
}

function knownHosts(service: ComposeService, { composeServices = [], serviceNamesNearby }: Surroundings): Set<string> {
  const hosts = [
    ...service.file.services.flatMap((one) => hostsOf(one)),
    ...composeServices.flatMap((one) => [...one.hosts, ...one.knownHosts]),
    ...(serviceNamesNearby ?? []),
  ];
  return new Set(hosts.map((host) => host.toLowerCase()));
}
