import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { memoryLimitOf } from '../limits';
import type { ComposeService, TextValue } from '../model';
import { composeRule } from '../rule';

type Setting = 'oom_kill_disable' | 'oom_score_adj';

/** Below this the kernel takes nearly everything else first. */
const LOWEST_SCORE = -500;

export default composeRule({
  id: 'compose/disabled-oom-killer',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Service is kept from being killed when memory runs out',
  why: 'When the memory is used up, something has to go. A container that cannot be killed hangs at its limit for ever; without a limit it takes the host with it, and the kernel kills your shell and the engine first.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#oom_kill_disable',
    'https://docs.docker.com/engine/containers/resource_constraints/#understand-the-risks-of-running-out-of-memory',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 1G\n    oom_kill_disable: true\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    mem_limit: 1G\n',
  },
  on: {
    service(service) {
      return [
        service.boolean('oom_kill_disable') ? report(service, 'oom_kill_disable') : undefined,
        scoreOf(service) < LOWEST_SCORE ? report(service, 'oom_score_adj') : undefined,
      ];
    },
  },
  message: ({ service, setting, isUnlimited }) => {
    if (setting === 'oom_score_adj')
      return `The kernel kills everything else before "${service.name}" when memory runs out, the engine included. Delete this and give the service a memory limit.`;
    return isUnlimited
      ? `"${service.name}" may take all memory of the host and cannot be killed for it: the host goes down with it. Delete this.`
      : `"${service.name}" cannot be killed at its memory limit: it hangs there instead of being restarted. Delete this.`;
  },
  fixes: [{ kind: 'review', title: 'Delete the line', edits: ({ written }) => deleteEntry(written.entry) }],
});

function report(service: ComposeService, setting: Setting) {
  const written: TextValue | undefined = service.text(setting);
  if (!written) return undefined;
  const isUnlimited = memoryLimitOf(service) === undefined && !service.isPartial;
  const severity = setting === 'oom_kill_disable' && isUnlimited ? ({ severity: 'error' } as const) : {};
  return finding(written.token, { service, setting, written, isUnlimited }, severity);
}

function scoreOf(service: ComposeService): number {
  const score = service.text('oom_score_adj');
  return score?.known ? Number(score.text) : 0;
}
