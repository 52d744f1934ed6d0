import { describe, expect, it } from 'vitest';
import type { Refused } from './refused';
import { EXPECTATIONS } from './refusedExpectations';
import { PROBES } from './refusedProbes';
import { TESTS } from './refusedTests';
import { corrected, messagesOf, schemaErrors, smoke, told } from './support';

const SERVICES = ['postgres', 'redis', 'web'];
const CASES = [...TESTS, ...EXPECTATIONS, ...PROBES];
const textOf = ({ text }: Refused): string => (text.startsWith('smoke:') ? text : smoke(text));

describe('our own validation', () => {
  it.each(CASES)('points at $about and says what to do', (one) => {
    expect(told(textOf(one), SERVICES)).toEqual(one.told);
  });

  it.each(CASES.filter((one) => one.corrected !== undefined))('mends $about', (one) => {
    const after = corrected(textOf(one), SERVICES) ?? '';
    expect(after).toContain(one.corrected);
    expect(messagesOf(after, SERVICES)).toEqual([]);
  });

  it('says nothing of services where they are not known', () => {
    expect(messagesOf(smoke('container: { service: mail }\nexpect: { state: running }'))).toEqual([]);
  });
});

describe('the JSON schema', () => {
  it.each(CASES.filter((one) => one.schemaCannotTell === undefined))('refuses $about', (one) => {
    expect(schemaErrors(textOf(one))).not.toEqual([]);
  });

  it.each(CASES.filter((one) => one.schemaCannotTell !== undefined))(
    'accepts $about, since $schemaCannotTell',
    (one) => {
      expect(schemaErrors(textOf(one))).toEqual([]);
    },
  );
});
