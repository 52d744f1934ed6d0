import { replaceValue, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { Container } from '../container';
import { kubernetesRule } from '../rule';
import { booleanOf } from '../values';

export default kubernetesRule({
  id: 'kubernetes/missing-run-as-non-root',
  severity: 'warning',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  grouped: '`runAsNonRoot: true`',
  summary: 'Container may run as root',
  why: 'Root in a container is root on the node once a kernel or runtime flaw lets it out. With runAsNonRoot the kubelet refuses to start such a container instead.',
  knownProblems:
    'Which user an image runs as is not in the manifest: after the fix, an image with a root or a named user needs a numeric runAsUser as well. User namespaces (hostUsers: false) and Windows pods are left alone.',
  references: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  ],
  peers: [
    'kube-linter:run-as-non-root',
    'polaris:runAsRootAllowed',
    'kubesec:RunAsNonRoot',
    'kubescape:C-0013',
    'kics:containers_running_as_root',
    'checkov:CKV_K8S_23',
    'monokle:PSS203',
    'trivy:KSV-0012',
    'psa:restricted',
    'cis:5.2.7',
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
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
  securityContext:
    runAsNonRoot: true
`,
  },
  on: {
    container(container) {
      const { workload } = container;
      if (container.type === 'ephemeral' || container.isPartial || workload.isWindows) return undefined;
      if (booleanOf(workload.get('hostUsers')?.value) === false || mayBeNonRoot(container)) return undefined;
      return finding(container.token, { container }, { subject: container.subject });
    },
  },
  message: ({ container }) =>
    `"${container.name}" may run as root, which a container escape turns into root on the node. Set \`runAsNonRoot: true\` for the pod.`,
  fixes: [
    {
      kind: 'review',
      title: 'Set `runAsNonRoot: true` for the pod (an image with a root or named user then needs `runAsUser`, too)',
      edits: ({ container }) => setNonRoot(container),
    },
    {
      kind: 'review',
      title: ({ container }) => `Run "${container.name}" as the image's own user (${container.knownImage?.user.uid})`,
      edits: ({ container }) => {
        const uid = container.knownImage?.user.uid;
        const isFree = ['runAsUser', 'runAsNonRoot'].every((field) => container.lacks('securityContext', field));
        return uid && isFree ? container.insertSecurity({ runAsNonRoot: true, runAsUser: uid }) : undefined;
      },
    },
  ],
});

/** The effective values, as far as they can be known; what a template decides counts as well chosen. */
function mayBeNonRoot(container: Container): boolean {
  const isChosen =
    !container.lacksSecurity('runAsNonRoot') && booleanOf(container.security('runAsNonRoot')?.value) !== false;
  return isChosen || (!container.lacksSecurity('runAsUser') && !isRootUser(container));
}

function isRootUser(container: Container): boolean {
  const user = container.security('runAsUser')?.value;
  return user?.kind === 'scalar' && user.text === '0';
}

/** One edit for the whole pod, unless a `false` stands in the way. No container with user 0 may be left that could not start then. */
function setNonRoot(container: Container): Edits {
  const { workload } = container;
  const own = container.get('securityContext', 'runAsNonRoot');
  const onPod = workload.get('securityContext', 'runAsNonRoot');
  const entry = own ?? onPod;
  const affected = own
    ? [container]
    : workload.containers.filter((one) => one.lacks('securityContext', 'runAsNonRoot'));
  if (affected.some(isRootUser)) return undefined;
  return entry ? replaceValue(entry, true) : workload.insert(['securityContext', 'runAsNonRoot'], true);
}
