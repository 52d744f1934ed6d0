import { deleteItem } from '../../../document/edit';
import type { ScalarView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import type { ComposeService, Item } from '../model';
import { normalisePath } from '../mounts';
import { composeRule } from '../rule';

/** Block devices, the log of the kernel, and folders that hold block devices. */
const DANGEROUS =
  /^\/dev(?:\/(?:(?:sd|hd|vd|xvd)[a-z]\w*|nvme\d\w*|mmcblk\d\w*|md\d\w*|dm-\d+|loop[\w-]*|rbd\w*|zd\d\w*|zfs|kmsg|(?:md|mapper|disk)(?:\/.*)?))?$/;
/** Watching the health of disks is what these are for. */
const DISK_TOOLS = /smartctl|scrutiny|smartd|smartmon/;

interface Data {
  readonly service: ComposeService;
  readonly item: Item;
  readonly path: string | undefined;
  /** Its image is made to use the device: taking it away would break the service. */
  readonly isKnownUse: boolean;
}

export default composeRule({
  id: 'compose/dangerous-device',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service is given a disk or the kernel log of the host',
  why: 'Who can open a block device reads and writes every file on it, past all permissions: it is root on the host. The log of the kernel tells an attacker what to aim at.',
  knownProblems:
    'Memory devices such as /dev/mem do nothing without a capability and are left to dangerous-capability. cAdvisor with /dev/kmsg and tools that watch the health of disks are an information under the preset `strict` only.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#devices',
    'https://docs.docker.com/reference/compose-file/services/#device_cgroup_rules',
  ],
  peers: ['compose-lint:CL-0016', 'cis:5.18'],
  examples: {
    bad: 'services:\n  recorder:\n    image: example/recorder:1.4\n    devices:\n      - /dev/video0:/dev/video0\n      - /dev/sda:/dev/sda\n',
    good: 'services:\n  recorder:\n    image: example/recorder:1.4\n    devices:\n      - /dev/video0:/dev/video0\n',
  },
  on: {
    service: (service) => [
      ...service.items('devices').map((item) => judgeDevice(service, item)),
      ...service.items('device_cgroup_rules').map((item) => judgeCgroupRule(service, item)),
    ],
  },
  message: ({ service, path, isKnownUse }: Data) => {
    if (path === undefined)
      return `"${service.name}" may use every device of the host, its disks included: breaking into it means owning the host. Allow only the kind of device it needs.`;
    if (isKnownUse)
      return `"${service.name}" gets ${path}, as its image needs. Publish none of its ports beyond this host.`;
    const what = path.endsWith('/kmsg')
      ? 'reads the log of the kernel'
      : 'reaches a disk of the host past all permissions';
    return `"${service.name}" gets ${path} and so ${what}. Delete it, or mount only the folder that it needs.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ path }) => (path === undefined ? 'Delete the rule' : `Delete ${path}`),
      edits: ({ item, isKnownUse }) => (isKnownUse ? undefined : deleteItem(item.holder, item.view)),
    },
  ],
});

function judgeDevice(service: ComposeService, item: Item): Report<Data> | undefined {
  const { view } = item;
  const source = view.kind === 'map' ? view.get('source')?.value : view;
  if (source?.kind !== 'scalar') return undefined;
  const path = hostPath(service, source);
  if (path === undefined || !DANGEROUS.test(path)) return undefined;
  const isKnownUse = isKnownDevice(service, path);
  const data = { service, item, path, isKnownUse };
  return finding(source, data, isKnownUse || service.isSwarm ? { severity: 'info', preset: 'strict' } : {});
}

/** `HOST[:CONTAINER[:PERMISSIONS]]`; undefined where a variable decides. */
function hostPath(service: ComposeService, source: ScalarView): string | undefined {
  const { text, known } = service.interpolate(source);
  const path = text.split(':')[0] ?? '';
  return known && path.startsWith('/') ? normalisePath(path) : undefined;
}

/** `a` stands for every kind of device. */
function judgeCgroupRule(service: ComposeService, item: Item): Report<Data> | undefined {
  const written = item.view.kind === 'scalar' ? service.interpolate(item.view) : undefined;
  if (!written?.known || !/^\s*a(?:\s|$)/.test(written.text)) return undefined;
  return finding(item.view, { service, item, path: undefined, isKnownUse: false });
}

function isKnownDevice(service: ComposeService, path: string): boolean {
  if (service.isBuilt) return false;
  if (path === '/dev/kmsg' && service.knownImage?.kind === 'cadvisor') return true;
  return DISK_TOOLS.test(service.image?.reference.repository ?? '') && path !== '/dev/kmsg';
}
