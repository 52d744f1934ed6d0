import type { BuildingService, Surroundings } from '../../engine/surroundings';
import type { Stage } from './model';

/**
 * Whether every service that is built from the last stage of a Dockerfile says something for itself, and there is one. Services of
 * which a part could not be read count for nothing.
 */
export function isLeftToServices(
  stage: Stage,
  { servicesBuiltFrom }: Surroundings,
  says: (service: BuildingService) => boolean,
): boolean {
  const { path } = stage.file;
  const services = servicesBuiltFrom(path)?.filter((service) => {
    const { target, isPartial } = service;
    const isBuilt = target === undefined || stage.file.stageNamed(target) === stage;
    return isBuilt && (!isPartial || says(service));
  });
  return services !== undefined && services.length > 0 && services.every(says);
}
