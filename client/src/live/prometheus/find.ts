/** A Prometheus among the services of a stack. */
import type { JoinedService, JoinedStack } from '../services';

export interface FoundPrometheus {
  readonly service: JoinedService;
  readonly url: string;
}

const PORT = 9090;

/**
 * The first service that is a Prometheus and publishes its port.
 * @param engineHost where published ports are: this machine for a socket, another for TCP and ssh
 */
export function findPrometheus({ services }: JoinedStack, engineHost: string): FoundPrometheus | undefined {
  const isLocal = engineHost === '127.0.0.1';
  for (const service of services) {
    if (!isPrometheus(service)) continue;
    for (const { figures } of service.replicas) {
      const binding = figures?.ports.find(
        ({ containerPort, protocol }) => containerPort === PORT && protocol === 'tcp',
      );
      if (!binding || binding.hostPort === 0) continue;
      const { hostAddress, hostPort } = binding;
      const isOpen = hostAddress === '' || hostAddress === '0.0.0.0' || hostAddress === '::';
      // What listens on the loopback of another machine is out of reach.
      if (!isLocal && /^(127\.|::1$)/.test(hostAddress)) continue;
      const host = isOpen ? engineHost : hostAddress;
      return { service, url: `http://${host.includes(':') ? `[${host}]` : host}:${hostPort}` };
    }
  }
  return undefined;
}

function isPrometheus({ declared, replicas }: JoinedService): boolean {
  if (declared?.imageKind !== undefined) return declared.imageKind === 'prometheus';
  return replicas.some(({ container }) => /(?:^|\/)prom(?:etheus)?\/prometheus(?:[:@]|$)/.test(container.image));
}
