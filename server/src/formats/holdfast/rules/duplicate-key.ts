import { duplicateKey } from '../../shared/duplicateKey';

export default duplicateKey({
  format: 'holdfast',
  reader: 'Holdfast',
  consequence: 'keeps the last value',
  references: ['https://yaml.org/spec/1.2.2/#3213-node-comparison'],
  examples: {
    bad: 'preset: strict\ntarget: production\npreset: all\n',
    good: 'preset: strict\ntarget: production\n',
  },
});
