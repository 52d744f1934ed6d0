import { dataWorth } from '../../../images';
import type { Settings } from '../../../engine/settings';
import type { Container } from '../container';
import { dataVolumesOf } from '../dataVolumes';
import type { KubernetesObject } from '../object';
import { textAt, textsOf, mapAt } from '../values';
import { Workload } from '../workload';

/** A container that stays, under the name that its service has in a stack. */
export interface Holder {
  readonly name: string;
  readonly workload: Workload;
  readonly container: Container;
}

export function holdersIn(workload: Workload): Holder[] {
  const containers = workload.containers.filter(({ isLongRunning }) => isLongRunning);
  return containers.map((container) => ({
    name: containers.length === 1 ? workload.name : `${workload.name}/${container.name}`,
    workload,
    container,
  }));
}

/** What is kept by workloads that stay. */
export function holdersAmong(objects: readonly KubernetesObject[], settings: Settings): Holder[] {
  return objects
    .flatMap((object) => Workload.of(object, settings) ?? [])
    .filter((workload) => !workload.isHelmTest && !workload.isPatch && !workload.isOneShot)
    .flatMap(holdersIn);
}

/** Whether a holder keeps data that somebody would miss. */
export function keepsData({ workload, container }: Holder): boolean {
  const known = container.knownImage;
  return known !== undefined && dataWorth(known) === 'data' && dataVolumesOf(workload, container).length > 0;
}

/** Those that a host name leads to: through a Service, or by the name that a headless one mostly shares with its workload. */
export function holdersAt(host: string, objects: readonly KubernetesObject[], holders: readonly Holder[]): Holder[] {
  const [first = '', second = ''] = host.split('.');
  // `db-0.db` names a pod of a StatefulSet.
  const names = [first, second, first.replace(/-\d+$/, '')];
  const services = objects.filter(({ kind, name }) => kind === 'Service' && names.includes(name));
  const selected = holders.filter(({ workload }) =>
    services.some((service) => {
      const selector = [...textsOf(mapAt(service.spec, 'selector'))];
      const isNear = service.mayShareNamespace(workload.object);
      return isNear && selector.length > 0 && selector.every(([key, value]) => workload.labels.get(key) === value);
    }),
  );
  return selected.length > 0 ? selected : holders.filter(({ workload }) => names.includes(workload.name));
}

/** Names of clusters that CloudNativePG keeps, with the host names it gives them (https://cloudnative-pg.io/documentation/current/service_management/). */
export function clusterAt(host: string, objects: readonly KubernetesObject[]): string | undefined {
  const first = host.split('.')[0]?.replace(/-(?:rw|ro|r)$/, '');
  return objects.find(
    ({ kind, name, view }) => kind === 'Cluster' && name === first && isOf(view, 'postgresql.cnpg.io'),
  )?.name;
}

/** Whether an object belongs to a group of the API, in whatever version. */
export function isOf(view: KubernetesObject['view'], group: string): boolean {
  return textAt(view, 'apiVersion')?.startsWith(`${group}/`) === true;
}
