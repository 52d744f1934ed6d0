import { finding } from '../../../engine/rule';
import { kubernetesRule } from '../rule';

export default kubernetesRule({
  id: 'kubernetes/implicit-privilege-escalation',
  severity: 'warning',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  grouped: '`allowPrivilegeEscalation: false`',
  summary: 'Container may gain privileges',
  why: 'Unless it is forbidden, a setuid program in the image can turn an ordinary process into root. Hardly any server needs that.',
  knownProblems:
    'The field exists for containers only: a value in the securityContext of the pod has no effect. Windows pods are left alone.',
  references: [
    'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  ],
  peers: [
    'polaris:privilegeEscalationAllowed',
    'kubescape:C-0016',
    'kics:privilege_escalation_allowed',
    'checkov:CKV_K8S_20',
    'trivy:KSV-0001',
    'psa:restricted',
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
        allowPrivilegeEscalation: false
`,
  },
  on: {
    container(container) {
      if (container.isPartial || container.workload.isWindows) return undefined;
      if (!container.lacksSecurity('allowPrivilegeEscalation')) return undefined;
      return finding(container.token, { container }, { subject: container.subject });
    },
  },
  message: ({ container }) =>
    `"${container.name}" may gain privileges: a setuid program in the image can make its process root. Set \`allowPrivilegeEscalation: false\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Forbid privilege escalation',
      edits: ({ container }) => {
        // The API refuses the value beside either of them.
        if (container.boolean('securityContext', 'privileged') || container.addedCapabilities.includes('SYS_ADMIN'))
          return undefined;
        return container.insert(['securityContext', 'allowPrivilegeEscalation'], false);
      },
    },
  ],
});
