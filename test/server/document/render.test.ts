import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, Scalar, stringify, YAMLSeq } from 'yaml';
import { OneLine, renderSimply } from '../../../server/src/document/render';

const OPTIONS = { lineWidth: 0, compat: 'yaml-1.1', flowCollectionPadding: false, collectionStyle: 'flow' } as const;

/** Words as they stand in configurations, and everything else. */
const text = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,6}$/),
  fc.constantFrom('yes', 'n', 'null', 'e3', '1e3', '0o7', '10h', '1_000', '12:30', '2026-11-21', '~', ''),
  fc.string({ unit: 'binary' }),
);

describe('what is written without the writer of YAML', () => {
  it('is what that would have written, for scalars', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.integer(), fc.boolean()), (value) => {
        const simple = renderSimply(value);
        fc.pre(simple !== undefined);
        expect(simple).toBe(stringify(value, OPTIONS).trimEnd());
        expect(parse(simple)).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('is what that would have written, for lists on one line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(text, fc.constantFrom('say "hi"', 'a: b, [c] # d', 'a\\b')), { maxLength: 4 }),
        (items) => {
          const simple = renderSimply(new OneLine(items));
          fc.pre(simple !== undefined);
          const list = new YAMLSeq();
          list.flow = true;
          list.items = items.map((item) => Object.assign(new Scalar(item), { type: Scalar.QUOTE_DOUBLE }));
          expect(simple).toBe(stringify(list, OPTIONS).trimEnd());
          expect(parse(simple)).toEqual(items);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('leaves what needs quotes, and what may be taken for something else, to that', () => {
    for (const value of ['', 'yes', 'a: b', '12:30', '0o7', 'a\nb', '1e3', 1.5, -1, new OneLine(['a\\b']), ['a']])
      expect(renderSimply(value)).toBeUndefined();
  });
});
