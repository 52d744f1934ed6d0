import type { ComposeProject, ServiceParts } from '../engine/composeProject';
import type { Settings } from '../engine/settings';
import type { DeclaredStack } from '../protocol';
import type { Conclusion } from '../stack/conclusions';
import { folderOf } from '../stack/files';
import type { Workspace } from '../stack/workspace';
import { composeStack, type StackContext } from './stacks/composeStack';
import { kubernetesStack } from './stacks/kubernetesStack';
import { Places } from './stacks/place';
import { prometheusStack } from './stacks/prometheusStack';

/** What a project is found by, as long as files may change: one of its files, and the variants beside it. */
interface FoundProject {
  readonly path: string;
  readonly variants: string[];
}

/**
 * Everything that the files of a workspace declare: compose projects, then Kubernetes manifests by folder, then Prometheus servers.
 * Every stack is kept until something changes that it is made of.
 */
export class DeclaredStacks {
  private readonly kept = new Map<string, Conclusion>();
  private readonly context: StackContext;
  private last: { readonly generation: number; readonly stacks: DeclaredStack[] } | undefined;

  /** @param isOwn whether a file of the workspace is not that of another one inside it */
  constructor(
    private readonly workspace: Workspace,
    readonly settings: Settings,
    private readonly isOwn: (path: string) => boolean,
  ) {
    this.context = {
      settings,
      places: new Places((path) => workspace.tree(path)),
      surroundingsOf: (path) => workspace.surroundingsOf(path),
      read: (path) => workspace.text(path),
    };
  }

  /** Does the work step by step. Files may change in between: a step is of one moment, and what it yields of the files as they are then. */
  *collect(): Generator<void, readonly DeclaredStack[]> {
    const { generation } = this.workspace;
    if (this.last?.generation === generation) return this.last.stacks;
    const paths: Record<string, string[]> = { compose: [], kubernetes: [], prometheus: [] };
    for (const file of this.workspace.filesDeclaring()) {
      if (file && this.isOwn(file.path)) paths[file.format.id]?.push(file.path);
      yield;
    }
    const { compose = [], kubernetes = [], prometheus = [] } = paths;
    const stacks: DeclaredStack[] = [];
    const steps = [
      ...(yield* this.composeProjects(compose)).map((found) => () => this.composeStack(found)),
      ...[...byFolder(kubernetes)].map((inFolder) => () => this.kubernetesStack(inFolder)),
      ...prometheus.map((path) => () => this.prometheusStack(path)),
    ];
    for (const step of steps) {
      const stack = step();
      if (stack) stacks.push(stack);
      yield;
    }
    this.last = { generation, stacks };
    return stacks;
  }

  /** Whether a stack is made of a file, as far as was found out. */
  isMadeOf(uri: string): boolean {
    return this.last?.stacks.some(({ files }) => files.includes(uri)) === true;
  }

  /**
   * One stack for each project that `docker compose` finds by itself, and one for each other compose file that is no variant of the
   * project beside it. What another project includes is part of that one.
   */
  private *composeProjects(paths: readonly string[]): Generator<void, FoundProject[]> {
    const found = new Map<string, FoundProject>();
    const named: string[] = [];
    const parts = new Set<string>();
    for (const path of paths) {
      const project = this.projectOf(path);
      if (project?.isDefault) {
        found.set(keyOf(project), { path, variants: [] });
        for (const source of project.sources) parts.add(source.path);
      } else if (project) named.push(path);
      yield;
    }
    for (const path of named) {
      if (parts.has(path)) continue;
      const project = this.projectOf(path);
      const beside = project && this.workspace.composeProjectIn(project.folder);
      const names = new Set(beside?.services.map(({ name }) => name));
      if (beside && project.services.some(({ name }) => names.has(name)))
        found.get(keyOf(beside))?.variants.push(...project.paths);
      else if (project?.services.some(canRun)) found.set(keyOf(project), { path, variants: [] });
      yield;
    }
    return [...found.values()];
  }

  private projectOf(path: string): ComposeProject | undefined {
    const file = this.workspace.file(path);
    return file && this.workspace.composeProjectOf(file);
  }

  private composeStack({ path, variants }: FoundProject): DeclaredStack | undefined {
    return this.workspace.conclude(this.kept, ['compose', path, ...variants].join('\n'), () => {
      const project = this.projectOf(path);
      return project && composeStack(project, variants, this.context);
    });
  }

  private kubernetesStack(paths: readonly string[]): DeclaredStack | undefined {
    return this.workspace.conclude(this.kept, ['kubernetes', ...paths].join('\n'), () =>
      kubernetesStack(
        paths.flatMap((path) => this.workspace.file(path) ?? []),
        this.context,
      ),
    );
  }

  private prometheusStack(path: string): DeclaredStack | undefined {
    return this.workspace.conclude(this.kept, `prometheus\n${path}`, () => {
      const file = this.workspace.file(path);
      return file && prometheusStack(file, this.context);
    });
  }
}

function byFolder(paths: readonly string[]): Iterable<string[]> {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = folderOf(path);
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  return folders.values();
}

function keyOf({ paths }: ComposeProject): string {
  return paths[0] ?? '';
}

/** Neither a fragment that waits for its image nor a template for other services. */
function canRun({ isComplete, layers }: ServiceParts): boolean {
  return isComplete && layers.some((layer) => layer.get('image') ?? layer.get('build') ?? layer.get('provider'));
}
