import { deleteEntry, replaceScalar, type Edits } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { ComposeService, TextValue } from '../model';
import { composeRule } from '../rule';

/** What the CIS benchmark asks for: accepted, because somebody chose it on purpose. */
const ACCEPTED = 5;

export default composeRule({
  id: 'compose/bounded-restart-policy',
  severity: 'info',
  preset: 'recommended',
  category: 'availability',
  since: '0.1.0',
  summary: 'Service stays down after a number of failures',
  why: 'A database that is away for a minute uses up the attempts, and then the service stays down although everything else is back. The engine waits longer before each restart by itself, so that a bound saves nothing.',
  knownProblems:
    'Five attempts, as the CIS Docker Benchmark asks for, are accepted. Jobs that end by themselves are exempt.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#restart',
    'https://docs.docker.com/reference/compose-file/deploy/#restart_policy',
    'https://docs.docker.com/engine/containers/start-containers-automatically/',
  ],
  peers: ['kics:restart_policy_on_failure_not_set_to_5', 'cis:5.15'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: on-failure:3\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: unless-stopped\n',
  },
  on: {
    service(service, { severity }) {
      if (!service.isLongRunning) return undefined;
      return [...boundsOf(service)].map((bound) =>
        finding(bound.written.token, { service, ...bound }, { severity: service.lenient(severity) }),
      );
    },
  },
  message: ({ service, attempts }) =>
    `After ${attempts === 1 ? 'one failure' : `${attempts} failures`} "${service.name}" stays down until somebody starts it by hand. Let it restart without a bound.`,
  fixes: [
    {
      kind: 'review',
      title: ({ key }) => (key === 'restart' ? 'Restart unless stopped' : 'Restart without a bound'),
      edits: ({ key, written }) =>
        key === 'restart' ? replaceScalar(written.token, 'unless-stopped') : deleteEntry(written.entry),
    },
    { kind: 'review', title: 'Allow five attempts', edits: ({ key, written }) => allowFive(key, written) },
  ],
});

interface Bound {
  readonly key: 'restart' | 'max_attempts';
  readonly written: TextValue;
  readonly attempts: number;
}

function* boundsOf(service: ComposeService): Generator<Bound> {
  const restart = service.text('restart');
  const [, count] = /^on-failure:(\d+)$/.exec(restart?.known ? restart.text : '') ?? [];
  const isBounded = count !== undefined && Number(count) > 0 && Number(count) !== ACCEPTED;
  if (restart && isBounded) yield { key: 'restart', written: restart, attempts: Number(count) };
  const policy = ['deploy', 'restart_policy'] as const;
  const most = service.text(...policy, 'max_attempts');
  // Without restarts there is nothing to bound; zero means no bound.
  if (!most?.known || service.text(...policy, 'condition')?.text === 'none') return;
  const attempts = Number(most.text);
  if (attempts > 0 && attempts !== ACCEPTED) yield { key: 'max_attempts', written: most, attempts };
}

function allowFive(key: Bound['key'], { token }: TextValue): Edits {
  return replaceScalar(token, key === 'restart' ? `on-failure:${ACCEPTED}` : ACCEPTED);
}
