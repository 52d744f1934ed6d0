import { finding } from '../../../engine/rule';
import { deleteVariable, type ComposeService, type EnvironmentVariable } from '../model';
import { composeRule } from '../rule';

/** What a namespace has for itself: https://docs.docker.com/reference/cli/docker/container/run/#sysctl */
const NAMESPACED = /^kernel\.(?:msg\w+|shm\w+|sem|domainname|hostname)$/;
const ROUTING = /^net\.ipv[46]\.conf\.[^.]+\.(?:forwarding|accept_redirects|send_redirects)$/;

interface Data {
  readonly service: ComposeService;
  readonly variable: EnvironmentVariable;
  readonly isOfKernel: boolean;
}

export default composeRule({
  id: 'compose/unsafe-sysctl',
  severity: 'info',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service changes a kernel setting that it should not',
  why: 'Settings of the kernel that have no namespace belong to the whole host: the engine refuses to start a container that wants them. Forwarding and redirects turn a container into a router between networks that are meant to be apart.',
  knownProblems: 'VPN images need forwarding and are left alone. Values of 0 switch something off and are fine.',
  references: [
    'https://docs.docker.com/reference/cli/docker/container/run/#sysctl',
    'https://docs.docker.com/reference/compose-file/services/#sysctls',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    sysctls:\n      net.core.somaxconn: 1024\n      net.ipv4.conf.all.forwarding: 1\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    sysctls:\n      net.core.somaxconn: 1024\n',
  },
  on: {
    service: (service) =>
      service.variables('sysctls').map((variable) => {
        const { name, value } = variable;
        const isOfKernel = name.startsWith('kernel.') && !NAMESPACED.test(name);
        if (!isOfKernel && (!ROUTING.test(name) || isRouter(service))) return undefined;
        const { text, known } = service.interpolate(variable.scalar, value ?? '');
        if (!isOfKernel && (!known || /^\s*0*\s*$/.test(text))) return undefined;
        return finding(variable.key, { service, variable, isOfKernel });
      }),
  },
  message: ({ service, variable, isOfKernel }: Data) =>
    isOfKernel
      ? `${variable.name} belongs to the whole host, and the engine does not start "${service.name}" with it. Delete it, and set it on the host if it is needed.`
      : `${variable.name} makes "${service.name}" pass traffic on between its networks. Delete it unless the service is a router.`,
  fixes: [
    {
      kind: 'review',
      title: ({ variable }) => `Delete ${variable.name}`,
      edits: ({ variable }) => deleteVariable(variable),
    },
  ],
});

function isRouter({ knownImage, image, isBuilt }: ComposeService): boolean {
  if (isBuilt) return false;
  return (
    knownImage?.class === 'vpn' ||
    /vpn|wireguard|wg-easy|tailscale|zerotier|netmaker|headscale|keepalived/.test(image?.reference.repository ?? '')
  );
}
