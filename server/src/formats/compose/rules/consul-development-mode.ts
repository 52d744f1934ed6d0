import { insertKeyAfter, replaceValue, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { commandLineOf } from '../commandLine';
import type { ComposeService } from '../model';
import { portRange, publishedPorts } from '../ports';
import { OneLine, placeholder } from '../../../document/render';
import { composeRule } from '../rule';

const PORT = 8500;

export default composeRule({
  id: 'compose/consul-development-mode',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Consul runs in development mode',
  why: 'Everything is in memory: a restart loses every key, service and token. Nobody has to log in, and whoever reaches the port can register checks that run commands.',
  knownProblems: 'Services that only start in profiles for development are exempt.',
  references: [
    'https://developer.hashicorp.com/consul/docs/reference/cli/agent',
    'https://hub.docker.com/r/hashicorp/consul',
  ],
  examples: {
    bad: 'services:\n  consul:\n    image: hashicorp/consul:1.22.1\n    command: agent -dev -client=0.0.0.0\n',
    good: 'services:\n  consul:\n    image: hashicorp/consul:1.22.1\n    command: ["agent", "-server", "-bootstrap-expect=1", "-data-dir=/consul/data", "-client=0.0.0.0"]\n',
  },
  on: {
    service(service, { severity }) {
      if (service.knownImage?.kind !== 'consul' || service.isPartial || service.get('entrypoint')) return undefined;
      // Meant for development, and says so.
      if (service.lenient(severity) !== severity) return undefined;
      const words = commandLineOf(service);
      const flag = words.find(({ text }) => /^--?dev$/.test(text));
      if (!flag && words.length > 0) return undefined;
      const isOpen = publishedPorts(service).some(({ target, reach }) => {
        const range = portRange(target);
        return reach === 'everywhere' && range !== undefined && range.first <= PORT && PORT <= range.last;
      });
      return finding(flag?.token ?? service.key, { service, isOpen }, isOpen ? { severity: 'error' } : {});
    },
  },
  message: ({ service, isOpen }) =>
    isOpen
      ? `"${service.name}" runs in development mode with its port open: anybody can change everything in it, without a login. Run it as a server, with access control.`
      : `"${service.name}" runs in development mode: a restart loses everything it knows. Run it as a server with a data folder.`,
  fixes: [{ kind: 'manual', title: 'Run it as a server', edits: ({ service }) => runAsServer(service) }],
});

function runAsServer(service: ComposeService): Edits {
  const words = [
    'agent',
    '-server',
    `-bootstrap-expect=${placeholder('1')}`,
    '-data-dir=/consul/data',
    '-client=0.0.0.0',
  ];
  const command = service.get('command');
  if (command) return command.owner === service.own ? replaceValue(command, new OneLine(words)) : undefined;
  return service.entry.aliased
    ? undefined
    : insertKeyAfter(service.own, service.own.get('image'), 'command', new OneLine(words));
}
