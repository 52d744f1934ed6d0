import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../../server/src/engine/nearest';

describe('the nearest word', () => {
  const words = ['healthcheck', 'restart', 'image', 'ports', 'user'];

  it.each([
    ['healtcheck', 'healthcheck'],
    ['heatlhcheck', 'healthcheck'],
    ['restrat', 'restart'],
    ['imgae', 'image'],
    ['port', 'ports'],
    ['users', 'user'],
  ])('%s was meant to be %s', (word, meant) => expect(nearest(word, words)).toBe(meant));

  it('is none when too much differs for the length of the word', () => {
    expect(nearest('xyz', words)).toBeUndefined();
    expect(nearest('usr', ['us', 'x'])).toBe('us');
    expect(nearest('abc', ['xbz'])).toBeUndefined();
    expect(nearest('', words)).toBeUndefined();
    expect(nearest('anything', [])).toBeUndefined();
  });

  it('is the closest, and the first of equally close ones', () => {
    expect(nearest('ports', ['parts', 'ports', 'sorts'])).toBe('ports');
    expect(nearest('portx', ['porta', 'portb'])).toBe('porta');
  });
});

describe('the distance of two words', () => {
  it('counts a swap of neighbours as one mistake', () => {
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('is zero for equal words only, the same both ways, and never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
