import type { Token } from '../../document/text';
import type { Settings } from '../../engine/settings';
import { coverageOf } from '../../formats/compose/backups/coverage';
import { backupsAmong } from '../../formats/kubernetes/backups';
import { objectsOf } from '../../formats/kubernetes/object';
import type { DeclaredBackup, DeclaredBackups, DeclaredStack } from '../../protocol';
import type { Conclusion } from '../../stack/conclusions';
import type { Workspace } from '../../stack/workspace';
import { folderOf } from '../../stack/files';
import { effectiveFile } from '../stacks/composeStack';
import { pathOf, Places, uriOf } from '../stacks/place';

/** What was found about the backups of one stack. */
export interface StackBackups extends DeclaredBackups {
  readonly stack: string;
}

/** The backups that stacks make of themselves, each kept until something changes that it was concluded from. */
export class FoundBackups {
  /** What was found under some settings holds for them alone. */
  private readonly kept = new WeakMap<Settings, Map<string, Conclusion>>();
  private readonly places: Places;

  /**
   * @param settingsOf what is in force for a file
   * @param isOwn whether a file of the workspace is not that of another one inside it
   */
  constructor(
    private readonly workspace: Workspace,
    private readonly settingsOf: (path: string) => Settings,
    private readonly isOwn: (path: string) => boolean,
  ) {
    this.places = new Places((path) => workspace.tree(path));
  }

  /** Does the work step by step, a stack each. */
  *collect(stacks: readonly DeclaredStack[]): Generator<void, StackBackups[]> {
    const found: StackBackups[] = [];
    for (const stack of stacks) {
      const path = pathOf(stack.files[0] ?? '');
      if (path !== undefined && stack.kind === 'compose') found.push(this.ofCompose(stack.id, path));
      yield;
    }
    const paths: string[] = [];
    for (const file of this.workspace.filesDeclaring()) {
      if (file?.format.id === 'kubernetes' && this.isOwn(file.path)) paths.push(file.path);
      yield;
    }
    const [first] = paths;
    if (first === undefined) return found;
    const settings = this.settingsOf(first);
    const key = ['kubernetes', ...paths].join('\n');
    const inManifests = (): StackBackups[] => this.ofManifests(paths, stacks, settings);
    return [...found, ...this.workspace.conclude(this.keptUnder(settings), key, inManifests)];
  }

  /** Manifests of all folders together: what saves data is seldom beside what keeps it. */
  private ofManifests(paths: readonly string[], stacks: readonly DeclaredStack[], settings: Settings): StackBackups[] {
    const files = paths.flatMap((path) => this.workspace.file(path) ?? []);
    const objects = files.flatMap(({ yaml }) => (yaml?.documents ?? []).flatMap(({ document }) => objectsOf(document)));
    const { jobs, unprotected } = backupsAmong(objects, settings);
    const stackOf = (token: Token): string => `kubernetes:${uriOf(folderOf(token.document.source))}`;
    const has = (stack: DeclaredStack, names: readonly string[]): boolean =>
      stack.kind === 'kubernetes' && stack.services.some(({ name }) => names.includes(name));
    return [
      ...jobs.map(({ job, token, problem }): StackBackups => {
        const stack = stacks.find((one) => has(one, job.protects))?.id ?? stackOf(token);
        const source = this.places.of(token);
        const made = { ...job, stack, origin: 'kubernetes', service: undefined, source, problem } as const;
        return { stack, jobs: [made], unprotected: [] };
      }),
      ...unprotected.map(({ name, container }): StackBackups => {
        const stack = stackOf(container.token);
        return { stack, jobs: [], unprotected: [{ stack, service: name, source: this.places.of(container.token) }] };
      }),
    ];
  }

  private ofCompose(stack: string, path: string): StackBackups {
    const settings = this.settingsOf(path);
    return this.workspace.conclude(this.keptUnder(settings), stack, () => this.ofProject(stack, path, settings));
  }

  private keptUnder(settings: Settings): Map<string, Conclusion> {
    const kept = this.kept.get(settings) ?? new Map<string, Conclusion>();
    this.kept.set(settings, kept);
    return kept;
  }

  private ofProject(stack: string, path: string, settings: Settings): StackBackups {
    const opened = this.workspace.file(path);
    const project = opened && this.workspace.composeProjectOf(opened);
    const file = project && effectiveFile(project, settings);
    if (!file) return { stack, jobs: [], unprotected: [] };
    const { jobs, unprotected } = coverageOf(file, this.workspace.surroundingsOf(path));
    return {
      stack,
      jobs: jobs.map(({ job, service, origin, token }) => ({
        ...job,
        stack,
        origin,
        service: service.name,
        source: this.places.of(token),
        problem: job.protects.length > 0 ? undefined : UNCLEAR,
      })),
      unprotected: unprotected.map(({ service }) => ({
        stack,
        service: service.name,
        source: this.places.of(service.key),
      })),
    };
  }
}

const UNCLEAR = 'It cannot be told from the files whose data this saves. Declare it in `backups:` of a holdfast.yaml.';

/** What somebody has declared in so many words stands in place of what was found under the same name. */
export function joinBackups(configured: readonly DeclaredBackup[], found: readonly StackBackups[]): DeclaredBackups {
  const keyOf = ({ stack, id }: DeclaredBackup): string => `${stack}\n${id}`;
  const taken = new Set(configured.map(keyOf));
  return {
    jobs: [...configured, ...found.flatMap(({ jobs }) => jobs.filter((job) => !taken.has(keyOf(job))))],
    unprotected: found.flatMap(({ unprotected }) => unprotected),
  };
}
