import { describe, expect, it } from 'vitest';
import { Expansion, UNKNOWN } from '../../../../server/src/formats/compose/expansion';

describe('Expansion', () => {
  it.each([
    ['plain', 'plain'],
    ['a$$b', 'a$b'],
    ['${A}b$C', `${UNKNOWN}b${UNKNOWN}`],
    ['${A:-x}${B-y}', 'xy'],
    ['${A:-${B:-z}}', 'z'],
    ['${A:-a${B}}', `a${UNKNOWN}`],
    ['${A:?message}', UNKNOWN],
    ['${A:-}', ''],
  ])('fills the defaults of %s', (written, expected) => expect(new Expansion(written).text).toBe(expected));

  it('leads back to where a part is written', () => {
    const written = 'app:${TAG:-${OTHER:-latest}}!';
    const expansion = new Expansion(written);
    const at = expansion.text.indexOf('latest');
    const slice = ({ start, end }: { start: number; end: number }) => written.slice(start, end);
    const range = expansion.writtenRange(at, at + 'latest'.length);
    expect(range && slice(range)).toBe('latest');
    expect(slice(expansion.outerRange(at, at + 'latest'.length))).toBe('${TAG:-${OTHER:-latest}}');
  });

  it('gives no place to what is pieced together', () => {
    const expansion = new Expansion('${A:-lat}est');
    expect(expansion.text).toBe('latest');
    expect(expansion.writtenRange(0, 6)).toBeUndefined();
    expect(expansion.outerRange(0, 6)).toEqual({ start: 0, end: 12 });
  });

  it('puts an empty part behind the character in front of it', () => {
    const expansion = new Expansion('${IMAGE:-app}');
    expect(expansion.writtenRange(3, 3)).toEqual({ start: 12, end: 12 });
    expect(expansion.outerRange(3, 3)).toEqual({ start: 13, end: 13 });
    expect(new Expansion('').writtenRange(0, 0)).toEqual({ start: 0, end: 0 });
  });
});
