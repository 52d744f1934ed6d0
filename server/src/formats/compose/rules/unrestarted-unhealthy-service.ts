import { finding } from '../../../engine/rule';
import { hasOwnTest } from '../healthTiming';
import type { ComposeFile } from '../model';
import { composeRule } from '../rule';

/** Helpers that restart containers which turn unhealthy. */
const AUTOHEAL = /(?:^|\/)(?:docker-)?autoheal\b|deunhealth/;

export default composeRule({
  id: 'compose/unrestarted-unhealthy-service',
  severity: 'hint',
  preset: 'off',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Nothing restarts the service when it turns unhealthy',
  why: 'A restart policy acts when the process ends. Outside of a Swarm a container that hangs is marked unhealthy and left as it is until somebody looks.',
  knownProblems: 'An orchestrator, a script or an alert outside of the project is not seen.',
  references: [
    'https://docs.docker.com/engine/containers/start-containers-automatically/',
    'https://github.com/willfarrell/docker-autoheal',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n    labels:\n      autoheal: "true"\n  autoheal:\n    image: willfarrell/autoheal:1.2.0\n    network_mode: none\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n',
  },
  on: {
    service(service) {
      if (!service.isLongRunning || !hasOwnTest(service) || service.file.isSwarm || heals(service.file))
        return undefined;
      const test = service.get('healthcheck');
      return test && finding(test.key, { service });
    },
  },
  message: ({ service }) =>
    `When "${service.name}" turns unhealthy, nothing restarts it: Docker only marks it. Add a helper such as autoheal, or an alert that wakes somebody.`,
});

function heals(file: ComposeFile): boolean {
  return file.services.some(({ image }) => AUTOHEAL.test(image?.reference.repository ?? ''));
}
