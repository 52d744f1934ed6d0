import { duplicateKey } from '../../shared/duplicateKey';

export default duplicateKey({
  format: 'kubernetes',
  reader: 'kubectl',
  consequence: 'keeps the last value without a word, and kustomize refuses the file',
  references: [
    'https://kubernetes.io/docs/concepts/overview/working-with-objects/',
    'https://yaml.org/spec/1.2.2/#3213-node-comparison',
  ],
  peers: ['monokle:YML'],
  examples: {
    bad: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    app: web
  labels:
    tier: front
`,
    good: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    app: web
    tier: front
`,
  },
});
