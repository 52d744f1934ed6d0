/** How the containers of one service or of all services feel. */
import type { ContainerProbe } from '../../../../../server/src/protocol';
import type { Container } from '../../docker';
import type { JoinedService } from '../../services';
import { NO_HISTORY } from '../../services/history';
import { figuresOf } from '../../services/observed';
import { judge } from '../../services/verdict';
import { andMore } from '../matchers';
import type { Try } from '../observe';
import type { Observation } from '../result';
import { containersOf, inTurn, serviceOf, servicesOf } from '../targets';
import { Each, NoValue, type Entry } from '../values';

const SUBJECTS = ['state', 'health', 'failingStreak', 'restarts', 'oomKilled', 'exitCode', 'startupSeconds'] as const;
type Subject = (typeof SUBJECTS)[number];

export async function container(probe: ContainerProbe, attempt: Try): Promise<Observation> {
  const services =
    probe.service === undefined
      ? servicesOf(attempt).filter(({ state }) => state !== 'inactive')
      : [serviceOf(attempt, probe.service)];
  const looks = await inTurn(services, (service) => look(service, attempt));
  const missing = looks.flatMap(({ problem }) => problem ?? []);
  const members = looks.flatMap((one) => one.members);
  const output = looks.flatMap(({ lines }) => lines).join('\n');
  const containers = members.map(({ container: { id } }) => id);
  if (looks.length === 0)
    return {
      values: {},
      output,
      containers,
      verdict: { outcome: 'error', message: 'There are no services in this stack.' },
    };
  // Without expectations of its own, a test asks for what everybody expects; what is not there meets no expectation.
  const unwell = missing.length > 0 || attempt.test.expect.length === 0 ? members.filter(isUnwell).map(inWords) : [];
  const problems = [...missing, ...unwell];
  const values = valuesOf(members);
  if (problems.length === 0) return { values, output, containers };
  return { values, output, containers, verdict: { outcome: 'fail', message: `${andMore(problems, MOST_NAMED)}.` } };
}

const MOST_NAMED = 12;

interface Member {
  readonly name: string;
  readonly container: Container;
  /** A job that has come to its end as it should: neither running nor healthy, and well. */
  readonly hasEndedWell: boolean;
  readonly reason: string | undefined;
  /** Whether it comes and goes: one moment in which it runs says nothing. */
  readonly isInLoop: boolean;
  readonly startupSeconds: number | undefined;
}

interface Look {
  readonly members: readonly Member[];
  readonly problem: string | undefined;
  readonly lines: readonly string[];
}

async function look(service: JoinedService, attempt: Try): Promise<Look> {
  const { declared, name } = service;
  const containers = await containersOf(service, attempt);
  const members = containers.map((one) => memberOf(one, service, containers.length, attempt));
  const lines = members.map(
    (member) => `${member.name}: ${member.container.state}${member.reason === undefined ? '' : ` (${member.reason})`}`,
  );
  const wanted = declared?.replicas ?? 1;
  if (containers.length === 0)
    return { members, problem: `${name} is declared and not there`, lines: [`${name}: missing`] };
  const up = members.filter(({ container: { state }, hasEndedWell }) => state === 'running' || hasEndedWell).length;
  // One that is there and down is told by its state.
  if (up === containers.length && up < wanted)
    return { members, problem: `${name} has ${up} of ${wanted} replicas`, lines };
  return { members, problem: undefined, lines };
}

function memberOf(
  container: Container,
  { name, declared, replicas, cause }: JoinedService,
  count: number,
  { context }: Try,
): Member {
  const figures = figuresOf(container, NO_HISTORY, context.clock.now());
  const stack = context.stack();
  const verdict = stack && judge(figures, stack.objectives, context.clock.now());
  const hasEnded = container.state === 'exited' && container.exitCode === 0;
  const isJob = declared ? declared.isOneShot : container.restartPolicy.name === 'no';
  const known = replicas.find((replica) => replica.container.id === container.id);
  const startupMs = known?.figures?.timeToHealthyMs ?? figures.timeToHealthyMs;
  return {
    name: count > 1 ? container.name : name,
    container,
    hasEndedWell: hasEnded && isJob,
    reason: verdict?.reason,
    // Who has watched longer has counted restarts that the engine has forgotten.
    isInLoop:
      (verdict?.condition === 'unhealthy' && verdict.cause === 'restart loop') ||
      (known && cause === 'restart loop') === true,
    startupSeconds: startupMs === undefined ? undefined : startupMs / 1000,
  };
}

function valuesOf(members: readonly Member[]): Record<Subject, Each> {
  return Object.fromEntries(SUBJECTS.map((subject) => [subject, new Each(entriesOf(subject, members))])) as Record<
    Subject,
    Each
  >;
}

/** What makes no sense for a job that has ended is not held against it. */
function entriesOf(subject: Subject, members: readonly Member[]): Entry[] {
  const asked = members.filter(
    ({ hasEndedWell }) => !hasEndedWell || subject === 'oomKilled' || subject === 'exitCode',
  );
  return asked.map((member) => ({ name: nameWithReason(member), value: valueOf(subject, member) }));
}

function nameWithReason({ name, reason }: Member): string {
  return reason === undefined ? name : `${name} (${reason})`;
}

function valueOf(subject: Subject, { container, startupSeconds, isInLoop }: Member): unknown {
  const { state, health, restartCount, oomKilled, exitCode } = container;
  switch (subject) {
    case 'state':
      return isInLoop && state === 'running' ? 'restarting' : state;
    case 'health':
      return health?.status ?? 'none';
    case 'failingStreak':
      return health?.failingStreak ?? 0;
    case 'restarts':
      return restartCount;
    case 'oomKilled':
      return oomKilled;
    case 'exitCode':
      return exitCode ?? new NoValue('it still runs');
    case 'startupSeconds':
      return startupSeconds ?? new NoValue('nobody has seen it start, or it has no health check', 'error');
  }
}

function isUnwell({ container: { state, health }, hasEndedWell, isInLoop }: Member): boolean {
  const isUp = state === 'running' && (health === undefined || health.status === 'healthy') && !isInLoop;
  return !hasEndedWell && !isUp;
}

function inWords({ name, container: { state, health }, reason }: Member): string {
  return `${name} is ${state === 'running' ? (health?.status ?? state) : state}${reason === undefined || reason === state ? '' : `: ${reason}`}`;
}
