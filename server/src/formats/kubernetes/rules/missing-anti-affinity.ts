import { insertItem, type Edits } from '../../../document/edit';
import type { Value } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { clusterOf } from '../cluster';
import { kubernetesRule } from '../rule';
import { groupOf, isSpread, storeIn } from '../spread';
import { lacks, mapAt, scalarAt, textsOf } from '../values';
import type { Workload } from '../workload';

const KINDS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'Rollout']);

interface Data {
  readonly workload: Workload;
  /** The other workloads that this one should keep away from; none where its own replicas are meant. */
  readonly others: readonly string[];
  /** What all of them have in common. */
  readonly labels: ReadonlyMap<string, string>;
}

export default kubernetesRule({
  id: 'kubernetes/missing-anti-affinity',
  severity: 'info',
  preset: 'recommended',
  category: 'availability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Replicas may all run on one node',
  why: 'Several replicas are there to survive the loss of a node. Nothing here keeps the scheduler from putting them on the same one.',
  knownProblems:
    'Workloads without a data store are reported under the strict preset only. StatefulSets of one replica each count as replicas of each other where they run the same store and share a label such as app.',
  references: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  ],
  peers: [
    'kube-linter:no-anti-affinity',
    'kube-score:deployment-has-host-podantiaffinity',
    'kube-score:statefulset-has-host-podantiaffinity',
    'kics:deployment_has_no_pod_anti_affinity',
    'kics:statefulset_has_no_pod_anti_affinity',
  ],
  examples: {
    bad: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: postgres:17.6
`,
    good: `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
        - name: db
          image: postgres:17.6
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    app: db
`,
  },
  on: {
    workload(workload, context) {
      const { replicas, object } = workload;
      if (!KINDS.has(workload.kind) || workload.isPatch || replicas === 'unknown' || isSpread(workload))
        return undefined;
      const token = scalarAt(object.metadata, 'name') ?? object.view;
      const store = storeIn(workload);
      if (replicas >= 2) {
        return finding(
          token,
          aboutReplicasOf(workload),
          store === undefined ? { preset: 'strict' } : { severity: 'warning' },
        );
      }
      if (workload.kind !== 'StatefulSet' || store === undefined) return undefined;
      const group = groupOf(workload, store, clusterOf(context));
      if (group) return finding(token, { workload, ...group }, { severity: 'warning' });
      // Somebody else (an operator, an autoscaler) may set the number that is not written here.
      return lacks(object.view, ['spec', 'replicas'])
        ? finding(token, aboutReplicasOf(workload), { preset: 'strict' })
        : undefined;
    },
  },
  message: ({ workload, others }: Data) =>
    others.length > 0
      ? `"${workload.name}" and ${quoted(others)} may run on one node, and are then lost together. Keep them apart with a podAntiAffinity.`
      : `All replicas of "${workload.name}" may run on one node, and are then lost together. Keep them apart with a podAntiAffinity.`,
  fixes: [
    {
      kind: 'review',
      title: 'Prefer different nodes for the replicas',
      edits: ({ workload, labels }) => (labels.size > 0 ? insertTerm(workload, Object.fromEntries(labels)) : undefined),
    },
  ],
});

function aboutReplicasOf(workload: Workload): Data {
  return { workload, others: [], labels: ownLabels(workload) };
}

/** What the workload selects its pods by; all labels of the pods where that does not fit them. */
function ownLabels({ object, labels }: Workload): ReadonlyMap<string, string> {
  const selected = textsOf(mapAt(object.spec, 'selector', 'matchLabels'));
  const fits = selected.size > 0 && [...selected].every(([key, value]) => labels.get(key) === value);
  return fits ? selected : labels;
}

function insertTerm(workload: Workload, matchLabels: Value): Edits {
  const path = ['affinity', 'podAntiAffinity', 'preferredDuringSchedulingIgnoredDuringExecution'];
  const term = {
    weight: 100,
    podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } },
  };
  const list = workload.get(...path)?.value;
  return list?.kind === 'sequence' ? insertItem(list, term) : workload.insert(path, [term]);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
