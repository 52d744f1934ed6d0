import { describe, expect, it } from 'vitest';
import { SMOKE_KINDS } from '../../../../../server/src/smoke/definition';
import { COMMON, COMMON_READ, FULLEST, NOTHING_SAID, SHORTEST } from './acceptedTests';
import { messagesOf, schemaErrors, smoke, testIn } from './support';

describe.each(SMOKE_KINDS)('%s', (kind) => {
  const forms = [
    ['shortest', SHORTEST[kind][0], { ...NOTHING_SAID, ...SHORTEST[kind][1] }],
    ['fullest', `${FULLEST[kind][0]}\n${COMMON}`, { ...NOTHING_SAID, ...COMMON_READ, ...FULLEST[kind][1] }],
  ] as const;

  it.each(forms)('is accepted in its %s form, by the schema and by ourselves, and read as written', (_, body, test) => {
    const text = smoke(body);
    expect(schemaErrors(text)).toEqual([]);
    expect(messagesOf(text)).toEqual([]);
    expect(testIn(text)).toEqual(test);
  });
});

describe('what stands beside the tests', () => {
  const HTTP = 'http: { url: http://a/ }, expect: { status: 200 }';

  it('holds for tests that do not say otherwise', () => {
    const text = `smoke:\n  defaults: { timeout: 2m, retries: 5, interval: 250ms }\n  it: { ${HTTP}, retries: 1 }\n`;
    expect(schemaErrors(text)).toEqual([]);
    expect(messagesOf(text)).toEqual([]);
    expect(testIn(text)).toMatchObject({ timeoutMs: 120_000, retries: 1, intervalMs: 250 });
  });

  it.each(['smoke:\n', 'smoke: {}\n', 'smoke: { defaults: }\n', 'smoke: { defaults: {} }\n'])(
    '%j is no mistake',
    (text) => {
      expect(schemaErrors(text)).toEqual([]);
      expect(messagesOf(text)).toEqual([]);
    },
  );

  it('may be shared through anchors and merges', () => {
    const text = `smoke:
  first: &base { http: { url: http://a/ }, expect: { status: 200 }, tags: [a], timeout: 1m }
  it: { <<: *base, http: { url: http://b/ } }
`;
    expect(schemaErrors(text)).toEqual([]);
    expect(messagesOf(text)).toEqual([]);
  });
});
