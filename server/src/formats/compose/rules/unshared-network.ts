import type { Token } from '../../../document/text';
import { finding, type Report } from '../../../engine/rule';
import { hostsOf } from '../declared';
import type { ComposeFile, ComposeService } from '../model';
import { joinNetwork, networksOf, shareNetwork } from '../networks';
import { composeRule } from '../rule';
import { isAddressed, serviceTexts } from '../serviceTexts';

/** Names of variables whose value is a host: `DB_HOST`, `REDIS_SERVER`, `SMTP_HOSTNAME`. */
const HOST_VARIABLE = /(?:^|_)(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS|NODES?|BROKERS?|SERVERS|ENDPOINT)S?$/i;
/** A host behind `//`, `@` or the `=` of an option, or a word of its own, with or without a port. */
const IN_URL = /(?:\/\/(?:[^\s/@]*@)?|@)([a-z0-9][\w.-]*)(?=[:/?]|$)/gi;
const WITH_PORT = /(?:^|[\s,=])([a-z][\w.-]*):\d{2,5}(?=$|[\s,/])/gi;

interface Data {
  readonly service: ComposeService;
  readonly other: ComposeService;
}

export default composeRule({
  id: 'compose/unshared-network',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Service speaks to one that it shares no network with',
  why: 'Names of services can be resolved only on a common network: every connection fails with "no such host", on the first start or when the feature is used for the first time.',
  knownProblems:
    'Hosts in the environment, the command and the health check count, not those in files. `depends_on` alone says nothing about traffic.',
  references: [
    'https://docs.docker.com/compose/how-tos/networking/',
    'https://docs.docker.com/reference/compose-file/services/#networks',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop@db:5432/shop\n    networks:\n      - frontend\n  db:\n    image: postgres:17.6\n    networks:\n      - backend\n\nnetworks:\n  frontend:\n  backend:\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop@db:5432/shop\n    networks:\n      - frontend\n      - backend\n  db:\n    image: postgres:17.6\n    networks:\n      - backend\n\nnetworks:\n  frontend:\n  backend:\n',
  },
  on: {
    service(service) {
      const { file } = service;
      if (!file.services.some((other) => other.get('networks')) || !networksOf(service)) return [];
      const seen = new Set<ComposeService>();
      return namedServices(service).map(({ other, token }): Report<Data> | undefined => {
        if (seen.has(other) || shareNetwork(service, other) !== false) return undefined;
        seen.add(other);
        return finding(
          token,
          { service, other },
          { related: [{ token: other.key, message: `"${other.name}" is declared here` }] },
        );
      });
    },
  },
  message: ({ service, other }: Data) =>
    `"${service.name}" speaks to "${other.name}", but they share no network: the name cannot be resolved. Put both on one network.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ service, other }) => `Put "${service.name}" on the network of "${other.name}"`,
      edits: ({ service, other }) => {
        const network = networksOf(other)?.[0]?.key;
        return network === undefined ? undefined : joinNetwork(service, network);
      },
    },
  ],
});

interface Named {
  readonly other: ComposeService;
  readonly token: Token;
}

function namedServices(service: ComposeService): Named[] {
  const hosts = hostsIn(service.file);
  const own = new Set(hostsOf(service));
  const isGiven = givenNames(service);
  return serviceTexts(service)
    .filter(isAddressed)
    .flatMap(({ text, name, tokenOf }) => {
      const matches = [...text.matchAll(IN_URL), ...text.matchAll(WITH_PORT)];
      const whole = name !== undefined && HOST_VARIABLE.test(name) ? /^([a-z][\w.-]*)$/i.exec(text) : null;
      if (whole) matches.push(whole);
      return matches.flatMap((match) => {
        const host = match[1] ?? '';
        const other = hosts.get(host);
        if (!other || own.has(host) || isGiven.has(host)) return [];
        const start = match.index + match[0].lastIndexOf(host);
        return [{ other, token: tokenOf(start, start + host.length) }];
      });
    });
}

/** Names that the service can resolve without a network. */
function givenNames(service: ComposeService): ReadonlySet<string> {
  const names = service.entries('extra_hosts').map(({ key }) => key.text);
  for (const key of ['extra_hosts', 'links', 'external_links'])
    for (const { view } of service.items(key)) if (view.kind === 'scalar') names.push(...view.text.split(/[:=]/));
  return new Set(names);
}

const hostsByFile = new WeakMap<ComposeFile, ReadonlyMap<string, ComposeService>>();

/** The services of a project by every name that others can use. */
function hostsIn(file: ComposeFile): ReadonlyMap<string, ComposeService> {
  const known = hostsByFile.get(file);
  if (known) return known;
  const hosts = new Map(file.services.flatMap((service) => hostsOf(service).map((host) => [host, service] as const)));
  hostsByFile.set(file, hosts);
  return hosts;
}
