/** Runtimes from before there were containers: they size their heap by the memory of the host. */
import type { Edits } from '../../document/edit';
import type { Surroundings } from '../../engine/surroundings';
import { parseImageReference } from '../../images';
import { builtImageOf } from './health';
import { heapSettings, USUAL_SHARE } from './heap';
import type { ComposeService } from './model';
import { MEBIBYTE } from './units';

export type OldRuntime = 'Node.js' | 'Java';

/** The runtime of a service that does not see a memory limit and has no bound of its own; Node.js before 12, Java before 8u191. */
export function unboundRuntime(service: ComposeService, surroundings: Surroundings): OldRuntime | undefined {
  if (!service.isLongRunning || heapSettings(service).length > 0) return undefined;
  const runtime = oldRuntime(service, surroundings);
  // Files may set any variable.
  return runtime && !service.get('env_file') && !hasOptions(service) ? runtime : undefined;
}

/** Leaves a part of a memory limit, in bytes, to the rest of the process. */
export function boundHeap(service: ComposeService, runtime: OldRuntime, limit: number): Edits {
  const size = Math.floor((limit * USUAL_SHARE) / MEBIBYTE);
  return runtime === 'Node.js'
    ? service.addVariable('NODE_OPTIONS', `--max-old-space-size=${size}`)
    : service.addVariable('JAVA_TOOL_OPTIONS', `-Xmx${size}m`);
}

function hasOptions({ environment }: ComposeService): boolean {
  return environment.some(({ name, value }) => {
    return (
      /^(?:NODE_OPTIONS|JAVA_TOOL_OPTIONS|JAVA_OPTS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS)$/.test(name) &&
      (value === undefined || value.includes('$'))
    );
  });
}

function oldRuntime(service: ComposeService, surroundings: Surroundings): OldRuntime | undefined {
  const text = service.isBuilt
    ? builtImageOf(service, surroundings)?.base
    : service.image?.known
      ? service.image.text
      : undefined;
  if (text === undefined) return undefined;
  const { repository, tag = '', registry } = parseImageReference(text);
  const major = Number(/^(?:jre|jdk)?-?(\d+)/.exec(tag)?.[1] ?? Number.NaN);
  if (registry !== undefined || Number.isNaN(major)) return undefined;
  if (repository === 'node') return major < 12 ? 'Node.js' : undefined;
  // From 8u191 on the limit is seen; tags of openjdk that name an older update are rare and spelt out.
  const update = Number(/^8u(\d+)/.exec(tag)?.[1] ?? Number.NaN);
  if (repository === 'openjdk' || repository === 'java') return major < 8 || update < 191 ? 'Java' : undefined;
  return undefined;
}
