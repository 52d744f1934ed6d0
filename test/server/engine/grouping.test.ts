import { describe, expect, it } from 'vitest';
import { groupFindings } from '../../../server/src/engine/grouping';
import { finds, lintToy } from './toy';

const lacks = (word: string, grouped: string, severity: 'error' | 'warning' | 'info', subject = 'services.web') =>
  finds(word, { id: `toy/missing-${grouped.replaceAll(' ', '-')}`, grouped, severity, report: { subject } });

describe('absent-key findings at one place', () => {
  const rules = [
    lacks('bare', 'memory limit', 'info'),
    lacks('bare', 'health check', 'warning'),
    lacks('bare', 'restart policy', 'warning'),
    finds('bare', { id: 'toy/other', severity: 'error' }),
  ];

  it('become one, led by the most serious', () => {
    const groups = groupFindings(lintToy('web: bare\n', rules).findings);
    expect(groups.map(({ message, severity, findings }) => [message, severity, findings.length])).toEqual([
      ['"web" has no health check, restart policy or memory limit.', 'warning', 3],
      ['web is bare', 'error', 1],
    ]);
  });

  it('stay what they are when there is only one', () => {
    const groups = groupFindings(lintToy('web: bare\n', rules.slice(0, 1)).findings);
    expect(groups.map(({ message }) => message)).toEqual(['web is bare']);
  });

  it('join two words without a comma', () => {
    const groups = groupFindings(lintToy('web: bare\n', rules.slice(0, 2)).findings);
    expect(groups.map(({ message }) => message)).toEqual(['"web" has no health check or memory limit.']);
  });

  it('are kept apart at different places', () => {
    const groups = groupFindings(lintToy('one: bare\ntwo: bare\n', rules.slice(0, 2)).findings);
    expect(groups.map(({ findings }) => findings.length)).toEqual([2, 2]);
  });

  it('are kept apart when they are about different things at the same place', () => {
    const apart = [lacks('bare', 'memory limit', 'info'), lacks('bare', 'health check', 'info', 'services.db')];
    expect(groupFindings(lintToy('one: bare\n', apart).findings)).toHaveLength(2);
  });
});

describe('the name in the message', () => {
  it.each([
    ['services.web', 'web'],
    ['services.api.v2', 'api.v2'],
    ['Deployment/shop.web', 'web'],
    ['Deployment/shop.example.web', 'web'],
    ['Prometheus', 'Prometheus'],
  ])('of %s is %s', (subject, name) => {
    const rules = [lacks('bare', 'a', 'info', subject), lacks('bare', 'b', 'info', subject)];
    expect(groupFindings(lintToy('x: bare\n', rules).findings)[0]?.message).toBe(`"${name}" has no a or b.`);
  });
});
