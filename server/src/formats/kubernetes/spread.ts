import type { Cluster } from './cluster';
import { storeOf } from './images';
import { selectorSelects } from './selector';
import { isTemplated, mapAt, mapsAt } from './values';
import { Workload } from './workload';

/** Labels whose value names one installation, so that what shares it belongs together. */
const INSTALLATION_LABEL = /^(?:app|app\.kubernetes\.io\/instance|(?:.*[-./])?cluster(?:-name)?)$/;

/** Some rule of the pod spec keeps it away from its own kind, or a template may say so. */
export function isSpread({ podSpec, labels }: Workload): boolean {
  const affinity = mapAt(podSpec, 'affinity', 'podAntiAffinity');
  const terms = [
    ...mapsAt(affinity, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...mapsAt(affinity, 'preferredDuringSchedulingIgnoredDuringExecution').flatMap(
      (one) => mapAt(one, 'podAffinityTerm') ?? [],
    ),
    ...mapsAt(podSpec, 'topologySpreadConstraints'),
  ];
  if (terms.some((term) => selectorSelects(mapAt(term, 'labelSelector'), labels))) return true;
  const templated = [podSpec.get('affinity')?.value, affinity, podSpec.get('topologySpreadConstraints')?.value];
  return templated.some(isTemplated);
}

export function storeIn({ containers }: Workload): string | undefined {
  for (const container of containers) {
    const store = container.type === 'container' ? storeOf(container) : undefined;
    if (store !== undefined) return store;
  }
  return undefined;
}

/** Other StatefulSets of one replica that are meant as replicas of this one: the same store, and a label in common. */
export function groupOf(
  { object, labels, settings }: Workload,
  store: string,
  cluster: Cluster,
): { others: string[]; labels: Map<string, string> } | undefined {
  const others = cluster.ofKind('StatefulSet').flatMap((one) => {
    const other = one.name !== object.name && object.mayShareNamespace(one) ? Workload.of(one, settings) : undefined;
    return other && other.replicas === 1 && storeIn(other) === store ? [other] : [];
  });
  for (const [key, value] of labels) {
    if (!INSTALLATION_LABEL.test(key)) continue;
    const members = others.filter((other) => other.labels.get(key) === value).map(({ name }) => name);
    if (members.length > 0) return { others: members, labels: new Map([[key, value]]) };
  }
  return undefined;
}
