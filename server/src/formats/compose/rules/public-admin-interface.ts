import type { Token } from '../../../document/text';
import { finding, type Report, type Severity } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import type { ComposeService } from '../model';
import { bindToLoopback } from '../portEdits';
import { publishedPorts, publishesPorts, type PublishedPort } from '../ports';
import { routesTo } from '../routes';
import { composeRule } from '../rule';

const INTERFACES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)pgadmin4?$/, 'pgAdmin'],
  [/(?:^|\/)adminer$/, 'Adminer'],
  [/(?:^|\/)phpmyadmin$/, 'phpMyAdmin'],
  [/(?:^|\/)mongo-express$/, 'mongo-express'],
  [/(?:^|\/)redis-?commander$/, 'Redis Commander'],
  [/(?:^|\/)redisinsight$/, 'Redis Insight'],
  [/(?:^|\/)portainer(?:-ce|-ee)?$/, 'Portainer'],
  [/(?:^|\/)dozzle$/, 'Dozzle'],
  [/(?:^|\/)(?:kafka-ui|akhq|kafdrop)$/, 'the Kafka console'],
  [/(?:^|\/)cloudbeaver$/, 'CloudBeaver'],
];

interface Data {
  readonly service: ComposeService;
  readonly title: string;
  readonly port: PublishedPort | undefined;
}

export default composeRule({
  id: 'compose/public-admin-interface',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  crossFile: true,
  summary: 'Administration interface can be reached from the network',
  why: 'These interfaces read and change all data, or start containers. They are searched for on every public address, and a weak password or an old version is enough.',
  knownProblems: 'Known by the names of their images. A route with a middleware of Traefik is taken for guarded.',
  references: [
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
    'https://www.pgadmin.org/docs/pgadmin4/latest/container_deployment.html',
  ],
  examples: {
    bad: 'services:\n  adminer:\n    image: adminer:5.3.0\n    ports:\n      - "8080:8080"\n',
    good: 'services:\n  adminer:\n    image: adminer:5.3.0\n    ports:\n      - "127.0.0.1:8080:8080"\n',
  },
  on: {
    service: (service, { severity, surroundings }) => judge(service, severity, surroundings),
  },
  message: ({ service, title, port }: Data) =>
    port
      ? `${title} ("${service.name}") is open to the whole network, past the firewall of the host: whoever gets in owns the data behind it. Bind it to 127.0.0.1 and come through SSH or a VPN.`
      : `${title} ("${service.name}") is routed to the outside without anything that asks who is there. Put authentication or an address list in front, or do not route it.`,
  fixes: [
    {
      kind: 'review',
      title: 'Publish it on 127.0.0.1 only',
      edits: ({ service, port }) => (port && !service.isSwarm ? bindToLoopback(service, port) : undefined),
    },
  ],
});

function judge(service: ComposeService, severity: Severity, surroundings: Surroundings): Report<Data>[] {
  const repository = service.isBuilt ? undefined : service.image?.reference.repository;
  const title = repository === undefined ? undefined : INTERFACES.find(([pattern]) => pattern.test(repository))?.[1];
  if (title === undefined) return [];
  const report = (token: Token, port: PublishedPort | undefined): Report<Data> =>
    finding(token, { service, title, port }, { severity: service.lenient(severity) });
  const open =
    publishesPorts(service) === true ? publishedPorts(service).filter(({ reach }) => reach === 'everywhere') : [];
  if (open.length > 0) return open.map((port) => report(port.token, port));
  const route = routesTo(service, surroundings).find(({ isGuarded }) => !isGuarded);
  return route ? [report(route.token, undefined)] : [];
}
