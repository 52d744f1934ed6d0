import { finding } from '../../../engine/rule';
import { livenessTiming, probeHandler } from '../probe';
import { kubernetesRule } from '../rule';

export default kubernetesRule({
  id: 'kubernetes/missing-liveness-probe',
  severity: 'hint',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  grouped: 'liveness probe',
  summary: 'Container has no liveness probe',
  why: 'A process that hangs without ending is never restarted. Be careful, though: a probe that also fails under load, or when a dependency is down, turns a small outage into a big one.',
  knownProblems:
    'Many services do well without it: they end when they cannot go on. Jobs and Helm test hooks are left alone.',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  peers: [
    'kube-linter:no-liveness-probe',
    'kube-score:pod-probes',
    'polaris:livenessProbeMissing',
    'kubescape:C-0056',
    'kics:liveness_probe_is_not_defined',
    'checkov:CKV_K8S_8',
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
      ports:
        - name: http
          containerPort: 8080
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      ports:
        - name: http
          containerPort: 8080
      livenessProbe:
        httpGet:
          path: /
          port: http
        periodSeconds: 10
        failureThreshold: 6
`,
  },
  on: {
    container(container) {
      const { workload } = container;
      if (container.type !== 'container' || container.isPartial || workload.isOneShot || workload.isHelmTest)
        return undefined;
      if (!container.lacks('livenessProbe')) return undefined;
      return finding(container.token, { container }, { subject: container.subject });
    },
  },
  message: ({ container }) =>
    `"${container.name}" has no liveness probe: if it hangs, nobody restarts it. Probe something cheap that needs no other service.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add a liveness probe that gives up late',
      edits: ({ container }) => {
        const handler = probeHandler(container);
        return handler && container.insert(['livenessProbe'], { ...handler, ...livenessTiming(container, handler) });
      },
    },
  ],
});
