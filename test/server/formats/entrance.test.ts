import { describe, expect, it } from 'vitest';
import { EVERYTHING, lintText } from '../../support/lint';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';

const WEB = 'services:\n  web:\n    image: example/web:1.4\n    ports:\n      - "80:8080"\n';
const PROXIED = `${WEB}  proxy:\n    image: traefik:v3.5.3\n`;

const rulesOf = (text: string, settings = DEFAULT_SETTINGS) =>
  lintText(text, { path: '/w/compose.yaml', settings }).findings.map(({ rule }) => rule.id);

describe('port 80', () => {
  it('is the entrance where nothing stands in front of it', () => {
    expect(rulesOf(WEB)).not.toContain('compose/unbound-port');
    expect(rulesOf(WEB, EVERYTHING)).toContain('compose/unbound-port');
  });

  it('is a way round the proxy where there is one', () => {
    expect(rulesOf(PROXIED)).toContain('compose/unbound-port');
  });
});
