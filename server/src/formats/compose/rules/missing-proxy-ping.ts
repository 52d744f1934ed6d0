import { resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { appendArguments, commandLineOf, optionOf } from '../commandLine';
import { fileInContainer } from '../containerFiles';
import type { ComposeService } from '../model';
import { probeOf } from '../probe';
import { composeRule } from '../rule';

/** Where Traefik looks for its static configuration by itself. */
const USUAL = ['/etc/traefik/traefik.yml', '/etc/traefik/traefik.yaml', '/etc/traefik/traefik.toml'];

export default composeRule({
  id: 'compose/missing-proxy-ping',
  severity: 'error',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Traefik is probed without its ping endpoint',
  why: '`traefik healthcheck` asks the ping endpoint, which is off by default: the probe fails every time, and what waits for the proxy never starts.',
  references: [
    'https://doc.traefik.io/traefik/reference/install-configuration/observability/healthcheck/',
    'https://doc.traefik.io/traefik/getting-started/configuration-overview/',
  ],
  examples: {
    bad: 'services:\n  proxy:\n    image: traefik:v3.6.2\n    command: --providers.docker=true --entrypoints.web.address=:80\n    healthcheck:\n      test: ["CMD", "traefik", "healthcheck", "--ping"]\n',
    good: 'services:\n  proxy:\n    image: traefik:v3.6.2\n    command: --providers.docker=true --entrypoints.web.address=:80 --ping=true\n    healthcheck:\n      test: ["CMD", "traefik", "healthcheck", "--ping"]\n',
  },
  on: {
    service(service, { surroundings }) {
      const probe = probeOf(service);
      const command = probe?.commands.find(({ name, args }) => name === 'traefik' && args[0]?.text === 'healthcheck');
      if (!command || service.isPartial || answersPing(service, surroundings) !== false) return undefined;
      return finding(command.program.token, { service });
    },
  },
  message: ({ service }) =>
    `The probe of "${service.name}" asks its ping endpoint, which is switched off: it fails every time. Add \`--ping=true\` to the command.`,
  fixes: [
    {
      kind: 'review',
      title: 'Switch the ping endpoint on',
      edits: ({ service }) => {
        const off = optionOf(commandLineOf(service), '--ping');
        if (off) return off.replace('true');
        // A file and options of the command exclude each other.
        const hasOptions = commandLineOf(service).some(({ text }) => /^--(?!config)/i.test(text));
        return hasOptions || !service.get('command') ? appendArguments(service, ['--ping=true'], []) : undefined;
      },
    },
  ],
});

/** Undefined where the static configuration cannot be read. */
function answersPing(service: ComposeService, surroundings: Surroundings): boolean | undefined {
  const words = commandLineOf(service);
  if (words.some(({ isKnown }) => !isKnown) || service.get('env_file')) return undefined;
  if (words.some(({ text }) => /^--ping(?!=false)/i.test(text))) return true;
  if (service.environment.some(({ name, value }) => name.startsWith('TRAEFIK_PING') && value !== 'false')) return true;
  const named = optionOf(words, '--configfile', '--configFile')?.value;
  const files = (named === undefined ? USUAL : [named]).map((path) =>
    fileInContainer(service, resolvePath('/', path), surroundings),
  );
  if (files.some(({ state }) => state === 'unread')) return undefined;
  return files.some((file) => file.state === 'read' && /^(?:ping\s*:|\[ping\])/m.test(file.text));
}
