import type { Surroundings } from '../../engine/surroundings';
import type { ComposeFile } from './model';

/** Adds to services of another file, which may be anywhere and declare the name. */
export function isLayer(file: ComposeFile): boolean {
  return file.services.some((service) => service.isPartial);
}

/** The names of all services that the file, its project and its neighbours declare. */
export function serviceNamesAround(
  file: ComposeFile,
  { composeServices, serviceNamesNearby }: Surroundings,
): Set<string> {
  const services = file.root.get('services')?.value;
  const own = services?.kind === 'map' ? services.entries.map(({ key }) => key.text) : [];
  return new Set([...own, ...(composeServices ?? []).map(({ name }) => name), ...(serviceNamesNearby ?? [])]);
}
