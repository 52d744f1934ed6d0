import { finding } from '../../../engine/rule';
import { referencesOf } from '../clientReferences';
import type { ComposeService } from '../model';
import { joinNetwork, networksOf, shareNetwork } from '../networks';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/unshared-network',
  severity: 'warning',
  preset: 'recommended',
  category: 'network',
  since: '0.1.0',
  summary: 'Service speaks to one that it shares no network with',
  why: 'Names of services can be resolved only on a common network: every connection fails with "no such host", on the first start or when the feature is used for the first time.',
  knownProblems:
    'Hosts in the environment, the command and the health check count, not those in files. `depends_on` alone says nothing about traffic.',
  references: [
    'https://docs.docker.com/compose/how-tos/networking/',
    'https://docs.docker.com/reference/compose-file/services/#networks',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop@db:5432/shop\n    networks:\n      - frontend\n  db:\n    image: postgres:17.6\n    networks:\n      - backend\n\nnetworks:\n  frontend:\n  backend:\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      DATABASE_URL: postgres://shop@db:5432/shop\n    networks:\n      - frontend\n      - backend\n  db:\n    image: postgres:17.6\n    networks:\n      - backend\n\nnetworks:\n  frontend:\n  backend:\n',
  },
  on: {
    service(service) {
      const references = referencesOf(service);
      if (references.length === 0 || !networksOf(service)) return [];
      const seen = new Set<ComposeService>();
      const isGiven = givenNames(service);
      return references.map(({ to: other, host, token }) => {
        if (seen.has(other) || isGiven.has(host) || shareNetwork(service, other) !== false) return undefined;
        seen.add(other);
        const related = [{ token: other.key, message: `"${other.name}" is declared here` }];
        return finding(token, { service, other }, { related });
      });
    },
  },
  message: ({ service, other }) =>
    `"${service.name}" speaks to "${other.name}", but they share no network: the name cannot be resolved. Put both on one network.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ service, other }) => `Put "${service.name}" on the network of "${other.name}"`,
      edits: ({ service, other }) => {
        const network = networksOf(other)?.[0]?.key;
        return network === undefined ? undefined : joinNetwork(service, network);
      },
    },
  ],
});

/** Names that the service can resolve without a network. */
function givenNames(service: ComposeService): ReadonlySet<string> {
  const names = service.entries('extra_hosts').map(({ key }) => key.text);
  for (const key of ['extra_hosts', 'links', 'external_links'])
    for (const { view } of service.items(key)) if (view.kind === 'scalar') names.push(...view.text.split(/[:=]/));
  return new Set(names);
}
