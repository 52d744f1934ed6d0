import { finding } from '../../../engine/rule';
import { isBelow } from '../settings';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/weak-tls-version',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'TLS before version 1.2 is accepted',
  why: 'TLS 1.0 and 1.1 are broken and no browser speaks them any more: only attackers and forgotten clients do.',
  references: [
    'https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/tls-options/#minimum-tls-version',
    'https://datatracker.ietf.org/doc/rfc8996/',
  ],
  examples: {
    bad: 'tls:\n  options:\n    default:\n      minVersion: VersionTLS10\n',
    good: 'tls:\n  options:\n    default:\n      minVersion: VersionTLS12\n',
  },
  on: {
    traefik: (traefik) =>
      traefik.settings.flatMap((setting) => {
        const isMinimum = isBelow(setting, 'tls', 'options', '*', 'minversion');
        return isMinimum && /^VersionTLS1[01]$/.test(setting.value) ? finding(setting.token, { setting }) : [];
      }),
  },
  message: ({ setting }) =>
    `${setting.value === 'VersionTLS10' ? 'TLS 1.0' : 'TLS 1.1'} is accepted here, which is broken. Begin with TLS 1.2, which every client of the last ten years speaks.`,
  fixes: [{ kind: 'review', title: 'Begin with TLS 1.2', edits: ({ setting }) => setting.replace('VersionTLS12') }],
});
