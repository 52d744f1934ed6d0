import { finding, type Report, type Severity } from '../../../engine/rule';
import { UNKNOWN } from '../expansion';
import { exposureOf, hasProxy, type Exposure } from '../exposure';
import { scalarText, valueAt, type ComposeService } from '../model';
import { bindToLoopback, exposeInstead } from '../portEdits';
import { isWildcardAddress, publishedPorts, publishesPorts, type PublishedPort } from '../ports';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly port: PublishedPort;
  readonly exposure: Exposure;
}

export default composeRule({
  id: 'compose/unbound-port',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Port is published on every address of the host',
  why: 'Docker writes its own firewall rules in front of those of ufw and firewalld: what is published without an address is open to the whole network, whatever the firewall says.',
  knownProblems:
    'A variable without default in front (`${PORT}:80`) may hold an address as well as a port and is not judged; with a default it is. Ports 80 and 443 are an information, under the preset `strict` only where no reverse proxy stands in the project. What such a proxy serves, and ports of mail, DNS, VPNs and the like are one under `strict` only, too. A Swarm cannot bind to one address.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ports',
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  ],
  peers: [
    'kics:container_traffic_not_bound_to_host_interface',
    'compose-lint:CL-0005',
    'dclint:no-unbound-port-interfaces',
    'docksec:compose-exposed-port',
    'cis:5.14',
    'owasp:5a',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    ports:\n      - "5432:5432"\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    ports:\n      - "127.0.0.1:5432:5432"\n',
  },
  on: {
    service(service, { severity }) {
      if (publishesPorts(service) !== true || isBoundByNetwork(service)) return undefined;
      return publishedPorts(service).map((port) => judge(service, port, severity));
    },
  },
  message: ({ service, port, exposure }: Data) => {
    const subject = subjectOf(service, port);
    switch (exposure) {
      case 'data':
        return `${subject} is open to the whole network, past the firewall of the host, and nobody outside needs it. Bind it to 127.0.0.1, or let the other services reach it over their network.`;
      case 'entrance':
        return `${subject} is open to the whole network: right for what people outside come to. Otherwise bind it to one address.`;
      case 'web':
        return `${subject} is open to the whole network, past the firewall of the host. If a proxy stands in front of it, bind it to 127.0.0.1.`;
      case 'swarm':
        return `${subject} is open on every node, past their firewalls: a Swarm cannot bind it to one address. Publish only what the outside needs.`;
      case 'ordinary':
        return `${subject} is open to the whole network, past the firewall of the host. Bind it to 127.0.0.1 unless others must reach it.`;
    }
  },
  fixes: [
    {
      kind: 'review',
      title: 'Publish it on 127.0.0.1 only',
      edits: (data) => (mustStay(data) ? undefined : bindToLoopback(data.service, data.port)),
    },
    {
      kind: 'review',
      title: 'Let only the other services reach it (`expose`)',
      edits: (data) => (mustStay(data) ? undefined : exposeInstead(data.service, data.port)),
    },
  ],
});

/** No edit helps in a Swarm, and closing the entrance would close the stack. */
function mustStay({ exposure }: Data): boolean {
  return exposure === 'swarm' || exposure === 'entrance';
}

function judge(service: ComposeService, port: PublishedPort, severity: Severity): Report<Data> | undefined {
  if (port.reach !== 'everywhere') return undefined;
  const exposure = exposureOf(service, port);
  const data = { service, port, exposure };
  switch (exposure) {
    case 'data':
      return finding(port.token, data, { severity: service.lenient('error') });
    case 'entrance':
      return finding(port.token, data, { severity: 'info', preset: 'strict' });
    case 'web':
      return finding(port.token, data, { severity: 'info', ...(hasProxy(service) ? {} : { preset: 'strict' }) });
    case 'swarm':
      return finding(port.token, data, { severity: 'info' });
    case 'ordinary':
      return finding(port.token, data, service.inOperation(severity));
  }
}

/** A bridge can say which address its ports are published on: https://docs.docker.com/engine/network/drivers/bridge/#options */
function isBoundByNetwork(service: ComposeService): boolean {
  const names = service.entries('networks').map(({ key }) => key.text);
  for (const { view } of service.items('networks')) names.push(scalarText(view) ?? '');
  return (names.length > 0 ? names : ['default']).some((name) => {
    const option = 'com.docker.network.bridge.host_binding_ipv4';
    const address = scalarText(valueAt(service.file.declared('networks', name), 'driver_opts', option));
    return address !== undefined && !isWildcardAddress(address);
  });
}

/** The port as it is seen from outside, as far as it is known. */
function subjectOf(service: ComposeService, { published, target }: PublishedPort): string {
  const port = ((published ?? target)?.text ?? '').replaceAll(UNKNOWN, '…');
  return `Port ${port} of "${service.name}"${published ? '' : ' is published under a number that changes, and'}`;
}
