import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/discarded-port',
  severity: 'info',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Ports of a service that has no network of its own',
  why: 'On the network of the host nothing is published, because everything is reachable already; without a network nothing can be. On the network of another container the engine refuses to create the service: its ports are published there.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
    'https://docs.docker.com/engine/network/drivers/host/',
  ],
  examples: {
    bad: 'services:\n  agent:\n    image: example/agent:3.2\n    network_mode: host\n    ports:\n      - "9100:9100"\n',
    good: 'services:\n  agent:\n    image: example/agent:3.2\n    network_mode: host\n',
  },
  on: {
    service(service) {
      const holders = service.holders('ports');
      const [nearest] = holders;
      if (!nearest || service.items('ports').length === 0) return undefined;
      const mode = service.text('network_mode');
      if (!mode?.known) return undefined;
      const isShared = /^(?:service|container):/.test(mode.text);
      if (!isShared && mode.text !== 'host' && mode.text !== 'none') return undefined;
      const related = [{ token: mode.token, message: 'Its network' }];
      const data = { service, mode: mode.text, isShared, holders };
      return finding(nearest.key, data, isShared ? { related, severity: 'error' } : { related });
    },
  },
  message: ({ service, mode, isShared }) =>
    isShared
      ? `"${service.name}" uses the network of ${mode.replace(/^.*?:/, '')} and cannot publish ports of its own: the engine refuses to create it. Publish them there.`
      : `"${service.name}" has \`network_mode: ${mode}\`, so its \`ports\` are ignored. Delete them; they say what is not true.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete `ports`',
      edits: ({ holders: [first, ...others] }) => (first && others.length === 0 ? deleteEntry(first) : undefined),
    },
  ],
});
