import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fateOf, optionsAt, parseShell, variablesOf, type ShellCommand } from '../../../server/src/shell';

/** The programs that a text runs, in its order. */
function callsIn(text: string): string[] {
  return parseShell(text).commands.flatMap(({ call }) => {
    if (!call) return [];
    const inside = call.container ? ` in ${call.container.text}` : call.isElsewhere ? ' elsewhere' : '';
    return [call.name, ...call.args.map(({ text: argument }) => argument)].join(' ') + inside;
  });
}

describe('what a text runs', () => {
  it.each<[text: string, ...calls: string[]]>([
    ['a -x "b c"', 'a -x "b c"'],
    ['A=1 /usr/bin/b c', 'b c'],
    ['a | b && c || d; e & f', 'a', 'b', 'c', 'd', 'e', 'f'],
    ['if a; then b; elif c; then d; else e; fi', 'a', 'b', 'c', 'd', 'e'],
    ['while a; do b; done; until c; do d; done; for x in 1 2; do e $x; done', 'a', 'b', 'c', 'd', 'e $x'],
    ['case $x in a) b;; *) c;; esac', 'b', 'c'],
    ['f() { a; }; ( b ); { c; }', 'a', 'b', 'c'],
    ['x=$(a | b) c "$(d)"', 'c "$(d)"', 'a', 'b', 'd'],
    ['echo `a`', 'echo `a`', 'a'],
    ['[[ -n $(a) ]] && b', 'a', 'b'],
    ['diff <(a) <(b)', 'diff <(a) <(b)', 'a', 'b'],
    ["sh -c 'a && b'", "sh -c 'a && b'", 'a', 'b'],
    ['bash -euo pipefail -c "a | b"', 'bash -euo pipefail -c "a | b"', 'a', 'b'],
    ['bash /x.sh -c a', 'bash /x.sh -c a'],
    ["su - postgres -c 'pg_dump x'", "su - postgres -c 'pg_dump x'", 'pg_dump x'],
    ["flock -n /lock -c 'a b'", "flock -n /lock -c 'a b'", 'a b'],
    ['flock -n -E 0 /lock a b', 'a b'],
    ['timeout -k 5 300 nice -n 19 a b', 'a b'],
    ['env -u X A=1 B=2 a b', 'a b'],
    ['exec gosu postgres a', 'a'],
    ['sudo -u postgres -- a -u b', 'a -u b'],
    ['docker exec -t -u root db a b', 'a b in db'],
    ['docker compose -f x.yaml exec -T db sh -c "a"', 'sh -c "a" in db', 'a'],
    ['docker run --rm -v a:/a image b', 'b elsewhere'],
    ['kubectl -n shop exec db-0 -- a', 'a in db-0'],
    ['docker ps -a', 'docker ps -a'],
    ['$COMMAND a'],
    ['# a'],
    ['cat <<EOF\na $(b)\nEOF\nc', 'cat', 'b', 'c'],
  ])('%s', (text, ...calls) => expect(callsIn(text)).toEqual(calls));

  it('ends with what it could read', () => {
    expect(parseShell('if a; then b').isBroken).toBe(true);
    expect(callsIn('if a; then b')).toEqual(['a', 'b']);
    expect(parseShell('a; b').isBroken).toBe(false);
  });
});

describe('where it stands', () => {
  const written = (text: string, start: number, command: ShellCommand | undefined) =>
    (command?.words ?? []).map(({ range }) => text.slice(range.start - start, range.end - start));

  it('counts from the beginning of the file', () => {
    const text = 'a  "b c" && d';
    const { commands } = parseShell(text, 100);
    expect(written(text, 100, commands[0])).toEqual(['a', '"b c"']);
    expect(commands[1]?.range).toEqual({ start: 112, end: 113 });
  });

  it.each([
    [`sh -c 'x "y z"'`, ['x', '"y z"']],
    ['sh -c "x \\"y z\\" w"', ['x', '\\"y z\\"', 'w']],
    ['sh -c "x \\$y"', ['x', '\\$y']],
    ['sh -c "x $y"z', ['x', '$y"z']],
    ['sh -c x\\ y', ['x', 'y']],
  ])('sees through the quotes of %s', (text, words) => {
    expect(written(text, 0, parseShell(text).commands[1])).toEqual(words);
  });

  it('keeps every range inside the text', () => {
    const piece = fc.constantFrom(
      'a',
      ' ',
      '"',
      "'",
      '$(',
      ')',
      '`',
      '${x:-',
      '}',
      '\\',
      '\n',
      '|',
      '>',
      'sh -c ',
      'x=',
      '<<E\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const { range, words, redirections, assignments } of parseShell(text, 5).commands)
          for (const { start, end } of [
            range,
            ...[...words, ...redirections, ...assignments].map((one) => one.range),
          ]) {
            expect(start).toBeGreaterThanOrEqual(5);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(5 + text.length);
          }
      }),
      { numRuns: 300 },
    );
  });

  it.each(['$(', '`', '"', '${', '(', '{ ', 'if ', 'f() ', 'a|', 'sh -c "', 'exec '])(
    'does not end in a deep %j',
    (piece) => {
      const started = performance.now();
      for (const command of parseShell(piece.repeat(10_000)).commands.slice(0, 20)) fateOf(command);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});

