/** Which services the targets and alerts of a Prometheus are about. */
import type { Objectives } from '../../../../server/src/protocol';
import { isWell, percentText, type JoinedService, type JoinedStack, type ServiceState } from '../services';
import type { Alert, PrometheusReading, Target } from './reading';

export interface ServiceMetrics {
  readonly targets: readonly Target[];
  readonly alerts: readonly Alert[];
  /** The worst that is known; undefined where there is nothing to complain about. */
  readonly reason: string | undefined;
}

export interface PrometheusMetrics {
  /** By id of the service; only those that Prometheus knows something about. */
  readonly services: ReadonlyMap<string, ServiceMetrics>;
  /** What is about none of them. */
  readonly otherTargets: readonly Target[];
  readonly otherAlerts: readonly Alert[];
}

/**
 * @param stacks all that one Prometheus may know something about: a name that services of two of them have is nobody's
 * @param prometheusId of the service that Prometheus itself runs in: for it `localhost` is that service
 */
export function metricsOf(
  stacks: readonly JoinedStack[],
  { targets, alerts }: PrometheusReading,
  prometheusId?: string,
): PrometheusMetrics {
  const services = stacks.flatMap((stack) => stack.services);
  const byName = namesOf(services, prometheusId);
  const ofTarget = new Map(targets.map((target) => [target, byName.get(target.host.toLowerCase())]));
  const ofAlert = new Map(alerts.map((alert) => [alert, serviceOf(alert, byName, ofTarget)]));
  const targetsOf = byService(ofTarget);
  const alertsOf = byService(ofAlert);
  const metrics = stacks.flatMap(({ services: own, objectives }) =>
    own.flatMap((service): [string, ServiceMetrics][] => {
      const about = { targets: targetsOf.get(service) ?? [], alerts: alertsOf.get(service) ?? [] };
      if (about.targets.length + about.alerts.length === 0) return [];
      return [[service.id, { ...about, reason: complaintOf(service, about, objectives) }]];
    }),
  );
  return {
    services: new Map(metrics),
    otherTargets: targetsOf.get(undefined) ?? [],
    otherAlerts: alertsOf.get(undefined) ?? [],
  };
}

/**
 * What Prometheus complains about makes a service that is well degraded, never unhealthy: whether it works is for its own health check
 * to say, and what keeps Prometheus from it may lie in between. What is not well anyway keeps its state and its reason.
 */
export function judgeByMetrics(stack: JoinedStack, { services }: PrometheusMetrics): JoinedStack {
  return { ...stack, services: stack.services.map((service) => judged(service, services.get(service.id)?.reason)) };
}

function judged(service: JoinedService, complaint: string | undefined): JoinedService {
  if (complaint === undefined) return service;
  const { state, reason } = service;
  if (isWell(service) && state !== 'inactive') return { ...service, state: 'degraded', reason: complaint };
  return { ...service, reason: [reason, complaint].filter((part) => part !== undefined).join(' · ') };
}

/** Whether it fires and asks for somebody: by custom, `info` and `none` do not, such as the watchdog that always fires. */
export function isAlarming({ state, severity = '' }: Alert): boolean {
  return state === 'firing' && !/^(none|info|informational)$/i.test(severity);
}

function byService<Item>(of: ReadonlyMap<Item, JoinedService | undefined>): Map<JoinedService | undefined, Item[]> {
  const groups = new Map<JoinedService | undefined, Item[]>();
  for (const [item, service] of of) {
    const group = groups.get(service);
    if (group) group.push(item);
    else groups.set(service, [item]);
  }
  return groups;
}

/** Every name under which a service is reached in its networks. A name that several have is nobody's. */
function namesOf(
  services: readonly JoinedService[],
  prometheusId: string | undefined,
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
  const prometheus = services.find(({ id }) => id === prometheusId);
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

/** States in which something of a service listens: what is stopped or starts cannot be scraped, and that is no news. */
const SCRAPABLE: ReadonlySet<ServiceState> = new Set(['running', 'degraded', 'unhealthy', 'undeclared']);

function complaintOf(
  service: JoinedService,
  { targets, alerts }: Omit<ServiceMetrics, 'reason'>,
  { scrape }: Objectives,
): string | undefined {
  const firing = alerts.filter(isAlarming);
  const [first] = firing;
  if (first)
    return firing.length === 1 ? `alert ${first.name} fires` : `${firing.length} alerts fire: ${first.name}, …`;
  if (!SCRAPABLE.has(service.state)) return undefined;
  const down = targets.filter((target) => target.health === 'down' && isOfNow(target, service));
  if (down.length > 0)
    return targets.length === 1 ? 'Prometheus cannot scrape it' : `${down.length} of ${targets.length} targets down`;
  const shares = targets.flatMap(({ success }) => (success === undefined ? [] : [success]));
  const least = Math.min(1, ...shares);
  return least >= scrape ? undefined : `${percentText(least)} of scrapes in 24 h succeeded`;
}

/** Whether a scrape was made after the service has started for the last time: before, there was nothing to be scraped. */
function isOfNow({ scrapedAt }: Target, { replicas }: JoinedService): boolean {
  const startedAt = Math.max(...replicas.flatMap(({ figures }) => figures?.startedAt ?? []));
  return scrapedAt === undefined || scrapedAt >= startedAt;
}
