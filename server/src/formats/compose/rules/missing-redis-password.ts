import { finding } from '../../../engine/rule';
import { publishedPorts, publishesPorts } from '../ports';
import { asksForPassword, redisServer } from '../redis';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-redis-password',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  crossFile: true,
  summary: 'Redis that is published asks for no password',
  why: 'Whoever reaches the port reads and deletes everything, and can make the server write files: open Redis servers are found and taken over within hours.',
  knownProblems:
    'Settings in a file that cannot be read are not seen: then nothing is said. Ports bound to the loopback address count as not published. That a service which faces the outside shares the network is said in the strict preset only.',
  references: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/security/',
    'https://redis.io/docs/latest/develop/tools/cli/#host-port-password-and-database',
  ],
  examples: {
    bad: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --appendonly yes\n    ports:\n      - "6379:6379"\n',
    good: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --appendonly yes --requirepass ${REDIS_PASSWORD:?}\n    ports:\n      - "6379:6379"\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const server = redisServer(service, surroundings);
      if (!server?.isComplete || service.isPartial || asksForPassword(server)) return undefined;
      const isOpen = isPublished(service);
      const edge = isOpen ? undefined : edgeBeside(service);
      if (!isOpen && !edge) return undefined;
      const token = service.get('command')?.value ?? service.key;
      const data = { service, edge };
      if (isOpen) return finding(token, data, { severity: service.lenient(severity) });
      return finding(token, data, { severity: 'hint', preset: 'strict' });
    },
  },
  message: ({ service, edge }) =>
    edge
      ? `"${service.name}" asks for no password, and "${edge.name}", which everybody can reach, is in the same network. Set one, or put it on an internal network.`
      : `Everybody who reaches the host can read and delete all that "${service.name}" holds: it asks for no password. Set \`requirepass\`, and do not publish the port.`,
});

function isPublished(service: ComposeService): boolean {
  return publishesPorts(service) === true && publishedPorts(service).some(({ reach }) => reach === 'everywhere');
}

/** A service that everybody can reach, on a network that both are on. */
function edgeBeside(service: ComposeService): ComposeService | undefined {
  const networks = openNetworks(service);
  return service.file.services.find((other) => {
    return other !== service && isPublished(other) && openNetworks(other).some((name) => networks.includes(name));
  });
}

function openNetworks(service: ComposeService): string[] {
  if (service.get('network_mode')) return [];
  const names = [
    ...service.entries('networks').map(({ key }) => key.text),
    ...service.items('networks').flatMap(({ view }) => (view.kind === 'scalar' ? view.text : [])),
  ];
  return (names.length > 0 ? names : ['default']).filter((name) => {
    const declared = service.file.declared('networks', name);
    const internal = declared?.kind === 'map' ? declared.get('internal')?.value : undefined;
    return !(internal?.kind === 'scalar' && internal.text === 'true');
  });
}
