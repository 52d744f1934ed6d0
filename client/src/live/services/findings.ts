/** What the running services prove about their files, as findings at the line that is to be changed. */
import type { DeclaredStackService, LiveFix, SourceRange } from '../../../../server/src/protocol';
import type { JoinedService, JoinedStack, Replica } from './join';
import { takenPort } from './verdict';
import { bytesText } from './words';

export type { LiveFix };

export type LiveCode = 'live/probe-cannot-run' | 'live/out-of-memory' | 'live/restart-loop' | 'live/port-taken';

export interface LiveFinding {
  readonly uri: string;
  /** Zero-based, UTF-16. */
  readonly range: SourceRange['range'];
  readonly code: LiveCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Of the service it is about. */
  readonly serviceId: string;
  /** Name of the service, and URI of the main file of its stack. */
  readonly service: string;
  readonly stack: string;
  /** For the server to work out; undefined where it is for the person to decide. */
  readonly fix: LiveFix | undefined;
}

/** One of each kind for a service, whatever the number of its containers. */
export function liveFindings(stacks: readonly JoinedStack[]): LiveFinding[] {
  return stacks.flatMap(({ services, declared: stack }) =>
    services.flatMap((service) => {
      const { id, name, declared } = service;
      const main = stack?.files[0];
      if (!declared || main === undefined) return [];
      return [
        probeCannotRun(service, declared),
        outOfMemory(service, declared),
        restartLoop(service, declared),
        portTaken(service, declared),
      ].flatMap((found) => (found ? { ...found, serviceId: id, service: name, stack: main } : []));
    }),
  );
}

type Found = Omit<LiveFinding, 'serviceId' | 'service' | 'stack'>;

function probeCannotRun(service: JoinedService, declared: DeclaredStackService): Found | undefined {
  const replica = withCause(service, 'probe cannot run');
  const probe = replica?.figures?.probes.at(-1);
  if (probe?.outcome.kind !== 'cannot run') return undefined;
  const { program, reason } = probe.outcome;
  const { healthCheck } = declared;
  const place = 'source' in healthCheck ? healthCheck.source : undefined;
  const what =
    program === undefined
      ? `gives exit code ${probe.exitCode}, as for a program that is not there`
      : `needs ${program}, which ${reason === 'missing' ? 'is not in the image' : 'may not be executed there'}`;
  const wasChanged = program !== undefined && isGoneFrom(healthCheck, program);
  const suggested = wasChanged ? undefined : probeWithout(program, declared);
  return {
    ...at(place ?? declared.source),
    code: 'live/probe-cannot-run',
    severity: 'error',
    message: [
      `The health check of ${service.name} cannot run: it ${what}.`,
      wasChanged
        ? `The file says something else by now: ${applied(service)}.`
        : `It stays unhealthy however well it works. ${suggested ? useInstead(suggested) : withoutSuggestion(program, reason, declared)}`,
    ].join(' '),
    fix: suggested && { kind: 'replace probe', missing: program },
  };
}

/** The probe that fits the image, unless it needs the very program that turned out not to be there. */
function probeWithout(
  program: string | undefined,
  { suggestedProbe }: DeclaredStackService,
): readonly string[] | undefined {
  if (!suggestedProbe || program === undefined) return suggestedProbe;
  const [kind] = suggestedProbe;
  const isNeeded = startedBy(suggestedProbe) === baseName(program) || (kind !== 'CMD' && baseName(program) === 'sh');
  return isNeeded ? undefined : suggestedProbe;
}

/** The file has a test, and one that has nothing to do with the program any more: it was changed after the container was made. */
function isGoneFrom(healthCheck: DeclaredStackService['healthCheck'], program: string): boolean {
  if (healthCheck.kind !== 'declared' || !healthCheck.test) return healthCheck.kind === 'disabled';
  const { test } = healthCheck;
  if (baseName(program) === 'sh') return test[0] === 'CMD';
  return !test.some((word) => word.includes(baseName(program)));
}

/** `CMD` names the program, a script begins with it. */
function startedBy([kind, command = '']: readonly string[]): string {
  return baseName(kind === 'CMD' ? command : (/^[\w./-]+/.exec(command)?.[0] ?? ''));
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}

function useInstead(suggested: readonly string[]): string {
  return `Use ${startedBy(suggested)} instead, which the image has.`;
}

/** What to do where nobody knows what the image has. */
function withoutSuggestion(
  program: string | undefined,
  reason: 'missing' | 'not executable',
  { name, isBuilt }: DeclaredStackService,
): string {
  if (reason === 'not executable') return 'Make it executable (chmod +x), or use a program that is.';
  if (program !== undefined && baseName(program) === 'sh')
    return 'Without a shell only the list form runs, ["CMD", "/program", …], with a program of the image itself.';
  const look = `\`docker compose exec ${name} sh\` shows what is there`;
  const install = isBuilt ? `Install ${program ?? 'the program'} in its Dockerfile` : 'Probe from outside';
  return `${install}, or use a program that the image has: ${look}.`;
}

function applied({ name }: JoinedService): string {
  return `\`docker compose up -d ${name}\` applies it`;
}

function outOfMemory(service: JoinedService, declared: DeclaredStackService): Found | undefined {
  const replica = withCause(service, 'out of memory');
  if (!replica?.figures) return undefined;
  const limit = replica.figures.limits.memoryBytes;
  const { memoryBytes: declaredLimit } = declared.limits;
  const place = at(declaredLimit?.source ?? declared.source);
  if (limit !== undefined && declaredLimit && declaredLimit.value > limit) {
    const message = `${service.name} was killed at its limit of ${bytesText(limit)}. The file allows more by now: ${applied(service)}.`;
    return { ...place, code: 'live/out-of-memory', severity: 'error', message, fix: undefined };
  }
  const was =
    limit === undefined
      ? 'The machine had no memory left for it'
      : `It needs more than its limit of ${bytesText(limit)}`;
  const advice =
    limit === undefined
      ? 'Give it a limit, and the machine more room.'
      : 'Raise the limit, or find out what takes the memory.';
  return {
    ...place,
    code: 'live/out-of-memory',
    severity: 'error',
    message: `${service.name} was killed for lack of memory. ${was}. ${advice}`,
    fix: limit === undefined || !declaredLimit ? undefined : { kind: 'raise memory limit', bytes: limit * 2 },
  };
}

function restartLoop(service: JoinedService, declared: DeclaredStackService): Found | undefined {
  const replica = withCause(service, 'restart loop');
  if (replica?.verdict.condition !== 'unhealthy') return undefined;
  return {
    ...at(declared.source),
    code: 'live/restart-loop',
    severity: 'error',
    message: `${service.name} ${replica.verdict.reason ?? 'keeps restarting'}. Its last log lines say why.`,
    fix: undefined,
  };
}

function portTaken(service: JoinedService, declared: DeclaredStackService): Found | undefined {
  const error = withCause(service, 'port taken')?.figures?.error ?? '';
  const port = takenPort(error);
  if (port === undefined) return undefined;
  const written = declared.ports.find(({ value }) => value.hostPort === port);
  return {
    ...at(written?.source ?? declared.source),
    code: 'live/port-taken',
    severity: 'error',
    message: `${service.name} cannot start: port ${port} of the machine is taken by something else. Stop that, or publish another port.`,
    fix: undefined,
  };
}

function withCause({ replicas }: JoinedService, cause: NonNullable<JoinedService['cause']>): Replica | undefined {
  return replicas.find(({ verdict }) => verdict.cause === cause);
}

function at({ uri, range }: SourceRange): Pick<LiveFinding, 'uri' | 'range'> {
  return { uri, range };
}
