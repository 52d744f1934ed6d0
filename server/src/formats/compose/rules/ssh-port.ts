import type { Token } from '../../../document/text';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { portRange, publishedPorts, publishesPorts } from '../ports';
import { composeRule } from '../rule';

/** They speak SSH to hand over repositories and files, not to let people in. */
const SSH_SERVERS = /gitea|gitlab|forgejo|gogs|soft-serve|gerrit|onedev|sftp/;
const SSH_DAEMON = /(?:^|[\s/;&|])sshd(?=$|[\s;&|])/;

export default composeRule({
  id: 'compose/ssh-port',
  severity: 'warning',
  preset: 'strict',
  category: 'security',
  since: '0.1.0',
  summary: 'Service lets people log in over SSH',
  why: 'An SSH server in a container is one more door with keys and updates of its own, and what people do behind it is gone with the container. `docker compose exec` needs no door.',
  knownProblems: 'Servers for Git and SFTP are known by their names only.',
  references: [
    'https://docs.docker.com/reference/cli/docker/compose/exec/',
    'https://docs.docker.com/engine/containers/multi-service_container/',
  ],
  peers: ['cis:5.7', 'docksec:compose-exposed-port'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "127.0.0.1:2222:22"\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n',
  },
  on: {
    service(service) {
      if (SSH_SERVERS.test(`${service.name} ${service.image?.reference.repository ?? ''}`)) return undefined;
      const token = publishedSsh(service) ?? startedDaemon(service);
      return token && finding(token, { service });
    },
  },
  message: ({ service }) =>
    `"${service.name}" lets people log in over SSH, past everything that logs and limits access to the host. Take the server out and use \`docker compose exec\`.`,
});

function publishedSsh(service: ComposeService): Token | undefined {
  if (publishesPorts(service) === false) return undefined;
  return publishedPorts(service).find(({ target }) => {
    const range = portRange(target);
    return range !== undefined && range.first <= 22 && range.last >= 22;
  })?.token;
}

function startedDaemon(service: ComposeService): Token | undefined {
  const words = ['entrypoint', 'command'].flatMap((key) => service.items(key));
  return words.map(({ view }) => view).find((view) => view.kind === 'scalar' && SSH_DAEMON.test(view.text));
}
