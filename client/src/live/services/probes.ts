/** What the results of health checks mean: a service that is down, or a probe that cannot tell. */
import { whyNotRun, type HealthCheck, type Probe } from '../docker';
import { tellingLineOf, withoutSecrets } from './words';

export type ProbeOutcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly exitCode: number }
  /** The service may be well: the probe says nothing about it. `program` is undefined where nobody said which one it was. */
  | { readonly kind: 'cannot run'; readonly program: string | undefined; readonly reason: 'missing' | 'not executable' }
  | { readonly kind: 'timed out' };

export interface ObservedProbe {
  readonly startedAt: number | undefined;
  readonly durationMs: number | undefined;
  readonly exitCode: number;
  readonly outcome: ProbeOutcome;
  /** As printed, without what looks like a secret. */
  readonly output: string;
}

export function observedProbe(probe: Probe): ObservedProbe {
  const { startedAt, endedAt, exitCode } = probe;
  return {
    startedAt,
    durationMs: startedAt === undefined || endedAt === undefined ? undefined : Math.max(0, endedAt - startedAt),
    exitCode,
    outcome: outcomeOf(probe),
    output: withoutSecrets(probe.output).trim(),
  };
}

/** What shells and engines give when they cannot start a program; their words say more, where there are any. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

function outcomeOf({ exitCode, output }: Probe): ProbeOutcome {
  if (exitCode === 0) return { kind: 'passed' };
  if (exitCode === -1 && /exceeded timeout|timed out/i.test(output)) return { kind: 'timed out' };
  const notRun = whyNotRun(exitCode, output);
  if (notRun) return { kind: 'cannot run', ...notRun };
  if (exitCode === NOT_FOUND) return { kind: 'cannot run', program: undefined, reason: 'missing' };
  if (exitCode === NOT_EXECUTABLE) return { kind: 'cannot run', program: undefined, reason: 'not executable' };
  return { kind: 'failed', exitCode };
}

/** A short reason for a person: the same for every probe that fails in the same way. */
export function probeReason(probe: ObservedProbe, check: HealthCheck | undefined): string {
  const { outcome } = probe;
  switch (outcome.kind) {
    case 'cannot run': {
      const program = programName(outcome.program);
      if (program === undefined) return `probe cannot run: exit code ${probe.exitCode}`;
      return `probe cannot run: ${outcome.reason === 'missing' ? `no ${program}` : `${program} is not executable`}`;
    }
    case 'timed out': {
      const limit = check?.timeoutMs;
      return limit === undefined ? 'probe takes too long' : `probe takes longer than ${limit / 1000} s`;
    }
    default: {
      const said = tellingLineOf(probe.output);
      return `probe fails: ${said === '' ? `exit code ${probe.exitCode}` : said}`;
    }
  }
}

/** `wget` for `/usr/bin/wget`; a missing `/bin/sh` is a missing shell. */
function programName(path: string | undefined): string | undefined {
  const name = path?.split('/').at(-1);
  return name === 'sh' ? 'shell' : name;
}
