/** From stacks and services, declared and observed, to the rows of the Services view. */
import { isWell, type JoinedService, type JoinedStack, type Replica, type ServiceState } from '../../live/services';
import type { PrometheusServer } from '../../live/prometheus';
import { metricRows, ownServerRows, serverRows } from '../prometheus/rows';
import { openablePorts } from './addresses';
import { detailRows, driftRows, probeParagraph } from './details';
import { ABSENT, CONDITION_ICONS, DIFFERENT, ERROR, FAINT, GOOD, STARTING, WARNING } from './icons';
import { isStartable, isUp, type Icon, type Row, type Target } from './row';
import { escaped, timeOfDay } from './words';

/** Names a file to a person: short, and told apart from those of other folders that are open. */
export type NameFile = (uri: string) => string;

/** What else is known of a service. */
export interface More {
  /** Below it. */
  readonly rows: readonly Row[];
  /** Menus ask for them. */
  readonly abilities: readonly string[];
  /** Stands beside its name, and leaves its state as it is. */
  readonly remark?: string;
}

export type MoreOf = (service: JoinedService, stack: JoinedStack) => More;

const NOTHING_MORE: MoreOf = () => ({ rows: [], abilities: [] });

/** What all of them know, in their order. */
export function combined(parts: readonly MoreOf[]): MoreOf {
  return (service, stack) => {
    const all = parts.map((moreOf) => moreOf(service, stack));
    const remark = joined(all.map((more) => more.remark));
    return {
      rows: all.flatMap(({ rows }) => rows),
      abilities: all.flatMap(({ abilities }) => abilities),
      ...(remark !== '' && { remark }),
    };
  };
}

function joined(parts: readonly (string | undefined)[], separator = ' · '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(separator);
}

/** @param servers what every Prometheus knows about these stacks and about the rest */
export function stackRows(
  stacks: readonly JoinedStack[],
  nameFile: NameFile,
  servers: readonly PrometheusServer[] = [],
  moreOf = NOTHING_MORE,
): Row[] {
  const withMetrics: MoreOf = (service, stack) => {
    const more = moreOf(service, stack);
    return { ...more, rows: [...metricRows(service, stack, servers), ...more.rows] };
  };
  return [...stacks.map((stack) => stackRow(stack, nameFile, servers, withMetrics)), ...serverRows(servers)];
}

/** For the badge: what somebody has to get up for. */
export function unhealthyCount(stacks: readonly JoinedStack[]): number {
  return stacks.flatMap(({ services }) => services).filter(({ state }) => isBad(state)).length;
}

function isBad(state: ServiceState): boolean {
  return state === 'unhealthy' || state === 'failed';
}

// ---- stacks ----

function stackRow(stack: JoinedStack, nameFile: NameFile, servers: readonly PrometheusServer[], moreOf: MoreOf): Row {
  const { id, name, declared, services, startedFrom } = stack;
  const [mainFile] = declared?.files ?? [];
  // What is not meant to run does not count.
  const counted = services.filter(({ state }) => state !== 'inactive');
  const well = counted.filter(isWell).length;
  const share = services.every(({ cause }) => cause === 'stale') ? 'not known' : `${well} of ${counted.length} ok`;
  const origin = mainFile === undefined ? 'not declared here' : nameFile(mainFile);
  const elsewhere = startedFrom === undefined ? '' : ` · started from ${startedFrom}`;
  return {
    id,
    label: name,
    description: `${share} · ${origin}${elsewhere}`,
    icon: stackIcon(counted),
    context: `stack ${declared ? 'declared' : 'undeclared'}`,
    spoken: `Stack ${name}, ${share}, ${origin}${elsewhere}`,
    isExpanded: declared !== undefined || counted.some(({ state }) => isBad(state)),
    children: () => [
      ...services.map((service) => serviceRow(service, stack, moreOf(service, stack))),
      ...ownServerRows(stack, servers),
    ],
  };
}

function stackIcon(services: readonly JoinedService[]): Icon {
  if (services.some(({ state }) => isBad(state))) return { name: 'layers', color: ERROR };
  if (services.some(({ state }) => state === 'degraded')) return { name: 'layers', color: WARNING };
  return { name: 'layers', color: services.length > 0 && services.every(isWell) ? GOOD : FAINT };
}

// ---- services ----

function serviceRow(service: JoinedService, stack: JoinedStack, more: More): Row {
  const { id, name, declared, replicas, drift } = service;
  const target = targetOf(service, stack);
  const hasDetails = replicas.length + more.rows.length > 0;
  return {
    id,
    label: name,
    description: joined([reasonOf(service), more.remark]),
    icon: serviceIcon(service),
    context: ['service', service.state, ...abilitiesOf(target), ...more.abilities].join(' '),
    spoken: joined([`Service ${name}, ${stateAndReason(service, ', ')}`, more.remark], ', '),
    tooltip: () => serviceTooltip(service),
    revision: replicas.map(({ figures }) => `${figures?.startedAt} ${figures?.probes.at(-1)?.startedAt}`).join(),
    children: hasDetails ? () => [...driftRows(id, drift), ...more.rows, ...replicaRows(service, stack)] : undefined,
    source: declared?.source,
    target,
  };
}

