/** What a running container uses, from the engine's stream of one frame a second. */
import { numberOf, objectOf, timeOf, type Json } from './json';

export interface Usage {
  /** Milliseconds since 1970 on the engine's clock. */
  readonly readAt: number;
  /** Cores in use since the frame before: 1.5 is one and a half. Undefined in the first frame. */
  readonly cpus: number | undefined;
  /** Without the page cache that the kernel would give back. */
  readonly memoryBytes: number;
  /** As the kernel sees it: the memory of the machine when the container has no limit of its own. */
  readonly memoryLimitBytes: number | undefined;
  readonly processes: number | undefined;
}

/** Undefined for a container that does not run: engines then answer zeros. */
export function usageOf(value: unknown): Usage | undefined {
  const frame = objectOf(value);
  const readAt = timeOf(frame.read);
  if (readAt === undefined) return undefined;
  const memory = objectOf(frame.memory_stats);
  return {
    readAt,
    cpus: cpusOf(objectOf(frame.cpu_stats), objectOf(frame.precpu_stats)),
    memoryBytes: Math.max(0, numberOf(memory.usage) - cacheOf(objectOf(memory.stats))),
    memoryLimitBytes: numberOf(memory.limit) || undefined,
    processes: numberOf(objectOf(frame.pids_stats).current) || undefined,
  };
}

/** As `docker stats` reckons, but in cores rather than percent of one. */
function cpusOf(now: Json, before: Json): number | undefined {
  const systemBefore = numberOf(before.system_cpu_usage);
  const system = numberOf(now.system_cpu_usage) - systemBefore;
  const used = totalUsage(now) - totalUsage(before);
  if (systemBefore === 0 || system <= 0 || used < 0) return undefined;
  return (used / system) * (numberOf(now.online_cpus) || 1);
}

function totalUsage(cpu: Json): number {
  return numberOf(objectOf(cpu.cpu_usage).total_usage);
}

/** cgroup v1 says `total_inactive_file`, v2 `inactive_file`. */
function cacheOf(stats: Json): number {
  return numberOf(stats.total_inactive_file ?? stats.inactive_file);
}
