import { finding } from '../../../engine/rule';
import { booleanOf } from '../settings';
import { traefikRule } from '../rule';

export default traefikRule({
  id: 'traefik/skipped-certificate-verification',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Certificates of services are not checked',
  why: 'Traefik then talks to whoever answers under the name of the service, and hands over cookies and passwords.',
  knownProblems:
    'In a network that nobody else is on the risk is small; naming the authority in `rootCAs` works there too.',
  references: ['https://doc.traefik.io/traefik/reference/routing-configuration/http/load-balancing/serverstransport/'],
  examples: {
    bad: 'entryPoints:\n  web:\n    address: ":80"\nserversTransport:\n  insecureSkipVerify: true\n  maxIdleConnsPerHost: 7\n',
    good: 'entryPoints:\n  web:\n    address: ":80"\nserversTransport:\n  maxIdleConnsPerHost: 7\n',
  },
  on: {
    traefik: (traefik) =>
      traefik.settings.flatMap((setting) => {
        const isSkipped = setting.path.at(-1)?.toLowerCase() === 'insecureskipverify' && booleanOf(setting) === true;
        return isSkipped ? finding(setting.token, { setting }) : [];
      }),
  },
  message: () =>
    'Traefik accepts any certificate here, also that of an attacker. Delete this and name the authority that signed it in `rootCAs`.',
  fixes: [{ kind: 'review', title: 'Check certificates', edits: ({ setting }) => setting.remove() }],
});
