import { deleteEntry, replaceValue } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { kubernetesRule } from '../rule';

export default kubernetesRule({
  id: 'kubernetes/privileged-container',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Container runs privileged',
  why: 'A privileged container has every capability and every device of its node. Whoever breaks into it owns the node, and with it the secrets of every pod there.',
  references: [
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
    'https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#privileged-containers',
  ],
  peers: [
    'kube-linter:privileged-container',
    'kube-score:container-security-context-privileged',
    'polaris:runAsPrivileged',
    'kubesec:Privileged',
    'kubescape:C-0057',
    'kics:container_is_privileged',
    'checkov:CKV_K8S_16',
    'monokle:PSS103',
    'trivy:KSV-0017',
    'psa:baseline',
    'cis:5.2.2',
  ],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: builder
      image: registry.example.com/builder:1.4.2
      securityContext:
        privileged: true
        runAsUser: 1000
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: builder
spec:
  containers:
    - name: builder
      image: registry.example.com/builder:1.4.2
      securityContext:
        privileged: false
        runAsUser: 1000
`,
  },
  on: {
    container(container) {
      const privileged = container.get('securityContext', 'privileged');
      const securityContext = container.get('securityContext');
      if (!privileged?.value || !securityContext || !container.boolean('securityContext', 'privileged'))
        return undefined;
      return finding(privileged.value, { container, privileged, securityContext });
    },
  },
  message: ({ container }) =>
    `"${container.name}" runs privileged: breaking into it means owning the node. Set false and add only the capability or device it needs.`,
  fixes: [
    {
      kind: 'review',
      title: 'Take away `privileged: true`',
      edits: ({ privileged, securityContext }) => {
        const isAlone = privileged.owner.isOnlyEntry(privileged) && !securityContext.aliased;
        return (isAlone ? deleteEntry(securityContext) : undefined) ?? replaceValue(privileged, false);
      },
    },
  ],
});
