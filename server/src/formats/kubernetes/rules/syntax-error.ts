import { yamlSyntaxError } from '../../shared/yamlSyntaxError';

export default yamlSyntaxError({
  format: 'kubernetes',
  reader: 'kubectl',
  references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/', 'https://yaml.org/spec/1.2.2/'],
  peers: ['monokle:YML'],
  examples: {
    bad: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  greeting: 'hello
`,
    good: `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  greeting: 'hello'
`,
  },
});
