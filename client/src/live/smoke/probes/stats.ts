/** What running containers use. */
import type { StatsProbe } from '../../../../../server/src/protocol';
import { isUp } from '../../docker/container';
import type { Container, Usage } from '../../docker';
import { bytesText } from '../../services';
import type { Try } from '../observe';
import { CannotRun, type Observation } from '../result';
import { containersOf, inTurn, runningContainer, servicesOf } from '../targets';
import { Each, NoValue } from '../values';

interface Measured {
  readonly container: Container;
  /** Medians; undefined for a container that stopped meanwhile. */
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
}

export async function stats(probe: StatsProbe, attempt: Try): Promise<Observation> {
  const containers =
    probe.service === undefined ? await allRunning(attempt) : [await runningContainer(attempt, probe.service)];
  if (containers.length === 0) throw new CannotRun('Nothing of this stack runs: there is nothing to measure.');
  const measured = await Promise.all(containers.map((container) => measure(container, probe.samples, attempt)));
  const each = (value: (one: Measured) => unknown): Each =>
    new Each(measured.map((one) => ({ name: one.container.name, value: value(one) })));
  return {
    values: {
      cpuPercent: each(({ cpus }) => percent(cpus, 1)),
      cpuPercentOfLimit: each(({ cpus, container: { limits } }) => percent(cpus, limits.cpus, NO_CPU_LIMIT)),
      memoryBytes: each(({ memoryBytes }) => memoryBytes ?? NOT_MEASURED),
      memoryPercentOfLimit: each(({ memoryBytes, container: { limits } }) =>
        percent(memoryBytes, limits.memoryBytes, NO_MEMORY_LIMIT),
      ),
    },
    output: measured.map(lineOf).join('\n'),
    containers: containers.map(({ id }) => id),
  };
}

const NOT_MEASURED = new NoValue('it stopped while it was measured', 'error');
const NO_CPU_LIMIT = new NoValue(
  'it has no CPU limit to compare with. Set one under deploy.resources.limits, or expect "cpuPercent"',
);
const NO_MEMORY_LIMIT = new NoValue(
  'it has no memory limit to compare with. Set one under deploy.resources.limits, or expect "memoryBytes"',
);

function percent(used: number | undefined, limit: number | undefined, withoutLimit?: NoValue): unknown {
  if (limit === undefined) return withoutLimit;
  return used === undefined ? NOT_MEASURED : Math.round((used / limit) * 1000) / 10;
}

async function allRunning(attempt: Try): Promise<Container[]> {
  const all = await inTurn(servicesOf(attempt), (service) => containersOf(service, attempt));
  return all.flat().filter(({ state }) => isUp(state) && state !== 'restarting');
}

/** The first frame knows nothing of processors: it has none before it to compare with. */
async function measure(container: Container, samples: number, { context, signal: outer }: Try): Promise<Measured> {
  const usages: Usage[] = [];
  const enough = new AbortController();
  const signal = AbortSignal.any([outer, enough.signal]);
  try {
    const stream = await context.engine.stats(container.id, signal, (usage) => {
      if (usage.cpus !== undefined) usages.push(usage);
      if (usages.length >= samples) enough.abort();
    });
    await stream.ended;
  } catch (error) {
    if (!enough.signal.aborted || outer.aborted) throw error;
  }
  return {
    container,
    cpus: median(usages.map(({ cpus }) => cpus ?? 0)),
    memoryBytes: median(usages.map(({ memoryBytes }) => memoryBytes)),
  };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

function lineOf({ container: { name, limits }, cpus, memoryBytes }: Measured): string {
  const cpu = cpus === undefined ? '?' : `${(cpus * 100).toFixed(1)} % of a core`;
  const memory = memoryBytes === undefined ? '?' : bytesText(memoryBytes);
  const of = [limits.cpus && `${limits.cpus} cores`, limits.memoryBytes && bytesText(limits.memoryBytes)].filter(
    Boolean,
  );
  return `${name}: ${cpu}, ${memory} (limit: ${of.length === 0 ? 'none' : of.join(', ')})`;
}