/** The first words say what is wrong, or what differs; nothing for what runs as it should. */
function reasonOf({ reason, drift }: JoinedService): string {
  const aspects = [...new Set(drift.map(({ aspect }) => aspect))];
  const verb = aspects.length === 1 && !aspects[0]?.endsWith('s') ? 'differs' : 'differ';
  const difference = aspects.length === 0 ? undefined : `${aspects.join(', ')} ${verb} from the file`;
  return joined([reason, difference]);
}

/** State and reason for those who cannot see the icon, and for lenses. Reasons that name the state themselves stand alone. */
export function stateAndReason(service: JoinedService, separator: string): string {
  const state = stateWords(service);
  const reason = reasonOf(service);
  if (reason === '' || service.state === 'missing') return state;
  return reason.startsWith(state) ? reason : state + separator + reason;
}

function stateWords({ state, replicas, cause }: JoinedService): string {
  if (cause === 'starting') return 'starting';
  if (state !== 'running') return STATE_WORDS[state];
  return replicas.some(({ figures }) => figures?.health === undefined) ? 'running, no health check' : 'healthy';
}

const STATE_WORDS: Readonly<Record<Exclude<ServiceState, 'running'>, string>> = {
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  stopped: 'stopped',
  missing: 'not running',
  undeclared: 'running',
  ended: 'ended',
  failed: 'failed',
  inactive: 'not active',
  unknown: 'not known',
};

export function serviceIcon(service: JoinedService): Icon {
  const { state, cause, drift, replicas } = service;
  switch (state) {
    case 'running':
    case 'undeclared':
      if (drift.length > 0) return DIFFERENT;
      // Hollow: it runs, and nobody knows whether it works.
      return replicas.some(({ figures }) => figures?.health === undefined)
        ? { name: 'pass', color: GOOD }
        : CONDITION_ICONS.healthy;
    case 'failed':
      return CONDITION_ICONS.unhealthy;
    case 'missing':
    case 'inactive':
      return ABSENT;
    case 'unknown':
      return cause === 'starting' ? STARTING : CONDITION_ICONS.unknown;
    default:
      return CONDITION_ICONS[state];
  }
}

export function targetOf({ id, name, declared, replicas }: JoinedService, stack: JoinedStack): Target {
  const [file] = stack.declared?.files ?? [];
  return {
    id,
    name,
    stack: stack.name,
    source: declared?.source,
    containers: replicas.map(({ container, figures }) => ({
      id: container.id,
      name: container.name,
      state: container.state,
      ports: figures?.ports ?? [],
    })),
    compose:
      stack.declared?.kind === 'compose' && declared?.hasContainer && file !== undefined
        ? { project: stack.name, folder: stack.declared.folder, file }
        : undefined,
  };
}

/** What menus ask for. */
function abilitiesOf(target: Target): string[] {
  const { containers, source } = target;
  const abilities: Readonly<Record<string, boolean>> = {
    canOpen: source !== undefined,
    canLog: containers.length > 0,
    canStop: containers.some(isUp),
    canStart: isStartable(target),
    canBrowse:
      openablePorts(
        containers.flatMap(({ ports }) => ports),
        undefined,
      ).length > 0,
  };
  return Object.keys(abilities).filter((ability) => abilities[ability]);
}

function serviceTooltip(service: JoinedService): string {
  const heading = `**${escaped(service.name)}** — ${escaped(stateAndReason(service, ': '))}`;
  return [heading, ...service.replicas.map(replicaTooltip)].join('\n\n---\n\n');
}

function replicaTooltip({ container, figures }: Replica): string {
  const since =
    figures?.startedAt === undefined
      ? ''
      : figures.uptimeMs === undefined
        ? `, ended ${timeOfDay(figures.finishedAt ?? figures.startedAt)}`
        : `, up since ${timeOfDay(figures.startedAt)}`;
  const last = figures?.probes.at(-1);
  const parts = [
    `${escaped(container.name)} · ${escaped(container.image)}${since}`,
    ...(last ? [`Last probe: ${probeParagraph(last)}`] : []),
  ];
  return parts.join('\n\n');
}

// ---- containers of a service ----

function replicaRows({ id, declared, replicas }: JoinedService, { objectives }: JoinedStack): Row[] {
  if (replicas.length === 1) {
    const figures = replicas[0]?.figures;
    return figures ? detailRows(id, figures, declared, objectives) : [];
  }
  return replicas.map((replica) => {
    const { container, figures, verdict } = replica;
    const reason = verdict.reason ?? '';
    return {
      // By name: a container made anew takes the place of the one before.
      id: `${id}/${container.name}`,
      label: container.name,
      description: reason,
      icon: verdict.cause === 'starting' ? STARTING : CONDITION_ICONS[verdict.condition],
      context: `container ${verdict.condition}`,
      spoken: [`Container ${container.name}, ${verdict.condition}`, reason].filter(Boolean).join(', '),
      tooltip: () => replicaTooltip(replica),
      children: figures ? () => detailRows(`${id}/${container.name}`, figures, declared, objectives) : undefined,
    };
  });
}
