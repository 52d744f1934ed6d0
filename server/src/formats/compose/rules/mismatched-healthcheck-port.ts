import { finding } from '../../../engine/rule';
import { commandLineOf } from '../commandLine';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { portRange, publishedPorts } from '../ports';
import { isOwnAddress, probeOf, requestsOf } from '../probe';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/mismatched-healthcheck-port',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check asks a port that the service does not use',
  why: 'Inside the container the port of the container counts, not the one that is published on the host. A probe of a port where nothing listens fails every time.',
  knownProblems:
    'Images that are not known may listen on further ports, for management say: there it is an information only. Services that mount a configuration, or read variables from a file, are left alone, since both may change the port.',
  references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  examples: {
    bad: 'services:\n  dashboards:\n    image: grafana/grafana:12.3.1\n    ports:\n      - 127.0.0.1:8080:3000\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1:8080/api/health"]\n',
    good: 'services:\n  dashboards:\n    image: grafana/grafana:12.3.1\n    ports:\n      - 127.0.0.1:8080:3000\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1:3000/api/health"]\n',
  },
  on: {
    service(service) {
      const probe = probeOf(service);
      if (!probe) return undefined;
      const requests = requestsOf(probe).filter((request) => isOwnAddress(request));
      if (requests.length === 0 || service.isPartial || mayListenElsewhere(service)) return undefined;
      const ports = containerPorts(service);
      if (!ports || ports.size === 0) return undefined;
      const outside = new Set(publishedPorts(service).map(({ published }) => published?.text));
      return requests.map((request) => {
        if (ports.has(request.port) || isNamed(service, request.port)) return undefined;
        const isKnown = service.knownImage !== undefined && service.knownImage.ports.length > 0;
        // Whoever asks the published port has mixed the two up.
        const isMixedUp = outside.has(String(request.port));
        if (!isKnown && !isMixedUp) return undefined;
        return finding(request.word.token, { service, request, ports: [...ports], isMixedUp });
      });
    },
  },
  message: ({ service, request, ports, isMixedUp }) =>
    isMixedUp
      ? `${request.port} is the port of "${service.name}" on the host; the probe runs inside the container, where it is ${ports.join(' or ')}. It fails every time.`
      : `Nothing is known to listen on port ${request.port} of "${service.name}", which uses ${ports.join(', ')}: the probe fails every time.`,
  fixes: [
    {
      kind: 'review',
      title: ({ ports }) => `Ask port ${ports[0] ?? ''}`,
      edits: ({ service, request: { word, hostStart, host, port }, ports }) => {
        const [only, ...others] = ports;
        if (only === undefined || others.length > 0 || !answersHttp(service, only)) return undefined;
        const end = hostStart + host.length;
        const rest = word.text.slice(end).replace(new RegExp(`^:${port}`), '');
        return word.replace(`${word.text.slice(0, end)}:${only}${rest}`);
      },
    },
  ],
});

function answersHttp({ knownImage }: ComposeService, port: number): boolean {
  const known = knownImage?.ports.find((one) => one.port === port);
  return known === undefined || known.protocol === 'http' || known.protocol === 'https';
}

/** Something that is not read here can change the port. */
function mayListenElsewhere(service: ComposeService): boolean {
  if (service.get('env_file') ?? service.get('entrypoint') ?? service.get('configs')) return true;
  if (
    service.environment.some(
      ({ name, value }) => /PORT|LISTEN|BIND|ADDR|HOST|URL/i.test(name) && (value ?? '$').includes('$'),
    )
  )
    return true;
  if (commandLineOf(service).some(({ isKnown }) => !isKnown)) return true;
  return serviceMounts(service).some(({ kind, target }) => kind === 'bind' && isConfiguration(target?.text ?? ''));
}

function isConfiguration(path: string): boolean {
  return /^\/(?:etc|config|opt|app|usr)\b|\.(?:conf|cfg|ya?ml|toml|json|ini|xml|properties|env)$|conf/i.test(path);
}

/** The ports on which it is known to listen over TCP; undefined where a variable decides. */
function containerPorts(service: ComposeService): Set<number> | undefined {
  const ports = new Set<number>();
  for (const { port, protocol, notExposed } of service.knownImage?.ports ?? [])
    if (protocol !== 'udp' && !notExposed) ports.add(port);
  for (const { target, protocol } of publishedPorts(service)) {
    const range = portRange(target);
    if (!range) return undefined;
    if (protocol === 'udp' || range.last - range.first > 100) continue;
    for (let port = range.first; port <= range.last; port++) ports.add(port);
  }
  for (const { view } of service.items('expose')) {
    const [, port] = /^(\d+)(?:\/tcp)?$/.exec(view.kind === 'scalar' ? service.interpolate(view).text : '') ?? [];
    if (port === undefined) return undefined;
    ports.add(Number(port));
  }
  return ports;
}

/** A variable or the command names it, in whatever way. */
function isNamed(service: ComposeService, port: number): boolean {
  const isPort = (text: string): boolean => new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text);
  if ((service.knownImage?.ports ?? []).some((one) => one.port === port)) return true;
  return (
    service.environment.some(({ value }) => isPort(value ?? '')) ||
    service.variables('labels').some(({ value }) => isPort(value ?? '')) ||
    commandLineOf(service).some(({ text }) => isPort(text))
  );
}
