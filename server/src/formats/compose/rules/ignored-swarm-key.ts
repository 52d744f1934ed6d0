import { finding, type Report } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** Keys of a service that `docker stack deploy` reads over, and what takes their place. */
const IGNORED: Readonly<Record<string, string>> = {
  restart: 'Use `deploy.restart_policy`.',
  container_name: 'A Swarm names its tasks itself.',
  privileged: 'A Swarm has no privileged services.',
  security_opt: 'Set it on the machines, in daemon.json.',
  devices: 'Reserve `generic_resources` below `deploy`.',
  network_mode: 'Use an overlay network below `networks`.',
  userns_mode: 'Set it on the machines, in daemon.json.',
  build: 'Build and push the image before.',
  links: 'Services find each other by their names.',
  cgroup_parent: 'Set it on the machines, in daemon.json.',
  external_links: 'Join the network of the other stack.',
};

interface Data {
  readonly service: ComposeService;
  readonly name: string;
  readonly instead: string;
}

export default composeRule({
  id: 'compose/ignored-swarm-key',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Key that a Swarm ignores',
  why: '`docker stack deploy` reads over some keys of a Compose file and at most prints a line about it. What the file promises then does not hold.',
  knownProblems:
    'A file counts as written for a Swarm when a service of it that is not built sets `deploy.mode`, `placement`, `update_config`, `rollback_config` or `endpoint_mode`.',
  references: [
    'https://docs.docker.com/reference/cli/docker/stack/deploy/',
    'https://docs.docker.com/reference/compose-file/deploy/',
  ],
  peers: ['docker:stack-warning'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: always\n    deploy:\n      placement:\n        constraints: [node.role == worker]\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    deploy:\n      restart_policy:\n        condition: any\n      placement:\n        constraints: [node.role == worker]\n',
  },
  on: {
    service(service) {
      if (!service.isSwarm) return undefined;
      const keys = Object.entries(IGNORED).flatMap(([name, instead]): Report<Data>[] => {
        const entry = service.get(name);
        return entry ? [finding(entry.key, { service, name, instead })] : [];
      });
      return [...keys, conditionsOf(service)];
    },
  },
  message: ({ service, name, instead }: Data) =>
    `\`${name}\` of "${service.name}" is ignored by \`docker stack deploy\`. ${instead}`,
});

/** The list form is accepted and means nothing; conditions promise more. */
function conditionsOf(service: ComposeService): Report<Data> | undefined {
  const entry = service.get('depends_on');
  const hasConditions = service
    .entries('depends_on')
    .some(({ value }) => value?.kind === 'map' && value.get('condition'));
  const instead = 'A Swarm starts everything at once: let the service wait for itself, or try again.';
  return entry && hasConditions ? finding(entry.key, { service, name: 'depends_on', instead }) : undefined;
}
