import { replaceScalar } from '../../../document/edit';
import { finding, type Severity } from '../../../engine/rule';
import { conditionToken, dependenciesOf } from '../dependencies';
import { healthOf, probeObstacle } from '../health';
import { addHealthcheck } from '../healthcheckFix';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/unreachable-health-condition',
  severity: 'error',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Waits for the health of a service without health check',
  why: '`docker compose up` fails with "has no healthcheck configured", and the service that waits is never started.',
  knownProblems:
    'An unknown image may bring a health check of its own, so that is only a hint. Where the Dockerfile of the target cannot be read, nothing is said.',
  references: [
    'https://docs.docker.com/compose/how-tos/startup-order/',
    'https://docs.docker.com/reference/compose-file/services/#depends_on',
  ],
  peers: ['docker-compose:runtime'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    depends_on:\n      queue:\n        condition: service_healthy\n  queue:\n    image: rabbitmq:4.2.1\n    restart: unless-stopped\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    depends_on:\n      queue:\n        condition: service_healthy\n  queue:\n    image: rabbitmq:4.2.1\n    restart: unless-stopped\n    healthcheck:\n      test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]\n      interval: 30s\n      timeout: 15s\n      retries: 3\n      start_period: 60s\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      return dependenciesOf(service).map((dependency) => {
        const { isOptional } = dependency;
        const target = service.file.service(dependency.name);
        const token = conditionToken(dependency);
        if (!target?.hasContainer || !token || dependency.condition !== 'service_healthy') return undefined;
        const health = healthOf(target, surroundings);
        if (health.state !== 'absent' && health.state !== 'disabled') return undefined;
        const isDisabled = health.state === 'disabled';
        const isCertain = isDisabled || health.isCertain;
        const effective: Severity = isCertain ? (isOptional ? 'info' : severity) : 'hint';
        const obstacle = probeObstacle(target, surroundings);
        const related = [{ token: target.key, message: `"${target.name}" is declared here.` }];
        const data = { service, target, token, surroundings, isDisabled, isCertain, isOptional, obstacle };
        // Tests have projects that fail on purpose.
        const more = service.file.isForTests ? ({ preset: 'strict' } as const) : {};
        return finding(token, data, { severity: effective, related, ...more });
      });
    },
  },
  message: ({ service, target, isDisabled, isCertain, isOptional, obstacle }) => {
    if (!isCertain)
      return `"${service.name}" waits for the health of "${target.name}", which declares no health check. Unless its image brings one, \`up\` fails: add one there.`;
    const cause = isDisabled ? 'whose health check is switched off' : 'which has no health check';
    const advice = obstacle ? 'No probe can run inside it, so wait for its start only' : 'Add one there';
    const effect = isOptional
      ? `Compose warns and starts "${service.name}" without waiting`
      : `\`up\` fails and "${service.name}" never starts`;
    return `"${service.name}" waits for the health of "${target.name}", ${cause}: ${effect}. ${advice}.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: ({ target }) => `Add a health check to "${target.name}"`,
      edits: ({ target, surroundings }) => addHealthcheck(target, surroundings),
    },
    {
      kind: 'review',
      title: ({ target }) => `Wait only until "${target.name}" has started`,
      edits: ({ token }) => replaceScalar(token, 'service_started'),
    },
  ],
});
