import type { MapView } from '../../document/view';
import type { Cluster } from './cluster';
import type { Container, ContainerPort } from './container';
import type { KubernetesObject } from './object';
import { mapSelects } from './selector';
import { mapAt, mapsAt, textAt } from './values';

/** How the traffic of a Service reaches a container. */
export interface Exposure {
  /** An Ingress, an HTTPRoute or a load balancer leads to the Service: people outside notice when it fails. */
  readonly isPublic: boolean;
  /** The declared port the traffic goes to, where the container declares it. */
  readonly port: ContainerPort | undefined;
}

/** Undefined where no Service of the cluster sends anything but a scrape to the container. */
export function exposureOf(container: Container, cluster: Cluster): Exposure | undefined {
  const { workload } = container;
  const { labels } = workload;
  const exposures = cluster.ofKind('Service').flatMap((service) => {
    if (!workload.object.mayShareNamespace(service) || !mapSelects(mapAt(service.spec, 'selector'), labels)) return [];
    const targets = clientPorts(service).map((port) => textAt(port, 'targetPort') ?? textAt(port, 'port') ?? '');
    const hit = targets.find((target) => isTarget(container, target));
    if (hit === undefined) return [];
    const isPublic = textAt(service.spec, 'type') === 'LoadBalancer' || isRoutedTo(service, cluster);
    return [{ isPublic, port: container.ports.find((port) => isNamed(port, hit)) }];
  });
  return exposures.find(({ isPublic }) => isPublic) ?? exposures[0];
}

/** Ports of a Service that are not there for Prometheus alone. */
function clientPorts(service: KubernetesObject): MapView[] {
  return mapsAt(service.spec, 'ports').filter((port) => !/(?:^|-)metrics$/.test(textAt(port, 'name') ?? ''));
}

/** A port that no container declares goes to the only one there is: declaring ports is optional. */
function isTarget(container: Container, target: string): boolean {
  const mains = container.workload.containers.filter(({ type }) => type === 'container');
  if (container.ports.some((port) => isNamed(port, target))) return true;
  return mains.length === 1 && mains[0] === container;
}

function isNamed({ number, name }: ContainerPort, target: string): boolean {
  return name === target || String(number) === target;
}

function isRoutedTo(service: KubernetesObject, cluster: Cluster): boolean {
  const routes = [...cluster.ofKind('Ingress'), ...cluster.ofKind('HTTPRoute')];
  return routes.some((route) => route.mayShareNamespace(service) && backendsOf(route).includes(service.name));
}

/** Names of the Services an Ingress (also in the form before networking.k8s.io/v1) or an HTTPRoute leads to. */
function backendsOf({ spec }: KubernetesObject): string[] {
  const rules = mapsAt(spec, 'rules');
  const backends = [
    mapAt(spec, 'defaultBackend'),
    mapAt(spec, 'backend'),
    ...rules.flatMap((rule) => mapsAt(rule, 'http', 'paths')).map((path) => mapAt(path, 'backend')),
    ...rules.flatMap((rule) => mapsAt(rule, 'backendRefs')),
  ];
  return backends.flatMap(
    (backend) => textAt(backend, 'service', 'name') ?? textAt(backend, 'serviceName') ?? textAt(backend, 'name') ?? [],
  );
}
