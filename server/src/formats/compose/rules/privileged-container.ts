import { deleteEntry, replaceEntry, type Edits } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import type { Entry } from '../../../document/view';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/privileged-container',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Service runs privileged',
  why: 'A privileged container has every capability and every device of the host: whoever breaks into it owns the machine.',
  knownProblems:
    '`docker stack deploy` ignores the key, so a file that is written for a Swarm gets an information only; Docker in Docker, which cannot do without, gets a warning. Which capability or device a service really needs cannot be seen in the file.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#privileged',
    'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
  ],
  peers: [
    'kics:privileged_containers_enabled',
    'compose-lint:CL-0002',
    'semgrep:privileged-service',
    'docksec:compose-privileged',
    'cis:5.5',
    'owasp:3',
  ],
  examples: {
    bad: 'services:\n  builder:\n    image: example/builder:1.4\n    privileged: true\n    restart: unless-stopped\n',
    good: 'services:\n  builder:\n    image: example/builder:1.4\n    restart: unless-stopped\n',
  },
  on: {
    service(service) {
      const privileged = service.get('privileged');
      if (!privileged || service.boolean('privileged') !== true) return undefined;
      return finding(
        privileged.value ?? privileged.key,
        { service, privileged },
        service.isSwarm ? { severity: 'info' } : isNestedEngine(service) ? { severity: 'warning' } : {},
      );
    },
  },
  message: ({ service }) => {
    if (service.isSwarm)
      return `"${service.name}" asks to run privileged, which \`docker stack deploy\` ignores. Delete the key, or run the service outside the Swarm.`;
    const effect = `"${service.name}" runs privileged: breaking into it means owning the host.`;
    return isNestedEngine(service)
      ? `${effect} An engine in a container cannot do without: keep foreign builds away from it.`
      : `${effect} Delete this and add only the capability or device it needs.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Delete `privileged: true`',
      edits: ({ service, privileged }) => (isNestedEngine(service) ? undefined : deleteEntry(privileged)),
    },
    {
      kind: 'manual',
      title: 'Replace it by the capability the service needs',
      edits: ({ service, privileged }) => replaceBy(service, privileged, 'cap_add', 'NET_ADMIN'),
    },
    {
      kind: 'manual',
      title: 'Replace it by the device the service needs',
      edits: ({ service, privileged }) => replaceBy(service, privileged, 'devices', '/dev/ttyUSB0:/dev/ttyUSB0'),
    },
  ],
});

/** Docker in Docker: the image of the engine itself. */
function isNestedEngine({ image }: ComposeService): boolean {
  const { repository = '', tag = '' } = image?.reference ?? {};
  return /(?:^|\/)docker$/.test(repository) && /(?:^|-)dind(?:-|$)/.test(tag);
}

/** A list that exists already says what the service needs, and in a Swarm nothing is lost: deleting the key is then enough. */
function replaceBy(service: ComposeService, privileged: Entry, key: string, example: string): Edits {
  return service.isSwarm || isNestedEngine(service) || service.get(key)
    ? undefined
    : replaceEntry(privileged, key, [placeholder(example)]);
}
