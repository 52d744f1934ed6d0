import { replaceValue } from '../../../document/edit';
import { OneLine, placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import { lifespanOf } from '../lifespan';
import { probeOf, type Probe, type ProbeCommand } from '../probe';
import { composeRule } from '../rule';
import { suggestedProbe } from '../suggestedProbe';
import type { ShellNode } from '../../../shell';

type Weakness = 'configuration' | 'constant' | 'swallowed';

/** Programs that only read their configuration when they are called like this. */
const CHECKS_CONFIGURATION: Readonly<Record<string, RegExp>> = {
  nginx: /^-[tT]$/,
  openresty: /^-[tT]$/,
  apachectl: /^(?:-t|configtest)$/,
  apache2ctl: /^(?:-t|configtest)$/,
  httpd: /^-t$/,
  'php-fpm': /^(?:-t|--test)$/,
  haproxy: /^-c$/,
  caddy: /^validate$/,
  promtail: /^-{1,2}check-syntax$/,
  loki: /^-{1,2}verify-config$/,
  promtool: /^check$/,
  amtool: /^check-config$/,
  otelcol: /^validate$/,
  'otelcol-contrib': /^validate$/,
  vector: /^validate$/,
  'fluent-bit': /^--dry-run$/,
  sshd: /^-t$/,
};
const CONSTANT: ReadonlySet<string> = new Set(['true', 'echo', 'exit', ':', 'sleep']);

export default composeRule({
  id: 'compose/config-only-probe',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Health check passes whatever the service does',
  why: 'A check of the configuration, a version or `exit 0` says nothing about the process that runs: the service stays "healthy" when it hangs, and everybody trusts the green light.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "nginx", "-t"]\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1/"]\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const probe = probeOf(service);
      const found = probe && weaknessOf(probe);
      // What only sleeps has nothing to ask.
      if (!found || lifespanOf(service) === 'idle') return undefined;
      const data = { service, surroundings, probe, weakness: found.weakness };
      return finding(found.command.program.token, data, { severity: service.lenient(severity) });
    },
  },
  message: ({ service, weakness }) => {
    if (weakness === 'configuration')
      return `This only checks the configuration of "${service.name}", which stays right while the service hangs. Ask the service itself.`;
    return weakness === 'constant'
      ? `This passes whatever "${service.name}" does. Ask the service itself.`
      : `Every failure of this probe is turned into success, so "${service.name}" is healthy whatever happens. Let it fail.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Ask the service itself',
      edits: ({ service, surroundings, probe }) => {
        const suggested = suggestedProbe(service, surroundings);
        if (!suggested) return undefined;
        const { test, isGuess } = suggested;
        const words = isGuess ? [...test.slice(0, -1), ...test.slice(-1).map(placeholder)] : test;
        return replaceValue(probe.test, new OneLine(words));
      },
    },
  ],
});

function weaknessOf(probe: Probe): { weakness: Weakness; command: ProbeCommand } | undefined {
  const { commands } = probe;
  const [first] = commands;
  if (!first) return undefined;
  const swallowing = commands.find((command) => command.shell && swallows(command));
  if (swallowing) {
    const others = commands.filter((command) => command !== swallowing);
    return { weakness: others.length === 0 ? 'constant' : 'swallowed', command: swallowing };
  }
  const meant = commands.filter(
    ({ name, shell }) => !(shell && /^(?:exit|false|kill)$/.test(name)) && !/^(?:ba|a)?sh$/.test(name),
  );
  const [one, ...rest] = meant;
  if (!one || rest.length > 0) return undefined;
  if (isVersion(one) || checksConfiguration(one))
    return { weakness: isVersion(one) ? 'constant' : 'configuration', command: one };
  return CONSTANT.has(one.name) ? { weakness: 'constant', command: one } : undefined;
}

/** The last command of `… || exit 0`, `… || true` and `…; exit 0`. */
function swallows({ name, args, shell }: ProbeCommand): boolean {
  const succeeds = name === 'true' || name === ':' || (name === 'exit' && args[0]?.text === '0');
  const last: ShellNode | undefined = shell;
  if (!succeeds || !last?.parent) return false;
  const { parent } = last;
  if (parent.kind === 'chain')
    return parent.items.at(-1) === last && parent.operators.at(-1) === '||' && isOutermost(parent);
  return parent.kind === 'list' && isOutermost(last) && parent.items.at(-1) === last;
}

function isOutermost({ parent }: ShellNode): boolean {
  return parent?.kind === 'list' && parent.role === 'script' && parent.items.length > 0;
}

function isVersion({ args }: ProbeCommand): boolean {
  return args.length === 1 && /^(?:--version|-version|-V)$/.test(args[0]?.text ?? '');
}

function checksConfiguration({ name, args }: ProbeCommand): boolean {
  const option = CHECKS_CONFIGURATION[name];
  if (!option) return false;
  // promtool asks a server too: `check healthy`.
  if (name === 'promtool') return /^check (?:config|rules|web-config)\b/.test(args.map(({ text }) => text).join(' '));
  return args.some(({ text }) => option.test(text));
}
