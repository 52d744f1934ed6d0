import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusFiles, CORPUS } from '../support/corpus';
import { mishap, mutate, randomFrom } from './fuzz';

/** A short run of what `npm run fuzz` does at length; the seeds are fixed, so that it fails for everybody or for nobody. */
describe('no text does harm', () => {
  const examples = ['../../examples/stack/compose.yaml', '../../examples/stack/prometheus/prometheus.yml'];
  const bases = [
    ...examples.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')),
    ...(CORPUS
      ? corpusFiles('real/kubernetes', 'rules-real')
          .slice(0, 60)
          .map((path) => readFileSync(path, 'utf8'))
      : []),
  ].filter((text) => text.length < 20_000);

  it('random changes of real files', { timeout: 240_000 }, () => {
    for (let seed = 1; seed <= 1500; seed++) {
      const random = randomFrom(seed);
      const text = mutate(bases[seed % bases.length] ?? '', random);
      // Time is judged by the long run: machines that run tests are noisy.
      const wrong = mishap(seed % 2 ? '/workspace/compose.yaml' : '/workspace/file.yaml', text, Infinity);
      expect(wrong && `seed ${seed}: ${wrong}`).toBeUndefined();
    }
  });

  const monsters: Record<string, string> = {
    'twenty thousand brackets': '['.repeat(20_000),
    'twenty thousand dashes': '- '.repeat(20_000),
    'twenty thousand levels of keys': Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'an alias bomb': [
      'a: &a [x, x]',
      ...Array.from({ length: 30 }, (_, i) => `${key(i + 1)}: &${key(i + 1)} [*${key(i)}, *${key(i)}]`),
    ].join('\n'),
    'a merge of itself': 'services: &s\n  web: &w\n    image: nginx\n    <<: *w\n  <<: *s\n',
    'five megabytes': 'services:\n' + '  a: {image: x}\n'.repeat(330_000),
    'twenty thousand keys':
      'services:\n  web:\n    image: x\n    labels:\n' +
      Array.from({ length: 20_000 }, (_, i) => `      k${i}: v\n`).join(''),
    'NUL bytes': 'services:\0\n  web:\0',
    nothing: '',
    'a byte order mark alone': '\uFEFF',
    tabs: 'services:\n\tweb:\n\t\timage: nginx\n',
  };
  for (const [name, text] of Object.entries(monsters)) {
    it(name, () => expect(mishap('/workspace/compose.yaml', text, Infinity)).toBeUndefined());
  }
});

function key(index: number): string {
  return String.fromCharCode(97 + Math.floor(index / 26)) + (index === 0 ? '' : String.fromCharCode(97 + (index % 26)));
}
