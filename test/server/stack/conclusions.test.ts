import { describe, expect, it } from 'vitest';
import { Conclusions, type Conclusion } from '../../../server/src/stack/conclusions';

function setUp() {
  const conclusions = new Conclusions();
  const kept = new Map<string, Conclusion>();
  const drawn: string[] = [];
  /** Rests on sources and on other conclusions. */
  const draw = (key: string, sources: readonly string[], below: () => unknown = () => undefined): string =>
    conclusions.draw(kept, key, () => {
      drawn.push(key);
      for (const source of sources) conclusions.lookAt(source);
      below();
      return key;
    });
  return { conclusions, drawn, draw };
}

describe('a conclusion', () => {
  it('is drawn once as long as nothing changes, also where it is that there is nothing', () => {
    const { conclusions, drawn, draw } = setUp();
    expect([draw('a', ['x']), draw('a', ['x'])]).toEqual(['a', 'a']);
    expect(drawn).toEqual(['a']);
    const kept = new Map<string, Conclusion>();
    let count = 0;
    for (let round = 0; round < 2; round++) conclusions.draw(kept, 'none', () => void count++);
    expect(count).toBe(1);
  });

  it('is drawn anew when something changes that it rests on, and not otherwise', () => {
    const { conclusions, drawn, draw } = setUp();
    draw('a', ['x', 'y']);
    conclusions.changed(['z']);
    draw('a', ['x', 'y']);
    expect(drawn).toEqual(['a']);
    conclusions.changed(['z', 'y']);
    draw('a', ['x']);
    expect(drawn).toEqual(['a', 'a']);
    // It no longer looks at y.
    conclusions.changed(['y']);
    draw('a', ['x']);
    expect(drawn).toEqual(['a', 'a']);
  });

  it('rests on what conclusions below it rest on, whether those were drawn for it or before', () => {
    const { conclusions, drawn, draw } = setUp();
    const all = () => draw('top', [], () => [draw('left', ['x']), draw('right', ['y'])]);
    draw('left', ['x']);
    all();
    expect(drawn).toEqual(['left', 'top', 'right']);
    conclusions.changed(['x']);
    all();
    expect(drawn.slice(3)).toEqual(['top', 'left']);
    conclusions.changed(['y']);
    all();
    expect(drawn.slice(5)).toEqual(['top', 'right']);
  });

  it('is not kept where drawing it failed', () => {
    const { conclusions, draw, drawn } = setUp();
    const fail = () => {
      throw new Error('no');
    };
    expect(() => draw('a', ['x'], fail)).toThrow('no');
    draw('a', ['x']);
    draw('b', []);
    conclusions.changed(['x']);
    draw('b', []);
    expect(drawn).toEqual(['a', 'a', 'b']);
  });
});
