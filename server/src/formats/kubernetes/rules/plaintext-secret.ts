import { renameKey, replaceValue } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { environmentSecrets } from '../environmentSecrets';
import { kubernetesRule } from '../rule';

export default kubernetesRule({
  id: 'kubernetes/plaintext-secret',
  severity: 'error',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret stands in the manifest',
  why: 'Whoever may read the repository or the pod knows the secret, and it stays in the history after it has been removed. Changing it means changing the manifest.',
  knownProblems:
    'Judged by the name of the variable and the look of the value, or by the form of well-known tokens. Names that end in _FILE, _URL, _NAME and the like are left alone, and so are numbers, paths and values with template parts.',
  references: [
    'https://kubernetes.io/docs/concepts/configuration/secret/',
    'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  ],
  peers: ['kube-linter:env-var-secret', 'polaris:sensitiveContainerEnvVar', 'kubescape:C-0012', 'monokle:KBP111'],
  examples: {
    bad: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      env:
        - name: DB_PASSWORD
          value: kD7-vQ2x_rT9
`,
    good: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.4.2
      env:
        - name: DB_PASSWORD
          valueFrom:
            secretKeyRef:
              name: web
              key: DB_PASSWORD
`,
  },
  on: {
    container(container) {
      return environmentSecrets(container, 'plaintext').map((secret) => finding(secret.token, secret));
    },
  },
  message: ({ container, variable, title }) =>
    `${title ? `A ${title}` : 'A secret'} stands in "${variable.name.text}" of "${container.name}": whoever reads this file has it. Change it and take the new one from a Secret.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Take the value from a Secret',
      edits: ({ container, variable }) => {
        const entry = variable.view.get('value');
        const name = placeholder(container.workload.name || 'secret-name');
        const reference = { secretKeyRef: { name, key: placeholder(variable.name.text) } };
        const renamed = entry && renameKey(entry, 'valueFrom');
        const replaced = entry && replaceValue(entry, reference);
        return renamed && replaced && [...renamed, ...replaced];
      },
    },
  ],
});
