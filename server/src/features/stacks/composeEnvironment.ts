import { namesIn } from '../../formats/compose/dotenv';
import { scalarText, type ComposeService } from '../../formats/compose/model';

/**
 * The names of all variables that a service has for certain, those in the files of `env_file` included: one that is only named takes
 * the value of the shell, and is not set where that has none. Values are looked at by nobody.
 */
export function environmentOf(
  service: ComposeService,
  read: (path: string) => string | undefined,
): { readonly environmentNames: string[]; readonly isEnvironmentComplete: boolean } {
  const names = new Set(service.environment.flatMap(({ name, value }) => (value === undefined ? [] : name)));
  let isEnvironmentComplete = true;
  for (const { view } of service.items('env_file')) {
    const path = view.kind === 'map' ? view.get('path')?.value : view;
    const filled = path?.kind === 'scalar' && !path.isNull ? service.interpolate(path) : undefined;
    const text =
      path && filled?.known ? read(service.file.resolve(path, filled.text.replaceAll('\\', '/'))) : undefined;
    const isRequired = view.kind !== 'map' || scalarText(view.get('required')?.value) !== 'false';
    if (text === undefined) isEnvironmentComplete &&= !isRequired;
    else for (const name of namesIn(text)) names.add(name);
  }
  return { environmentNames: [...names], isEnvironmentComplete };
}
