import { goGlob } from '../../engine/goGlob';
import { insideContainer, originOf } from '../../engine/mounts';
import { folderOf, nameOf, relativePath, resolvePath } from '../../engine/paths';
import type { DeclaredService, Surroundings } from '../../engine/surroundings';
import { isOfficialPrometheus, serversOf } from './deployment';
import type { PrometheusConfig } from './model';

export interface Lookup {
  readonly files: readonly string[];
  /** The service into which nothing brings the place the pattern names. */
  readonly unmountedIn?: string;
}

/**
 * The files of the workspace that a pattern of `rule_files` loads. Where a compose service mounts the configuration, the pattern
 * means a place inside that container; otherwise it is relative to the configuration. Undefined when that cannot be known.
 */
export function lookUp(pattern: string, config: PrometheusConfig, surroundings: Surroundings): Lookup | undefined {
  const servers = mountingServers(config, surroundings);
  if (servers.length === 0) {
    const files = pattern.startsWith('/') ? undefined : surroundings.findFiles(pattern);
    return files && { files };
  }
  let result: Lookup | undefined;
  for (const server of servers) {
    const found = lookInside(server, pattern, config, surroundings);
    if (!found || found.files.length > 0) return found;
    result ??= found;
  }
  return result;
}

function mountingServers(config: PrometheusConfig, surroundings: Surroundings): readonly DeclaredService[] {
  return (serversOf(config, surroundings) ?? []).filter(({ mounts }) => insideContainer(mounts, config.path));
}

function lookInside(
  server: DeclaredService,
  pattern: string,
  config: PrometheusConfig,
  surroundings: Surroundings,
): Lookup | undefined {
  const own = insideContainer(server.mounts, config.path);
  if (own === undefined) return undefined;
  const place = resolvePath(folderOf(own), pattern);
  const matches = goGlob(nameOf(place));
  const isThere = (target: string): boolean => folderOf(target) === folderOf(place) && matches(nameOf(target));
  // Files that are mounted one by one.
  const single = server.mounts.filter(({ target }) => isThere(target)).map(({ source }) => source);
  if (server.hiddenMounts.some(isThere)) return undefined;
  const origin = originOf(server.mounts, server.hiddenMounts, place);
  if (origin === 'hidden') return undefined;
  if (origin === 'image') {
    if (single.length > 0) return { files: single };
    const isKnownImage = server.image !== undefined && isOfficialPrometheus(server.image);
    return isKnownImage ? { files: [], unmountedIn: server.name } : undefined;
  }
  const found = surroundings.findFiles(origin.path);
  return found && { files: [...found, ...single] };
}

/** How a rule file of the workspace is named in `rule_files`; undefined where Prometheus does not see it. */
export function asWritten(
  file: string,
  isAbsolute: boolean,
  config: PrometheusConfig,
  surroundings: Surroundings,
): string | undefined {
  const [server] = mountingServers(config, surroundings);
  if (!server) return isAbsolute ? undefined : relativePath(folderOf(config.path), file);
  const own = insideContainer(server.mounts, config.path);
  const inside = insideContainer(server.mounts, file);
  if (own === undefined || inside === undefined) return undefined;
  return isAbsolute ? inside : relativePath(folderOf(own), inside);
}

/** Patterns that load these rule files: one for each folder, the name itself for files beside the configuration. */
export function patternsFor(names: readonly string[]): string[] {
  const patterns = names.map((name) => {
    const folder = folderOf(name);
    return name.includes('/') ? `${folder === '/' ? '' : folder}/*${/\.[^./]*$/.exec(name)?.[0] ?? ''}` : name;
  });
  return [...new Set(patterns)].sort();
}
