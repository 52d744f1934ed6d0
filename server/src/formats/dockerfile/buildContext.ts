import { resolvePath, folderOf, relativePath } from '../../engine/paths';
import { isIgnored } from '../../engine/settings';
import type { Surroundings } from '../../engine/surroundings';
import type { Dockerfile } from './model';

/** The folder that a build takes its files from. */
export interface BuildContext {
  /** Absolute. */
  readonly folder: string;
  /** A service names it; otherwise it is only likely. */
  readonly isNamed: boolean;
  /** Whether `.dockerignore` keeps a file out, by its absolute path. */
  readonly leavesOut: (path: string) => boolean;
}

/** Those that services around name for a Dockerfile; its own folder where there are none. */
export function buildContexts({ path }: Dockerfile, { text, servicesBuiltFrom }: Surroundings): BuildContext[] {
  const named = servicesBuiltFrom(path)?.map(({ context }) => context) ?? [];
  return [...new Set(named.length > 0 ? named : [folderOf(path)])].map((folder) => {
    // https://docs.docker.com/build/concepts/context/#filename-and-location
    const file = text(`${path}.dockerignore`) ?? text(resolvePath(folder, '.dockerignore')) ?? '';
    const rules = file.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
    return { folder, isNamed: named.length > 0, leavesOut: (other) => isIgnored(relativePath(folder, other), rules) };
  });
}
