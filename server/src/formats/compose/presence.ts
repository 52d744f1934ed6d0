import type { ScalarView } from '../../document/view';
import { folderOf, isRemote, resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import type { ComposeFile } from './model';
import { interpolate } from './interpolation';
import { MAIN_NAMES } from './recognise';

/** Whether there is such a file or folder; `unknown` outside of the workspace, or where there is none. */
export function presenceOf(path: string, { findFiles }: Surroundings): 'there' | 'missing' | 'unknown' {
  // Such names would be taken for patterns.
  if (/[*?[\]\\]/.test(path)) return 'unknown';
  const found = findFiles(path);
  if (!found) return 'unknown';
  return found.length > 0 ? 'there' : 'missing';
}

/**
 * Whether relative paths of a file count from where they seem to: a file that Compose does not find by itself may be merged (`-f`) with
 * one of a folder above, and then they count from there.
 */
export function hasCertainFolder({ project }: ComposeFile, surroundings: Surroundings): boolean {
  if (project.isDefault) return true;
  for (let at = project.folder; at !== '/'; at = folderOf(at))
    if (at !== project.folder && MAIN_NAMES.some((name) => presenceOf(resolvePath(at, name), surroundings) === 'there'))
      return false;
  return true;
}

/**
 * How serious it is that a file named here is missing: less than usual where this one is the only file of its folder, because then it
 * was most likely copied out of its surroundings.
 */
export function severityOfMissing({ project }: ComposeFile, { findFiles }: Surroundings): 'error' | 'warning' {
  const around = findFiles(resolvePath(project.folder, '*')) ?? [];
  return around.some((path) => !project.paths.includes(path)) ? 'error' : 'warning';
}

/** The absolute path that a scalar names; undefined for addresses and where a variable decides. */
export function localPath(file: ComposeFile, scalar: ScalarView): string | undefined {
  const { text, known } = interpolate(scalar.text, file.variablesFor(scalar));
  if (!known || text === '' || isRemote(text) || /^(?:oci:|~)/.test(text)) return undefined;
  return file.resolve(scalar, text.replaceAll('\\', '/'));
}
