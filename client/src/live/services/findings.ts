/** What the running services prove about their files, as findings at the line that is to be changed. */
import type { DeclaredStackService, SourceRange } from '../../../../server/src/protocol';
import type { JoinedService, JoinedStack, Replica } from './join';
import { takenPort } from './verdict';
import { bytesText } from './words';

export type LiveCode = 'live/probe-cannot-run' | 'live/out-of-memory' | 'live/restart-loop' | 'live/port-taken';

/** What an editor needs to offer a fix. */
export type LiveFix =
  /** Put this in place of the `test` of the health check. */
  | { readonly kind: 'replace probe'; readonly test: readonly string[] }
  | { readonly kind: 'raise memory limit'; readonly bytes: number };

export interface LiveFinding {
  readonly uri: string;
  /** Zero-based, UTF-16. */
  readonly range: SourceRange['range'];
  readonly code: LiveCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Of the service it is about. */
  readonly serviceId: string;
  readonly fix: LiveFix | undefined;
}

/** One of each kind for a service, whatever the number of its containers. */
export function liveFindings(stacks: readonly JoinedStack[]): LiveFinding[] {
  return stacks.flatMap(({ services }) =>
    services.flatMap((service) => {
      const { declared } = service;
      if (!declared) return [];
      return [
        probeCannotRun(service, declared),
        outOfMemory(service, declared),
        restartLoop(service, declared),
        portTaken(service, declared),
      ].filter((found) => found !== undefined);
    }),
  );
}

function probeCannotRun(service: JoinedService, declared: DeclaredStackService): LiveFinding | undefined {
  const replica = withCause(service, 'probe cannot run');
  const probe = replica?.figures?.probes.at(-1);
  if (probe?.outcome.kind !== 'cannot run') return undefined;
  const { program, reason } = probe.outcome;
  const { healthCheck, suggestedProbe } = declared;
  const place = 'source' in healthCheck ? healthCheck.source : undefined;
  const what =
    program === undefined
      ? `gives exit code ${probe.exitCode}, as for a program that is not there`
      : `needs ${program}, which ${reason === 'missing' ? 'is not in the image' : 'may not be executed there'}`;
  const advice = suggestedProbe
    ? 'Use one with the tools that are there.'
    : 'Use a program that is in the image, or probe from outside.';
  return {
    ...at(place ?? declared.source, service),
    code: 'live/probe-cannot-run',
    severity: 'error',
    message: `The health check of ${service.name} cannot run: it ${what}. It stays unhealthy however well it works. ${advice}`,
    fix: suggestedProbe ? { kind: 'replace probe', test: suggestedProbe } : undefined,
  };
}

function outOfMemory(service: JoinedService, declared: DeclaredStackService): LiveFinding | undefined {
  const replica = withCause(service, 'out of memory');
  if (!replica?.figures) return undefined;
  const limit = replica.figures.limits.memoryBytes;
  const { memoryBytes: declaredLimit } = declared.limits;
  const was =
    limit === undefined
      ? 'The machine had no memory left for it'
      : `It needs more than its limit of ${bytesText(limit)}`;
  const advice =
    limit === undefined
      ? 'Give it a limit, and the machine more room.'
      : 'Raise the limit, or find out what takes the memory.';
  return {
    ...at(declaredLimit?.source ?? declared.source, service),
    code: 'live/out-of-memory',
    severity: 'error',
    message: `${service.name} was killed for lack of memory. ${was}. ${advice}`,
    fix: limit === undefined || !declaredLimit ? undefined : { kind: 'raise memory limit', bytes: limit * 2 },
  };
}

function restartLoop(service: JoinedService, declared: DeclaredStackService): LiveFinding | undefined {
  const replica = withCause(service, 'restart loop');
  if (replica?.verdict.condition !== 'unhealthy') return undefined;
  return {
    ...at(declared.source, service),
    code: 'live/restart-loop',
    severity: 'error',
    message: `${service.name} keeps ${replica.verdict.reason ?? 'restarting'}. Its last log lines say why.`,
    fix: undefined,
  };
}

function portTaken(service: JoinedService, declared: DeclaredStackService): LiveFinding | undefined {
  const error = withCause(service, 'port taken')?.figures?.error ?? '';
  const port = takenPort(error);
  if (port === undefined) return undefined;
  const written = declared.ports.find(({ value }) => value.hostPort === port);
  return {
    ...at(written?.source ?? declared.source, service),
    code: 'live/port-taken',
    severity: 'error',
    message: `${service.name} cannot start: port ${port} of the machine is taken by something else. Stop that, or publish another port.`,
    fix: undefined,
  };
}

function withCause({ replicas }: JoinedService, cause: NonNullable<JoinedService['cause']>): Replica | undefined {
  return replicas.find(({ verdict }) => verdict.cause === cause);
}

function at({ uri, range }: SourceRange, { id }: JoinedService): Pick<LiveFinding, 'uri' | 'range' | 'serviceId'> {
  return { uri, range, serviceId: id };
}
