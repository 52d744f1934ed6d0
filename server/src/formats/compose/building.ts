import type { ComposeProject } from '../../engine/composeProject';
import { isRemote, resolvePath } from '../../engine/paths';
import { DEFAULT_SETTINGS } from '../../engine/settings';
import type { BuildingService } from '../../engine/surroundings';
import { buildSource } from './health';
import { ComposeFile, type ComposeService } from './model';

const known = new WeakMap<ComposeProject, readonly BuildingService[]>();

/** The services of a project that are built from Dockerfiles of the workspace. */
export function buildingServices(project: ComposeProject): readonly BuildingService[] {
  const services = known.get(project) ?? readBuilding(project);
  known.set(project, services);
  return services;
}

function readBuilding(project: ComposeProject): BuildingService[] {
  const main = project.sources.find(({ document }) => document.root?.kind === 'map');
  if (main?.document.root?.kind !== 'map') return [];
  const file = new ComposeFile(main.document, main.document.root, main.path, DEFAULT_SETTINGS, project);
  return file.services.flatMap((service) => {
    const source = service.hasContainer ? buildSource(service) : undefined;
    if (!source || source.inline !== undefined || isRemote(source.context)) return [];
    const { context, dockerfile, target } = source;
    const { name, isPartial } = service;
    const path = resolvePath(context, dockerfile ?? 'Dockerfile');
    return {
      ...{ name, dockerfile: path, context, target, isPartial },
      user: userOf(service),
      decidesHealth: ['test', 'disable'].some((key) => service.get('healthcheck', key) !== undefined),
    };
  });
}

function userOf(service: ComposeService): BuildingService['user'] {
  const user = service.text('user');
  if (!user) return undefined;
  return user.known && /^(?:root|0+)(?::|$)/.test(user.text) ? 'root' : 'other';
}
