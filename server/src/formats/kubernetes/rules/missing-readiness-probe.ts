import { finding, type Report } from '../../../engine/rule';
import { clusterOf } from '../cluster';
import type { Container } from '../container';
import { exposureOf, type Exposure } from '../exposure';
import { baseName, storeOf } from '../images';
import { probeHandler, readinessTiming } from '../probe';
import { kubernetesRule } from '../rule';

/** Proxies beside an application, which mostly come from an injector or a chart and rarely have a probe. */
const PROXIES = new Set(['kube-rbac-proxy', 'istio-proxy', 'proxyv2', 'oauth2-proxy']);

export default kubernetesRule({
  id: 'kubernetes/missing-readiness-probe',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  grouped: 'readiness probe',
  summary: 'Container has no readiness probe',
  why: 'Without it a pod gets traffic as soon as its process exists: every rollout and every restart then costs requests.',
  knownProblems:
    'How serious it is depends on the Services, Ingresses and HTTPRoutes of the same folder: a container that nothing there leads to is reported under the strict preset only. Jobs and Helm test hooks are left alone.',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  ],
  peers: [
    'kube-linter:no-readiness-probe',
    'kube-score:pod-probes',
    'polaris:readinessProbeMissing',
    'kubescape:C-0018',
    'kics:readiness_probe_is_not_configured',
    'checkov:CKV_K8S_9',
  ],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      ports:
        - name: http
          containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      ports:
        - name: http
          containerPort: 8080
      readinessProbe:
        httpGet:
          path: /
          port: http
        periodSeconds: 5
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: http
`,
  },
  on: {
    container(container, context) {
      const { workload } = container;
      if (!container.isLongRunning || container.isPartial || workload.isOneShot || workload.isHelmTest)
        return undefined;
      if (!container.lacks('readinessProbe')) return undefined;
      const exposure = exposureOf(container, clusterOf(context));
      const weight = weightOf(container, exposure);
      return finding(container.token, { container, exposure }, { subject: container.subject, ...weight });
    },
  },
  message: ({ container, exposure }) =>
    exposure
      ? `"${container.name}" has no readiness probe, so a Service sends it requests before it can answer them. Probe what clients call.`
      : `"${container.name}" has no readiness probe: rollouts go on although the new pod cannot work yet. Probe what clients call.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Add a readiness probe',
      edits: ({ container, exposure }) => {
        const handler = probeHandler(container, exposure?.port);
        return handler && container.insert(['readinessProbe'], { ...handler, ...readinessTiming(container, handler) });
      },
    },
  ],
});

function weightOf(container: Container, exposure: Exposure | undefined): Pick<Report<unknown>, 'severity' | 'preset'> {
  if (container.type === 'sidecar' || PROXIES.has(container.name) || PROXIES.has(baseName(container)))
    return { severity: 'hint', preset: 'strict' };
  if (storeOf(container) !== undefined || exposure?.isPublic) return { severity: 'warning' };
  return exposure ? { severity: 'info' } : { severity: 'hint', preset: 'strict' };
}
