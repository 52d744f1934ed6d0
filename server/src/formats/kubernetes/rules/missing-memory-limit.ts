import { replaceValue } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { RuleContext } from '../../../engine/surroundings';
import { clusterOf } from '../cluster';
import type { Container } from '../container';
import { memoryFloor, toQuantity } from '../images';
import { kubernetesRule } from '../rule';
import { isTemplateText, lacks, mapsAt, scalarAt, textAt } from '../values';
import type { Workload } from '../workload';

export default kubernetesRule({
  id: 'kubernetes/missing-memory-limit',
  severity: 'info',
  preset: 'recommended',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  grouped: 'memory limit',
  summary: 'Container has no memory limit',
  why: 'One leaking container takes the memory of its node. The kernel or the kubelet then ends other pods, often the database.',
  knownProblems:
    'A LimitRange counts only where it stands in the same folder. Helm test hooks are left alone, and init containers are reported under the strict preset only.',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
    'https://kubernetes.io/docs/concepts/policy/limit-range/',
  ],
  peers: [
    'kube-linter:unset-memory-requirements',
    'kube-score:container-resources',
    'polaris:memoryLimitsMissing',
    'kubesec:LimitsMemory',
    'kubescape:C-0271',
    'kics:memory_limits_not_defined',
    'checkov:CKV_K8S_13',
    'monokle:KBP005',
    'trivy:KSV-0018',
  ],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      resources:
        requests:
          memory: 128Mi
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      resources:
        requests:
          memory: 128Mi
        limits:
          memory: 128Mi
`,
  },
  on: {
    container(container, context) {
      const { workload } = container;
      if (container.type === 'ephemeral' || container.isPartial || workload.isHelmTest) return undefined;
      if (!lacksLimit(container.view) || !lacksLimit(workload.podSpec) || hasDefaultLimit(workload, context))
        return undefined;
      const isHungry = memoryFloor(container) !== undefined;
      return finding(
        container.token,
        { container },
        {
          subject: container.subject,
          ...(container.type === 'init' ? { preset: 'strict' } : isHungry ? { severity: 'warning' } : {}),
        },
      );
    },
  },
  message: ({ container }) =>
    `"${container.name}" may use all memory of its node, and other pods are then killed for it. Set a limit a little above what it needs.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add a memory limit',
      edits: ({ container }) => {
        const written = container.get('resources', 'limits', 'memory');
        const size = placeholder(sizeFor(container));
        return written ? replaceValue(written, size) : container.insert(['resources', 'limits', 'memory'], size);
      },
    },
  ],
});

/** No `resources.limits.memory` for sure, or one of zero, which limits nothing. */
function lacksLimit(view: Container['view']): boolean {
  return lacks(view, ['resources', 'limits', 'memory']) || textAt(view, 'resources', 'limits', 'memory') === '0';
}

/** A LimitRange of the namespace gives every container a limit that has none. */
function hasDefaultLimit({ object }: Workload, context: RuleContext): boolean {
  return clusterOf(context)
    .ofKind('LimitRange')
    .some(
      (other) =>
        object.mayShareNamespace(other) &&
        mapsAt(other.spec, 'limits').some(
          (limit) => textAt(limit, 'type') === 'Container' && scalarAt(limit, 'default', 'memory') !== undefined,
        ),
    );
}

function sizeFor(container: Container): string {
  const known = container.knownImage;
  const request = textAt(container.view, 'resources', 'requests', 'memory');
  if (request !== undefined && !isTemplateText(request)) return request;
  return known ? toQuantity(known.memoryLimit) : (memoryFloor(container) ?? '256Mi');
}
