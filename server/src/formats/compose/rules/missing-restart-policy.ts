import { replaceScalar } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import type { ImageClass } from '../../../images';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** Images that also run one command and end: an explicit "no" is then nothing to ask about. */
const ALSO_FOR_JOBS: ReadonlySet<ImageClass> = new Set(['runtime', 'backup']);

export default composeRule({
  id: 'compose/missing-restart-policy',
  severity: 'warning',
  preset: 'recommended',
  category: 'availability',
  since: '0.1.0',
  grouped: 'restart policy',
  summary: 'Service has no restart policy',
  why: 'Without a policy a container that crashes stays down, and none comes back when the host reboots. Docker restarts on exit only: a hung container is restarted by Swarm, or by a helper that watches health.',
  knownProblems:
    'Jobs that end by themselves are exempt. In files for a Swarm, which restarts every task by default, nothing is missing.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#restart',
    'https://docs.docker.com/engine/containers/start-containers-automatically/',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    restart: unless-stopped\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isPartial || !service.isLongRunning || service.file.isSwarm) return undefined;
      if (service.get('deploy', 'restart_policy')) return undefined;
      const restart = service.text('restart');
      const data = { service, restart };
      if (!restart) {
        const weight = service.inOperation(severity);
        // Whoever works on a service starts it when he needs it.
        const more = weight.severity === severity ? weight : ({ ...weight, preset: 'strict' } as const);
        return finding(service.key, data, { subject: service.subject, ...more });
      }
      const isChoice = !restart.known || !/^(?:no|false)$/i.test(restart.text) || !isDaemon(service);
      return isChoice ? undefined : finding(restart.token, data, { severity: service.lenient('info') });
    },
  },
  message: ({ service, restart }) =>
    restart
      ? `"${service.name}" is meant to run all the time, but stays down after a crash or a reboot. If that is not intended, let it restart.`
      : `"${service.name}" stays down after a crash or a reboot of the host. Add \`restart: unless-stopped\`, or \`restart: "no"\` for a job.`,
  fixes: [
    {
      kind: 'review',
      title: 'Restart unless stopped',
      edits: ({ service, restart }) =>
        restart ? replaceScalar(restart.token, 'unless-stopped') : service.insert(['restart'], 'unless-stopped'),
    },
  ],
});

function isDaemon({ knownImage }: ComposeService): boolean {
  return knownImage !== undefined && !ALSO_FOR_JOBS.has(knownImage.class);
}
