import type { ComposeProject, ServiceParts } from '../engine/composeProject';
import type { OpenedFile } from '../engine/open';
import type { Settings } from '../engine/settings';
import type { DeclaredStack } from '../protocol';
import { folderOf } from '../stack/files';
import type { Workspace } from '../stack/workspace';
import { composeStack, type StackContext } from './stacks/composeStack';
import { kubernetesStack } from './stacks/kubernetesStack';
import { Places } from './stacks/place';
import { prometheusStack } from './stacks/prometheusStack';

/** Everything that the files of a workspace declare: compose projects, then Kubernetes manifests by folder, then Prometheus servers. */
export function declaredStacks(
  workspace: Workspace,
  settings: Settings,
  isOwn: (path: string) => boolean = () => true,
): DeclaredStack[] {
  const context: StackContext = {
    settings,
    places: new Places((path) => workspace.tree(path)),
    surroundingsOf: (path) => workspace.surroundingsOf(path),
    read: (path) => workspace.text(path),
  };
  const files = workspace.filesDeclaring().filter(({ path }) => isOwn(path));
  const of = (format: string): OpenedFile[] => files.filter((file) => file.format.id === format);
  const manifests = new Map<string, OpenedFile[]>();
  for (const file of of('kubernetes')) {
    const folder = folderOf(file.path);
    manifests.set(folder, [...(manifests.get(folder) ?? []), file]);
  }
  return [
    ...composeStacks(workspace, of('compose'), context),
    ...[...manifests.values()].flatMap((inFolder) => kubernetesStack(inFolder, context) ?? []),
    ...of('prometheus').flatMap((file) => prometheusStack(file, context) ?? []),
  ];
}

/**
 * One stack for each project that `docker compose` finds by itself, and one for each other compose file that is no variant of the
 * project beside it. What another project includes is part of that one.
 */
function composeStacks(workspace: Workspace, files: readonly OpenedFile[], context: StackContext): DeclaredStack[] {
  const stacks = new Map<string, { readonly project: ComposeProject; readonly variants: string[] }>();
  const named: ComposeProject[] = [];
  for (const file of files) {
    const project = workspace.composeProjectOf(file);
    if (project?.isDefault) stacks.set(keyOf(project), { project, variants: [] });
    else if (project) named.push(project);
  }
  for (const project of named) {
    const beside = workspace.composeProjectIn(project.folder);
    const names = new Set(beside?.services.map(({ name }) => name));
    if (beside && project.services.some(({ name }) => names.has(name)))
      stacks.get(keyOf(beside))?.variants.push(...project.paths);
    else if (project.services.some(canRun)) stacks.set(keyOf(project), { project, variants: [] });
  }
  return [...stacks.values()].flatMap(({ project, variants }) => composeStack(project, variants, context) ?? []);
}

function keyOf({ paths }: ComposeProject): string {
  return paths[0] ?? '';
}

/** Neither a fragment that waits for its image nor a template for other services. */
function canRun({ isComplete, layers }: ServiceParts): boolean {
  return isComplete && layers.some((layer) => layer.get('image') ?? layer.get('build') ?? layer.get('provider'));
}
