import { finding } from '../../../engine/rule';
import { healthOf, probeObstacle, runningImage } from '../health';
import { addHealthcheck, waitingFor } from '../healthcheckFix';
import { dependenciesOf } from '../dependencies';
import type { ComposeService } from '../model';
import { lifespanOf } from '../lifespan';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/missing-healthcheck',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  grouped: 'health check',
  summary: 'Service has no health check',
  why: 'Docker shows a hung process as "Up", and what depends on it starts before it can answer. A failed check restarts nothing by itself, but it is what `depends_on`, Swarm and alerts go by.',
  knownProblems:
    'Jobs that end by themselves are exempt, and so are services that only sleep and images known to bring a check. An unknown image may bring one too. Where the Dockerfile cannot be read, or a service is for development and nothing waits for it, only the strict preset asks for a check.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
  ],
  peers: ['kics:healthcheck_not_set', 'docksec:compose-healthcheck', 'cis:5.27'],
  examples: {
    bad: 'services:\n  queue:\n    image: rabbitmq:4.2.1\n    restart: unless-stopped\n',
    good: 'services:\n  queue:\n    image: rabbitmq:4.2.1\n    restart: unless-stopped\n    healthcheck:\n      test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]\n      interval: 30s\n      timeout: 15s\n      retries: 3\n      start_period: 60s\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      if (!service.isLongRunning) return undefined;
      const health = healthOf(service, surroundings);
      if (health.state === 'checked' || health.state === 'unknown') return undefined;
      const obstacle = probeObstacle(service, surroundings);
      const requires = requirement(runningImage(service, surroundings)?.probe);
      const isCertain = health.state !== 'absent' || health.isCertain;
      const data = { service, surroundings, state: health.state, obstacle, requires, isCertain };
      if (health.state === 'disabled')
        return finding(health.token, data, { severity: obstacle ? 'hint' : service.lenient(severity) });
      const { subject } = service;
      if (health.state === 'unread') return finding(service.key, data, { subject, severity: 'info', preset: 'strict' });
      if (lifespanOf(service) === 'idle') return undefined;
      const weight = service.inOperation(obstacle ? 'hint' : severity);
      // Whoever works on a service sees it hang, unless another one waits for it.
      const isWatched = service.lenient(severity) !== severity && !isWaitedFor(service);
      return finding(service.key, data, { subject, ...weight, ...(isWatched ? { preset: 'strict' } : {}) });
    },
  },
  message: ({ service, state, obstacle, requires, isCertain }) => {
    const { name } = service;
    if (obstacle) return `No probe can run inside "${name}". ${obstacle} Test it from outside.`;
    if (state === 'disabled')
      return `The health check of "${name}" is switched off: a hung process stays "Up" and nobody is told. Give it a check that fits.`;
    if (state === 'unread')
      return `"${name}" has no health check here, and its Dockerfile could not be read. Make sure that one of the two has one.`;
    const effect = isWaitedFor(service) ? ', and what depends on it starts too early' : '';
    if (!isCertain)
      return `Unless its image brings a health check, nothing notices when "${name}" hangs: Docker still shows it as "Up"${effect}. Add one.`;
    return (
      `Nothing notices when "${name}" hangs: Docker still shows it as "Up"${effect}. ` +
      `Add a health check${requires ? `; the one for its image needs ${requires}` : ''}.`
    );
  },
  fixes: [
    {
      kind: 'manual',
      title: ({ service }) => {
        const waiting = [...new Set(waitingFor(service).map((one) => `"${one.service.name}"`))];
        const others = waiting.length > 0 ? ` and let ${waiting.join(', ')} wait for it` : '';
        return `Add a health check${others}`;
      },
      edits: ({ service, surroundings }) => addHealthcheck(service, surroundings),
    },
  ],
});

function isWaitedFor({ file, name }: ComposeService): boolean {
  return file.services.some((other) => dependenciesOf(other).some((dependency) => dependency.name === name));
}

function requirement(probe: { readonly kind: string; readonly requires?: string } | undefined): string | undefined {
  return probe?.kind === 'command' ? probe.requires : undefined;
}
