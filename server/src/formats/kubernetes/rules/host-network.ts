import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { kubernetesRule } from '../rule';
import { booleanOf, lacks, mapsAt } from '../values';

export default kubernetesRule({
  id: 'kubernetes/host-network',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Pod uses the network of its node',
  why: 'The pod sees all traffic of the node and reaches what listens on its localhost, and network policies do not apply to it. Its ports collide with those of other pods on the node.',
  knownProblems:
    'Node agents often need this: DaemonSets and workloads in kube-system are reported as info. No fix is offered where ports are published with hostPort.',
  references: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods',
  ],
  peers: [
    'kube-linter:host-network',
    'polaris:hostNetworkSet',
    'kubesec:HostNetwork',
    'kubescape:C-0041',
    'kics:shared_host_network_namespace',
    'checkov:CKV_K8S_19',
    'monokle:PSS102',
    'trivy:KSV-0009',
    'psa:baseline',
    'cis:5.2.5',
  ],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: true
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
`,
  },
  on: {
    workload(workload) {
      const entry = workload.get('hostNetwork');
      if (!entry?.value || booleanOf(entry.value) !== true) return undefined;
      const isAgent = workload.kind === 'DaemonSet' || workload.object.namespace === 'kube-system';
      return finding(entry.value, { workload, entry }, isAgent ? { severity: 'info' } : {});
    },
  },
  message: ({ workload }) =>
    `"${workload.name}" shares the network of its node: it sees the node's traffic, and network policies do not hold it back. Delete this unless it is a node agent.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete `hostNetwork: true`',
      edits: ({ workload, entry }) => {
        // Ports that are published on the node were chosen together with it, and would then be published all the same.
        const publishes = workload.containers.some(({ view }) =>
          mapsAt(view, 'ports').some((port) => !lacks(port, ['hostPort'])),
        );
        return publishes ? undefined : deleteEntry(entry);
      },
    },
  ],
});