describe('words', () => {
  const values = (text: string, variables: Record<string, string> = {}) =>
    parseShell(text).commands[0]?.words.map((word) => word.value(new Map(Object.entries(variables))));

  it('are known as far as the text says', () => {
    expect(values(`a 'b c' "d e" f\\ g '' $'h\\ti'`)).toEqual(['a', 'b c', 'd e', 'f g', '', 'h\ti']);
    expect(values('$A ${A} ${B:-x} ${E:-x} ${E-x} $(a) $((1 + 1)) ${A%x}', { A: '1', E: '' })).toEqual([
      '1',
      '1',
      'x',
      'x',
      '',
      '\uFFFC',
      '\uFFFC',
      '\uFFFC',
    ]);
  });

  it('are filled in from what the text sets', () => {
    const { commands } = parseShell('A=1\nexport B=$A/2 C\nD=$OUT');
    expect([...variablesOf(commands, new Map([['OUT', 'o']]))]).toEqual([
      ['OUT', 'o'],
      ['A', '1'],
      ['B', '1/2'],
      ['D', 'o'],
    ]);
  });
});

/** What becomes of the command `x`. */
function fate(text: string): string | undefined {
  const command = parseShell(text).commands.find(({ words }) => words[0]?.text === 'x');
  return command && fateOf(command).kind;
}

describe('what becomes of a failure', () => {
  it.each([
    ['x', 'returned'],
    ['x; y', 'ignored'],
    ['x\ny', 'ignored'],
    ['x &', 'ignored'],
    ['x || true; y', 'ignored'],
    ['x || echo failed', 'ignored'],
    ['x || { echo failed; echo again; }', 'ignored'],
    ['x && echo fine || echo failed', 'ignored'],
    ['x || exit 1', 'tested'],
    ['x || { echo failed; exit 1; }', 'tested'],
    ['x || FAILED=1', 'tested'],
    ['x && y; z', 'tested'],
    ['y && x; z', 'ignored'],
    ['if x; then y; fi', 'tested'],
    ['if ! x; then y; fi', 'tested'],
    ['while ! x; do sleep 1; done', 'tested'],
    ['if y; then x; fi', 'returned'],
    ['if y; then x; fi; z', 'ignored'],
    ['x; if [ $? -ne 0 ]; then exit 1; fi', 'tested'],
    ['x\nSTATUS=$?', 'tested'],
    ['set -e; x; y', 'aborts'],
    ['set -euo pipefail\nx | y\nz', 'aborts'],
    ['set -e; x | y; z', 'piped'],
    ['set -e; set +e; x; y', 'ignored'],
    ['x; set -e; y', 'ignored'],
    ['#!/bin/bash -e\nx; y', 'aborts'],
    ['#!/usr/bin/env bash\nx; y', 'ignored'],
    ['x | y', 'piped'],
    ['y | x; z', 'ignored'],
    ['x | y; [ ${PIPESTATUS[0]} -eq 0 ] || exit 1', 'tested'],
    ['while true; do x; sleep 1; done', 'ignored'],
    ['set -o errexit; while true; do x; sleep 1; done', 'aborts'],
    ['trap "exit 1" ERR; x; y', 'tested'],
    ['f() { x; }; f; y', 'ignored'],
    ['f() { x; }; f || exit 1', 'tested'],
    ['f() { x; }', 'unknown'],
    ['A=$(x)', 'returned'],
    ['A=$(x); y', 'ignored'],
    ['echo $(x)', 'ignored'],
    ['sh -ec "x; y"', 'aborts'],
    ['sh -c "x"; y', 'ignored'],
    ['sh -c "x" || exit 1', 'tested'],
    ['( set -e; y ); x; z', 'ignored'],
  ])('%j', (text, kind) => expect(fate(text)).toBe(kind));

  it('knows the switches of the place', () => {
    const { commands } = parseShell('set -u\nset -o pipefail\na\nset +u\nb');
    const at = (name: string) => {
      const command = commands.find(({ words }) => words[0]?.text === name);
      return command && optionsAt(command);
    };
    expect(at('a')).toEqual({ errexit: false, nounset: true, pipefail: true });
    expect(at('b')).toEqual({ errexit: false, nounset: false, pipefail: true });
  });
});
