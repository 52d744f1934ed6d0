import type { BuildSource, BuiltImage } from '../engine/surroundings';
import { readDockerfile } from './dockerfile';
import { isRemote, resolvePath } from './files';

/** The Dockerfile of a build in an absolute folder, read through `read`; undefined where it is elsewhere or cannot be read. */
export function readBuiltImage(
  read: (path: string) => string | undefined,
  { context, dockerfile, inline, target }: BuildSource,
): BuiltImage | undefined {
  if (inline !== undefined) return readDockerfile(inline, target);
  if (isRemote(context)) return undefined;
  const text = read(resolvePath(context, dockerfile ?? 'Dockerfile'));
  return text === undefined ? undefined : readDockerfile(text, target);
}

/**
 * Whether the engine keeps its logs small under this daemon.json: json-file with a size, or a driver that is not json-file
 * (https://docs.docker.com/engine/logging/configure/). Undefined when the text cannot be read.
 */
export function rotatesLogs(daemonConfiguration: string): boolean | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(daemonConfiguration);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const driver = 'log-driver' in parsed ? parsed['log-driver'] : 'json-file';
  const options = 'log-opts' in parsed ? parsed['log-opts'] : undefined;
  if (driver !== 'json-file') return true;
  return typeof options === 'object' && options !== null && 'max-size' in options;
}
