/** What the files declare beside what the engine runs. */
import {
  DEFAULT_OBJECTIVES,
  type DeclaredStack,
  type DeclaredStackService,
  type Objectives,
} from '../../../../server/src/protocol';
import type { Container, ContainerReading, ContainerReadings, ContainerSummary, Usage } from '../docker';
import { driftOf, type Drift } from './drift';
import type { History } from './history';
import { originOf, type Origin } from './labels';
import { matchProjects, projectKey, type Match, type Project, type RealPath } from './match';
import { figuresOf, type Figures } from './observed';
import { judge, STALE, type Cause, type Condition, type Verdict } from './verdict';

export type ServiceState =
  /** As declared, and well. */
  | 'running'
  | 'degraded'
  | 'unhealthy'
  | 'stopped'
  /** Declared, and nothing of it is there. */
  | 'missing'
  /** There and well, and no file declares it. */
  | 'undeclared'
  /** Of services that are meant to end: ended with exit code 0, or not. */
  | 'ended'
  | 'failed'
  /** Not meant to run now: its profile is not active, it is scaled to none, or it runs outside of the engine. */
  | 'inactive'
  /** Starting, or not to be known. */
  | 'unknown';

/** One container of a service. */
export interface Replica {
  readonly container: ContainerSummary;
  readonly number: number;
  /** Undefined for a container that could not be read. */
  readonly figures: Figures | undefined;
  readonly verdict: Verdict;
}

export interface JoinedService {
  /** Stays the same while file and name do. */
  readonly id: string;
  readonly name: string;
  readonly declared: DeclaredStackService | undefined;
  readonly state: ServiceState;
  /** One short reason; undefined for what simply runs. Holds no figure that grows. */
  readonly reason: string | undefined;
  readonly cause: Cause | undefined;
  /** By number. */
  readonly replicas: readonly Replica[];
  readonly drift: readonly Drift[];
}

export interface JoinedStack {
  readonly id: string;
  /** As the engine knows it. */
  readonly name: string;
  /** Undefined for what runs and no open file declares. */
  readonly declared: DeclaredStack | undefined;
  readonly services: readonly JoinedService[];
  /** It was started from this file, which is none of the declared ones; only the name is the same. */
  readonly startedFrom: string | undefined;
  readonly objectives: Objectives;
}

export interface Observation {
  readonly readings: ContainerReadings;
  readonly historyOf: (container: ContainerSummary) => History;
  /** The engine does not answer now: nothing is called healthy. */
  readonly isStale: boolean;
  /** On the engine's clock. */
  readonly now: number;
  /** By id of the container, for those that are measured. */
  readonly usages?: ReadonlyMap<string, Usage>;
}

/** Declared stacks in their order, then what else runs by name. Only Compose stacks run on an engine. */
export function joinStacks(
  stacks: readonly DeclaredStack[],
  observation: Observation,
  realPath: RealPath = (path) => path,
): JoinedStack[] {
  const declared = stacks.filter(({ kind }) => kind === 'compose');
  const groups = groupByProject(observation.readings);
  const { matches, others } = matchProjects(
    declared,
    [...groups.values()].map(({ project }) => project),
    realPath,
  );
  const members = new Map([...groups.values()].map(({ project, containers }) => [project, containers]));
  const joined = declared.flatMap((stack): JoinedStack[] => {
    const own = matches.filter((match) => match.stack === stack).sort((a, b) => rank(a) - rank(b));
    const named = containersByName(stack, observation.readings);
    if (own.length === 0) return [joinStack(stack, undefined, named, observation)];
    // One file may run as several projects.
    return own.map((match, index) =>
      joinStack(stack, match, [...(members.get(match.project) ?? []), ...(index === 0 ? named : [])], observation),
    );
  });
  const rest = others
    .map((project) => undeclaredStack(project, members.get(project) ?? [], observation))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...joined, ...rest];
}

/** The project with the declared name is the stack itself. */
function rank({ stack, project }: Match): number {
  return stack.name === project.name ? 0 : 1;
}

interface Member {
  readonly reading: ContainerReading;
  readonly service: string;
  readonly number: number;
}

