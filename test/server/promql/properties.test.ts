import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPromqlEdits, checkPromql, hasTemplate, isLogql, parsePromql } from '../../../server/src/promql';

const PIECES = [
  ...'( ) [ ] { } , : " \' ` \\ + - * / % ^ == != <= < >= > </ >/ = =~ !~ @ && || | & ! $ ; # “ ” 💥'.split(' '),
  ...'up a_total rate increase sum topk by on ignoring group_left bool offset and or unless atan2 start end holt_winters'.split(
    ' ',
  ),
  ...'foo( rate( sum( info( label_replace( [5m] [1h:5m] {a="b"} {a=~"c.*"} "x" 5m 1e3 5. 0x1f NaN anchored'.split(' '),
  ' ',
  '\n',
];
const noise = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(' ')),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Expressions of an instant vector that Prometheus accepts. */
const { vector: valid } = fc.letrec<{ vector: string; matrix: string; scalar: string; selector: string }>((tie) => ({
  selector: fc.constantFrom('up', 'a_total{b="c"}', '{__name__=~"x.+"}', 'up{a!~"b|c",}', '{"utf8.name"}', 'min'),
  scalar: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('1', '-5', '2.5e3', '0x1f', '5m', 'time()', 'Inf'),
    fc
      .tuple(tie('scalar'), fc.constantFrom('+', '*', '> bool', '^'), tie('scalar'))
      .map((parts) => `(${parts.join(' ')})`),
    tie('vector').map((vector) => `scalar(${vector})`),
  ),
  matrix: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(tie('selector'), fc.constantFrom('[5m]', '[1h30m] offset 5m', '[1d] @ end()'))
      .map((parts) => parts.join('')),
    tie('vector').map((vector) => `(${vector})[1h:5m]`),
  ),
  vector: fc.oneof(
    { maxDepth: 4 },
    tie('selector'),
    tie('selector').map((selector) => `${selector} offset -1h`),
    tie('matrix').map((matrix) => `rate(${matrix})`),
    tie('vector').map((vector) => `sum by (a) (${vector})`),
    fc.tuple(tie('scalar'), tie('vector')).map(([scalar, vector]) => `topk(${scalar}, ${vector})`),
    fc
      .tuple(tie('vector'), fc.constantFrom('+', '/ on (a) group_left (b)', 'and', 'or', '== bool'), tie('vector'))
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('vector'), fc.constantFrom('-', '>', '%'), tie('scalar')).map((parts) => `(${parts.join(' ')})`),
    tie('vector').map((vector) => `(${vector}) # why\n`),
  ),
}));

/** Valid expressions with one character taken out or replaced. */
const damaged = fc.tuple(valid, fc.nat(), fc.constantFrom('', ...'()[]{}",=+>$')).map(([text, at, replacement]) => {
  const position = at % Math.max(text.length, 1);
  return text.slice(0, position) + replacement + text.slice(position + 1);
});

test('any text is judged without an exception, with ranges inside it', () => {
  fc.assert(
    fc.property(fc.oneof(noise, damaged), (text) => {
      hasTemplate(text);
      isLogql(text);
      for (const { start, end, message } of checkPromql(parsePromql(text))) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(text.length);
        if (text !== '') expect(end).toBeGreaterThan(start);
        expect(message).not.toBe('');
      }
    }),
    { numRuns: 3000 },
  );
});

test('what Prometheus accepts is not reported', () => {
  fc.assert(
    fc.property(valid, (text) => {
      expect(checkPromql(parsePromql(text))).toEqual([]);
      expect([hasTemplate(text), isLogql(text)]).toEqual([false, false]);
    }),
    { numRuns: 1000 },
  );
});

test('every fix leaves fewer problems, and none where it was the only one', () => {
  fc.assert(
    fc.property(fc.oneof(noise, damaged), (text) => {
      const problems = checkPromql(parsePromql(text));
      for (const { edits } of problems) {
        if (!edits) continue;
        const remaining = checkPromql(parsePromql(applyPromqlEdits(text, edits)));
        expect(remaining.length).toBeLessThan(problems.length);
      }
    }),
    { numRuns: 3000 },
  );
});

test('ten kilobytes of anything take less than a second', () => {
  const repeated = fc.oneof(fc.constantFrom(...PIECES), damaged, noise).filter((piece) => piece !== '');
  fc.assert(
    fc.property(repeated, fc.constantFrom('', ' '), (piece, gap) => {
      const text = (piece + gap).repeat(Math.ceil(10_000 / (piece.length + gap.length))).slice(0, 10_000);
      const begin = performance.now();
      checkPromql(parsePromql(text));
      hasTemplate(text);
      isLogql(text);
      expect(performance.now() - begin).toBeLessThan(1000);
    }),
    { numRuns: 60 },
  );
});
