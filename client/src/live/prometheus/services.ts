/** Which services the targets and alerts of a Prometheus are about. */
import type { Objectives } from '../../../../server/src/protocol';
import type { JoinedService, JoinedStack } from '../services';
import type { Alert, PrometheusReading, Target } from './reading';

export interface ServiceMetrics {
  readonly targets: readonly Target[];
  readonly alerts: readonly Alert[];
  /** The worst that is known; undefined where there is nothing to complain about. */
  readonly reason: string | undefined;
}

export interface StackMetrics {
  /** By id of the service; only those that Prometheus knows something about. */
  readonly services: ReadonlyMap<string, ServiceMetrics>;
  /** What is about none of them. */
  readonly otherTargets: readonly Target[];
  readonly otherAlerts: readonly Alert[];
}

/** @param prometheus the service that Prometheus itself runs in: for it `localhost` is that service */
export function metricsOf(
  { services, objectives }: JoinedStack,
  { targets, alerts }: PrometheusReading,
  prometheus?: JoinedService,
): StackMetrics {
  const byName = namesOf(services, prometheus);
  const ofTarget = new Map(targets.map((target) => [target, byName.get(target.host.toLowerCase())]));
  const ofAlert = new Map(alerts.map((alert) => [alert, serviceOf(alert, byName, ofTarget)]));
  const metrics = services.flatMap((service): [string, ServiceMetrics][] => {
    const own = {
      targets: targets.filter((target) => ofTarget.get(target) === service),
      alerts: alerts.filter((alert) => ofAlert.get(alert) === service),
    };
    if (own.targets.length + own.alerts.length === 0) return [];
    return [[service.id, { ...own, reason: reasonOf(own.targets, own.alerts, objectives) }]];
  });
  return {
    services: new Map(metrics),
    otherTargets: targets.filter((target) => !ofTarget.get(target)),
    otherAlerts: alerts.filter((alert) => !ofAlert.get(alert)),
  };
}

/** Every name under which a service is reached in its networks. A name that several have is nobody's. */
function namesOf(
  services: readonly JoinedService[],
  prometheus: JoinedService | undefined,
): ReadonlyMap<string, JoinedService> {
  const names = new Map<string, JoinedService | undefined>();
  const give = (name: string | undefined, service: JoinedService): void => {
    if (!name) return;
    const key = name.toLowerCase();
    names.set(key, names.has(key) && names.get(key) !== service ? undefined : service);
  };
  for (const service of services) {
    give(service.name, service);
    give(service.declared?.containerName, service);
    for (const { container, figures } of service.replicas) {
      give(container.name, service);
      give(container.id.slice(0, 12), service);
      for (const { address } of figures?.networks ?? []) give(address, service);
    }
  }
  if (prometheus) for (const name of ['localhost', '127.0.0.1', '::1']) give(name, prometheus);
  return new Map([...names].filter((entry): entry is [string, JoinedService] => entry[1] !== undefined));
}

/** Labels that name a service or a container, the most exact first: Compose labels kept by cAdvisor, then our own habits. */
const NAMING_LABELS = [
  'container_label_com_docker_compose_service',
  'compose_service',
  'service',
  'container_name',
  'container',
  'name',
];

function serviceOf(
  { labels }: Alert,
  byName: ReadonlyMap<string, JoinedService>,
  ofTarget: ReadonlyMap<Target, JoinedService | undefined>,
): JoinedService | undefined {
  for (const label of NAMING_LABELS) {
    const named = byName.get((labels[label] ?? '').toLowerCase());
    if (named) return named;
  }
  const { job, instance } = labels;
  const candidates = [...ofTarget].filter(
    ([target]) =>
      (instance !== undefined || job !== undefined) &&
      (instance === undefined || target.instance === instance) &&
      (job === undefined || target.job === job),
  );
  const services = new Set(candidates.map(([, service]) => service));
  const [only] = services;
  if (services.size === 1 && only) return only;
  return byName.get((instance ?? '').replace(/:\d+$/, '').toLowerCase()) ?? byName.get((job ?? '').toLowerCase());
}

function reasonOf(targets: readonly Target[], alerts: readonly Alert[], { scrape }: Objectives): string | undefined {
  const firing = alerts.filter(({ state }) => state === 'firing');
  const [first] = firing;
  if (first)
    return firing.length === 1 ? `alert ${first.name} fires` : `${firing.length} alerts fire: ${first.name}, …`;
  const down = targets.filter(({ health }) => health === 'down');
  if (down.length > 0)
    return targets.length === 1 ? 'Prometheus cannot scrape it' : `${down.length} of ${targets.length} targets down`;
  const shares = targets.flatMap(({ success }) => (success === undefined ? [] : [success]));
  const least = Math.min(1, ...shares);
  if (least >= scrape) return undefined;
  // Rounded down, so that it never reads like the objective itself.
  return `${Math.floor(least * 1000) / 10} % of scrapes in 24 h succeeded`;
}
