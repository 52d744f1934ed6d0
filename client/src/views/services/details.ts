/** What stands below a service: one row for each thing that a person on call asks next. */
import type {
  DeclaredHealthCheck,
  DeclaredStackService,
  Objectives,
  SourceRange,
} from '../../../../server/src/protocol';
import type { PortBinding } from '../../live/docker';
import {
  bytesText,
  durationText,
  isStable,
  percentText,
  tellingLineOf,
  type Drift,
  type Figures,
  type ObservedProbe,
} from '../../live/services';
import { DIFFERENT, ERROR, GOOD, PLAIN, WARNING } from './icons';
import { fence, placeText, timeOfDay } from './words';
import type { Icon, Row } from './row';

/** @param id of the row that these stand below */
export function detailRows(
  id: string,
  figures: Figures,
  service: DeclaredStackService | undefined,
  objectives: Objectives,
): Row[] {
  const row = (name: string, description: string, more: Partial<Row> = {}): Row => ({
    id: `${id}/${name}`,
    label: name,
    description,
    icon: PLAIN,
    context: 'detail',
    spoken: `${name}: ${description}`,
    ...more,
  });
  const last = figures.probes.at(-1);
  const { memoryBytes, cpus } = service?.limits ?? {};
  return [
    ...(last ? [row('last probe', probeText(last), probeLook(figures.probes, last, service?.healthCheck))] : []),
    row('health check', healthCheckText(figures, service?.healthCheck), {
      source: sourceOfCheck(service?.healthCheck),
      ...(figures.healthCheck === undefined ? { icon: { name: 'circle-slash', color: WARNING } } : {}),
    }),
    row('restarts', restartsText(figures, objectives), { source: service?.restart?.source }),
    row('memory', memoryText(figures), { source: memoryBytes?.source }),
    row('CPU', cpuText(figures), { source: cpus?.source }),
    ...(figures.limits.processes === undefined ? [] : [row('processes', `at most ${figures.limits.processes}`)]),
    ...(figures.logs === 'unlimited'
      ? [row('log size', 'unlimited: the disk fills', { icon: { name: 'warning', color: WARNING } })]
      : []),
    ...(figures.ports.length > 0
      ? [row('ports', portsText(figures.ports), { source: service?.ports[0]?.source })]
      : []),
    row('image', figures.image, { source: service?.image?.source, tooltip: () => fence(figures.imageId) }),
    ...(figures.startedAt === undefined ? [] : [row('started', timeOfDay(figures.startedAt))]),
    // What comes and goes stands last: nothing moves away from under the mouse.
    ...(figures.failingStreak > 1 ? [row('failing', `${figures.failingStreak} times in a row`)] : []),
    ...(figures.timeToHealthyMs === undefined ? [] : [row('time to healthy', durationText(figures.timeToHealthyMs))]),
    ...(figures.lastRecoveryMs === undefined
      ? []
      : [row('last recovery', `took ${durationText(figures.lastRecoveryMs)}`)]),
  ];
}

export function driftRows(id: string, drift: readonly Drift[]): Row[] {
  return drift.map(({ aspect, declared, observed, source }, index) => ({
    id: `${id}/drift/${aspect}/${index}`,
    label: `${aspect} differs`,
    description: `file: ${declared} · runs: ${observed}`,
    icon: DIFFERENT,
    context: 'detail',
    spoken: `${aspect} differs. The file says ${declared}, what runs has ${observed}.`,
    source,
  }));
}

function probeText({ outcome, exitCode, output }: ObservedProbe): string {
  switch (outcome.kind) {
    case 'passed':
      return 'passed';
    case 'timed out':
      return 'took too long';
    case 'cannot run': {
      const obstacle = outcome.program === undefined ? 'cannot run' : `${outcome.program}: ${outcome.reason}`;
      return `${obstacle} · exit ${exitCode}`;
    }
    case 'failed': {
      const said = tellingLineOf(output);
      return said === '' ? `exit ${exitCode}` : `exit ${exitCode} · ${said}`;
    }
  }
}

function probeLook(
  probes: readonly ObservedProbe[],
  last: ObservedProbe,
  check: DeclaredHealthCheck | undefined,
): Partial<Row> {
  const isGood = last.outcome.kind === 'passed';
  const icon: Icon = isGood ? { name: 'pass', color: GOOD } : { name: 'error', color: ERROR };
  return {
    icon,
    source: sourceOfCheck(check),
    tooltip: () => [...probes].reverse().map(probeParagraph).join('\n\n'),
    revision: String(last.startedAt),
  };
}

/** One probe with all that it printed. */
export function probeParagraph(probe: ObservedProbe): string {
  const { startedAt, durationMs, outcome, exitCode, output } = probe;
  const when = startedAt === undefined ? '' : `${timeOfDay(startedAt)} · `;
  const took = durationMs === undefined ? '' : ` after ${(durationMs / 1000).toFixed(1)} s`;
  const heading = `**${when}${outcome.kind}**, exit ${exitCode}${took}`;
  return output === '' ? heading : `${heading}\n\n${fence(output)}`;
}

function healthCheckText(figures: Figures, check: DeclaredHealthCheck | undefined): string {
  const source = sourceOfCheck(check);
  if (figures.healthCheck === undefined) return check?.kind === 'disabled' ? 'switched off' : 'none';
  return source ? placeText(source) : 'of the image';
}

function sourceOfCheck(check: DeclaredHealthCheck | undefined): SourceRange | undefined {
  return check?.kind === 'declared' || check?.kind === 'disabled' ? check.source : undefined;
}

function restartsText(figures: Figures, { stability }: Objectives): string {
  const stable = isStable(figures, stability);
  const window = durationText(stability);
  if (stable === undefined) return String(figures.restarts);
  return `${figures.restarts} · ${stable ? `stable for ${window}` : `not stable for ${window}`}`;
}

function memoryText({ limits, usage, memoryBytes }: Figures): string {
  return useText(limits.memoryBytes, usage.memory, memoryBytes, bytesText);
}

function cpuText({ limits, usage, cpus }: Figures): string {
  return useText(
    limits.cpus,
    usage.cpus,
    cpus,
    (cores) => `${Number(cores.toFixed(2))} ${cores === 1 ? 'core' : 'cores'}`,
  );
}

/** The limit with what is used of it, while somebody measures. */
function useText(
  limit: number | undefined,
  share: number | undefined,
  used: number | undefined,
  textOf: (amount: number) => string,
): string {
  if (limit !== undefined)
    return share === undefined ? `at most ${textOf(limit)}` : `${percentText(share)} of ${textOf(limit)}`;
  return used === undefined ? 'no limit' : `no limit, uses ${textOf(used)}`;
}

function portsText(ports: readonly PortBinding[]): string {
  const texts = ports.map(({ hostAddress, hostPort, containerPort, protocol }) => {
    const address = hostAddress === '' || hostAddress === '0.0.0.0' || hostAddress === '::' ? '' : `${hostAddress}:`;
    return `${address}${hostPort} → ${containerPort}${protocol === 'tcp' ? '' : `/${protocol}`}`;
  });
  // For both families of addresses engines list a binding twice.
  return [...new Set(texts)].join(', ');
}
