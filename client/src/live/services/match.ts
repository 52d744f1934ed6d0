/** Which running project belongs to which declared stack. */
import type { DeclaredStack } from '../../../../server/src/protocol';
import { normalised, pathOfUri, type Origin } from './labels';

/** Containers of one project that were started from the same place. */
export interface Project {
  readonly name: string;
  readonly folder: string | undefined;
  readonly files: readonly string[];
  readonly services: ReadonlySet<string>;
}

export interface Match {
  readonly stack: DeclaredStack;
  readonly project: Project;
  /** It was started from other files than these: only its name is the same. */
  readonly isByName: boolean;
}

/** Follows links; a path that does not exist stays as it is. Takes and gives paths of this machine. */
export type RealPath = (path: string) => string;

/** The same for containers that belong together. A service that was started from other files of the same project is still in it. */
export function projectKey({ project, folder }: Pick<Origin, 'project' | 'folder'>): string {
  return JSON.stringify([project, folder]);
}

/**
 * Finds the stack of each project: the one whose files it was started from, else the one whose folder and name it has, else the one
 * whose name it has. The last is how Compose itself sees it, and how a stack looks that was started from a copy on another machine.
 */
export function matchProjects(
  stacks: readonly DeclaredStack[],
  projects: readonly Project[],
  realPath: RealPath,
): { readonly matches: readonly Match[]; readonly others: readonly Project[] } {
  const real = cached((path) => normalised(realPath(path)));
  const places = stacks
    .filter(({ kind }) => kind === 'compose')
    .map((stack) => ({
      stack,
      main: stack.files[0] === undefined ? undefined : real(pathOfUri(stack.files[0])),
      files: new Set([...stack.files, ...(stack.variants ?? [])].map((uri) => real(pathOfUri(uri)))),
      folder: real(pathOfUri(stack.folder)),
    }));
  const matches: Match[] = [];
  const rest: Project[] = [];
  for (const project of projects) {
    const files = project.files.map(real);
    const folder = project.folder === undefined ? undefined : real(project.folder);
    const byFile = places.filter((place) => files.some((file) => place.files.has(file)));
    const found =
      byFile.find(({ stack, main }) => main === files[0] && stack.name === project.name) ??
      byFile.find(({ main }) => main === files[0]) ??
      byFile.find(({ stack }) => stack.name === project.name) ??
      byFile[0] ??
      places.find((place) => place.folder === folder && place.stack.name === project.name);
    if (found) matches.push({ stack: found.stack, project, isByName: false });
    else rest.push(project);
  }
  const taken = new Set(matches.map(({ stack }) => stack.id));
  const others: Project[] = [];
  for (const project of rest) {
    const named = places.find(
      ({ stack }) =>
        stack.name === project.name &&
        !taken.has(stack.id) &&
        stack.services.some(({ name }) => project.services.has(name)),
    );
    if (!named) {
      others.push(project);
      continue;
    }
    taken.add(named.stack.id);
    matches.push({ stack: named.stack, project, isByName: project.files.length > 0 });
  }
  return { matches, others };
}

function cached(work: RealPath): RealPath {
  const known = new Map<string, string>();
  return (path) => {
    let result = known.get(path);
    if (result === undefined) known.set(path, (result = work(path)));
    return result;
  };
}