function groupByProject(readings: ContainerReadings): ReadonlyMap<string, { project: Project; containers: Member[] }> {
  const groups = new Map<string, { origin: Origin; files: Set<string>; containers: Member[] }>();
  for (const reading of readings.values()) {
    const origin = originOf(reading.container);
    if (!origin || origin.isOneOff) continue;
    const key = projectKey(origin);
    const group = groups.get(key) ?? { origin, files: new Set(), containers: [] };
    groups.set(key, group);
    for (const file of origin.files) group.files.add(file);
    group.containers.push({ reading, service: origin.service, number: origin.number });
  }
  return new Map(
    [...groups].map(([key, { origin, files, containers }]) => {
      const services = new Set(containers.map(({ service }) => service));
      return [
        key,
        { project: { name: origin.project, folder: origin.folder, files: [...files], services }, containers },
      ];
    }),
  );
}

/** Containers that somebody started by hand under the name that the file gives: Compose would stumble over them. */
function containersByName(stack: DeclaredStack, readings: ContainerReadings): Member[] {
  return stack.services.flatMap(({ name, containerName }) => {
    if (containerName === undefined) return [];
    return [...readings.values()]
      .filter(({ container }) => container.name === containerName && !originOf(container))
      .map((reading) => ({ reading, service: name, number: 1 }));
  });
}

function joinStack(
  stack: DeclaredStack,
  match: Match | undefined,
  members: readonly Member[],
  observation: Observation,
): JoinedStack {
  const objectives = { ...DEFAULT_OBJECTIVES, ...stack.objectives };
  const name = match?.project.name ?? stack.name;
  const id = name === stack.name ? stack.id : `${stack.id}#${name}`;
  const known = new Set(stack.services.map((service) => service.name));
  const unknown = [...new Set(members.map(({ service }) => service))].filter((service) => !known.has(service)).sort();
  const context = { id, objectives, observation, members, activeProfiles: stack.activeProfiles ?? [] };
  return {
    id,
    name,
    declared: stack,
    services: [
      ...stack.services.map((service) => joinService(service.name, service, context)),
      ...unknown.map((service) => joinService(service, undefined, context)),
    ],
    startedFrom: match?.isByName ? match.project.files[0] : undefined,
    objectives,
  };
}

function undeclaredStack(project: Project, members: readonly Member[], observation: Observation): JoinedStack {
  const id = `project:${projectKey({ project: project.name, folder: project.folder })}`;
  const context = { id, objectives: DEFAULT_OBJECTIVES, observation, members, activeProfiles: [] };
  const services = [...project.services].sort().map((service) => joinService(service, undefined, context));
  return {
    id,
    name: project.name,
    declared: undefined,
    services,
    startedFrom: undefined,
    objectives: DEFAULT_OBJECTIVES,
  };
}

interface Context {
  readonly id: string;
  readonly objectives: Objectives;
  readonly observation: Observation;
  readonly members: readonly Member[];
  readonly activeProfiles: readonly string[];
}

function joinService(name: string, declared: DeclaredStackService | undefined, context: Context): JoinedService {
  const { objectives, observation } = context;
  const members = context.members.filter(({ service }) => service === name).sort((a, b) => a.number - b.number);
  const replicas = members.map(({ reading, number }) => replicaOf(reading, number, objectives, observation));
  const containers = members.flatMap(({ reading }): Container[] =>
    reading.kind === 'read' ? [reading.container] : [],
  );
  return {
    id: `${context.id}/${name}`,
    name,
    declared,
    ...stateOf(replicas, declared, context),
    replicas,
    drift: declared && !observation.isStale ? driftOf(declared, containers) : [],
  };
}

function replicaOf(
  reading: ContainerReading,
  number: number,
  objectives: Objectives,
  observation: Observation,
): Replica {
  const { container } = reading;
  if (reading.kind === 'unread') {
    const reason = reading.problem.message;
    return { container, number, figures: undefined, verdict: { condition: 'unknown', reason, cause: 'stale' } };
  }
  const { now, historyOf, usages, isStale } = observation;
  const figures = figuresOf(reading.container, historyOf(container), now, usages?.get(container.id));
  return { container, number, figures, verdict: isStale ? STALE : judge(figures, objectives, now) };
}

