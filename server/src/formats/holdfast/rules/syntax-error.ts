import { yamlSyntaxError } from '../../shared/yamlSyntaxError';

export default yamlSyntaxError({
  format: 'holdfast',
  reader: 'Holdfast',
  references: ['https://yaml.org/spec/1.2.2/'],
  examples: {
    bad: 'preset: strict\nrules\n  compose/*: warning\n',
    good: 'preset: strict\nrules:\n  compose/*: warning\n',
  },
});
