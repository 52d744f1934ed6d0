import { describe, expect, it } from 'vitest';
import type { Try } from '../../../client/src/live/smoke/observe';
import { withVariables } from '../../../client/src/live/smoke/placeholders';

describe('variables in what a test says', () => {
  const attempt = { redactor: { learn: () => undefined } } as unknown as Try;
  const values = new Map([
    ['USER', 'shop'],
    ['EMPTY', ''],
  ]);
  const filled = (text: string) => withVariables(text, (name) => values.get(name), attempt, 'Set it.');

  it.each([
    ['a ${USER} b ${USER}', 'a shop b shop'],
    ['${EMPTY:-x}${GONE:-y}${EMPTY}', 'xy'],
    ['$USER $5', '$USER $5'],
    ['pg_isready -d "$${GONE:-$${USER:-postgres}}" ${USER}', 'pg_isready -d "${GONE:-${USER:-postgres}}" shop'],
  ])('turn %j into %j', (text, expected) => expect(filled(text)).toBe(expected));

  it('have to be set', () => {
    expect(() => filled('${GONE}')).toThrow('The variable GONE is not set. Set it.');
  });
});
