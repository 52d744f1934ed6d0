import { deleteItem } from '../../../document/edit';
import { finding, type Report, type Severity } from '../../../engine/rule';
import type { ComposeService, Item } from '../model';
import { composeRule } from '../rule';

/** What each one makes possible: https://man7.org/linux/man-pages/man7/capabilities.7.html */
const DANGERS: Readonly<Record<string, string>> = {
  ALL: 'gives it every capability of the kernel: breaking into it means owning the host',
  SYS_ADMIN: 'lets it mount file systems and leave its container: breaking into it means owning the host',
  SYS_MODULE: 'lets it load code into the kernel: breaking into it means owning the host',
  SYS_RAWIO: 'lets it write to the memory and the disks of the host: breaking into it means owning the host',
  NET_ADMIN: 'lets it change addresses, routes and firewall rules of its network',
  BPF: 'lets it load programs into the kernel',
  SYS_BOOT: 'lets it restart the host',
  SYS_TIME: 'lets it set the clock of the host, for every container',
  PERFMON: 'lets it watch what other processes do',
  SYS_NICE: 'lets it take processor time from everything else on the host',
  IPC_LOCK: 'lets it lock memory that the host can then not take back',
  LEASE: 'lets it block other processes at the files they open',
  SYSLOG: 'lets it read the log of the kernel, which helps an attacker',
  SYS_PTRACE: 'lets it read and change the memory of other processes in its namespace',
  DAC_READ_SEARCH: 'lets it read every file it can reach, whatever the permissions, and files of the host too',
  SYS_RESOURCE: 'lets it raise its own limits',
};
const OWNS_HOST = new Set(['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO']);

/** Good reasons beyond the images table, by what the repository is called. */
const KNOWN_USES: Readonly<Record<string, RegExp>> = {
  NET_ADMIN: /vpn|wireguard|tailscale|zerotier|keepalived|fail2ban|crowdsec-firewall|pihole/,
  SYS_TIME: /chrony|ntp/,
  IPC_LOCK: /vault|openbao|elasticsearch|opensearch/,
  SYS_NICE: /mysql|mariadb|percona/,
  SYS_PTRACE: /netdata|process[-_]exporter|falco/,
};

interface Data {
  readonly service: ComposeService;
  readonly item: Item;
  readonly capability: string;
  /** Well known to need it: taking it away would break the service. */
  readonly isKnownUse: boolean;
}

export default composeRule({
  id: 'compose/dangerous-capability',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service adds a capability that reaches beyond its container',
  why: 'Some capabilities are as good as root on the host, others let one container disturb everything beside it.',
  knownProblems:
    'Well-known uses, such as NET_ADMIN in a VPN or IPC_LOCK in Vault, are reported as an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#cap_add',
    'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  ],
  peers: [
    'kics:container_capabilities_unrestricted',
    'compose-lint:CL-0011',
    'compose-lint:CL-0024',
    'compose-lint:CL-0027',
    'compose-lint:CL-0028',
    'compose-lint:CL-0029',
    'compose-lint:CL-0030',
    'docksec:compose-dangerous-capabilities',
    'cis:5.4',
    'owasp:3',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    cap_add:\n      - NET_BIND_SERVICE\n      - SYS_ADMIN\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    cap_add:\n      - NET_BIND_SERVICE\n',
  },
  on: {
    service: (service, { severity }) => service.items('cap_add').map((item) => judge(service, item, severity)),
  },
  message: ({ service, capability, isKnownUse }: Data) =>
    isKnownUse
      ? `${capability} for "${service.name}" ${DANGERS[capability] ?? ''}. Its image needs that: keep untrusted input away from it.`
      : `${capability} for "${service.name}" ${DANGERS[capability] ?? ''}. Delete it, or add only the capability it really needs.`,
  fixes: [
    {
      kind: 'review',
      title: ({ capability }) => `Delete ${capability}`,
      edits: ({ item, isKnownUse }) => (isKnownUse ? undefined : deleteItem(item.holder, item.view)),
    },
  ],
});

function judge(service: ComposeService, item: Item, severity: Severity): Report<Data> | undefined {
  const written = item.view.kind === 'scalar' ? service.interpolate(item.view) : undefined;
  if (!written?.known) return undefined;
  const name = written.text.trim().toUpperCase();
  // The engine takes ALL, but looks CAP_ALL up as a capability of that name, which there is not.
  const capability = name === 'CAP_ALL' ? name : name.replace(/^CAP_/, '');
  if (!DANGERS[capability]) return undefined;
  const data = { service, item, capability, isKnownUse: isKnownUse(service, capability) };
  if (data.isKnownUse) return finding(item.view, data, { severity: 'info', preset: 'strict' });
  return finding(item.view, data, { severity: OWNS_HOST.has(capability) ? severity : 'warning' });
}

function isKnownUse(service: ComposeService, capability: string): boolean {
  if (service.isBuilt) return false;
  const { knownImage, image } = service;
  if (knownImage?.justifiedCapabilities?.includes(capability)) return true;
  if (capability === 'NET_ADMIN' && knownImage?.class === 'vpn') return true;
  return KNOWN_USES[capability]?.test(image?.reference.repository ?? '') === true;
}