type StateAndReason = Pick<JoinedService, 'state' | 'reason' | 'cause'>;

function stateOf(
  replicas: readonly Replica[],
  declared: DeclaredStackService | undefined,
  context: Context,
): StateAndReason {
  if (replicas.length === 0) return stateOfAbsent(declared, context);
  const worst = worstOf(replicas);
  const { verdict } = worst;
  const share = replicas.length > 1 ? sharePrefix(replicas, verdict.condition) : '';
  const reason = verdict.reason === undefined ? undefined : share + verdict.reason;
  const { cause } = verdict;
  switch (verdict.condition) {
    case 'healthy':
      return stateOfHealthy(replicas, declared);
    case 'ended':
      if (declared?.isOneShot) return { state: 'ended', reason: 'one-shot, ended 0', cause };
      if (declared && replicas.every((replica) => isDoneJob(replica, declared)))
        return { state: 'ended', reason: 'ended 0', cause };
      return { state: 'stopped', reason, cause };
    case 'unhealthy':
      return { state: declared?.isOneShot && hasEnded(worst) ? 'failed' : 'unhealthy', reason, cause };
    default:
      return { state: verdict.condition, reason, cause };
  }
}

function stateOfAbsent(
  declared: DeclaredStackService | undefined,
  { observation: { isStale }, activeProfiles }: Context,
): StateAndReason {
  const inactive = declared && whyInactive(declared, activeProfiles);
  if (inactive !== undefined) return { state: 'inactive', reason: inactive, cause: undefined };
  if (isStale) return { state: 'unknown', reason: STALE.reason, cause: STALE.cause };
  return { state: 'missing', reason: 'declared, not running', cause: undefined };
}

/** A service without profiles is always meant to run. https://docs.docker.com/compose/how-tos/profiles/ */
function whyInactive(
  { hasContainer, profiles, replicas }: DeclaredStackService,
  active: readonly string[],
): string | undefined {
  if (!hasContainer) return 'runs outside of the engine';
  if (profiles.length > 0 && !active.includes('*') && !profiles.some((profile) => active.includes(profile)))
    return `profile ${profiles.join(', ')} is not active`;
  return replicas === 0 ? 'scaled to none' : undefined;
}

function stateOfHealthy(replicas: readonly Replica[], declared: DeclaredStackService | undefined): StateAndReason {
  if (!declared) return { state: 'undeclared', reason: 'running, not declared', cause: undefined };
  if (replicas.length < declared.replicas) {
    const reason = `${replicas.length} of ${declared.replicas} running`;
    return { state: 'degraded', reason, cause: undefined };
  }
  return { state: 'running', reason: undefined, cause: undefined };
}

/** The worst first: it decides for the service. */
const BY_WEIGHT: readonly Condition[] = ['unhealthy', 'degraded', 'unknown', 'stopped', 'ended', 'healthy'];

function worstOf(replicas: readonly Replica[]): Replica {
  return replicas.reduce((worst, replica) =>
    BY_WEIGHT.indexOf(replica.verdict.condition) < BY_WEIGHT.indexOf(worst.verdict.condition) ? replica : worst,
  );
}

function sharePrefix(replicas: readonly Replica[], condition: Condition): string {
  const count = replicas.filter(({ verdict }) => verdict.condition === condition).length;
  return count === replicas.length ? '' : `${count} of ${replicas.length}: `;
}

/**
 * Ended with exit code 0, and was no server that somebody stopped, which mostly end with 0 too: one that is probed or publishes ports
 * is a server; of what remains we must have seen that nobody asked, or the file must say that it is not to be started again.
 */
function isDoneJob({ figures, verdict }: Replica, { restart }: DeclaredStackService): boolean {
  if (!figures || verdict.condition !== 'ended') return false;
  if (figures.healthCheck !== undefined || figures.requestedPorts.length > 0) return false;
  return figures.ending === 'by itself' || restart?.value === 'no';
}

function hasEnded({ figures }: Replica): boolean {
  return figures?.state === 'exited' || figures?.state === 'dead';
}

/** Nothing to do about it: what a person need not look at. */
export function isWell({ state }: JoinedService): boolean {
  return state === 'running' || state === 'ended' || state === 'inactive' || state === 'undeclared';
}
