import { UNKNOWN } from '../../../shell';
import { isSecretName, issuedTokens, urlCredentials } from '../../../secrets';
import { withVariablesOf } from '../dotenv';
import { NO_VARIABLES } from '../interpolation';
import { scalarText, type ComposeService } from '../model';

/** The text of a file of the workspace; undefined where there is none. */
export type Read = (path: string) => string | undefined;

/**
 * What the variables of a service are set to, those of its `env_file` included. A value that is secret or that nobody knows is
 * `UNKNOWN`, so that it is neither kept nor taken for absent.
 */
export function environmentValues(service: ComposeService, read: Read): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { view } of service.items('env_file')) {
    const path = view.kind === 'map' ? view.get('path')?.value : view;
    const name = scalarText(path);
    if (!path || name === undefined) continue;
    const text = read(service.file.resolve(path, name.replaceAll('\\', '/')));
    for (const [key, value] of withVariablesOf(text ?? '', NO_VARIABLES)) values.set(key, value ?? UNKNOWN);
  }
  for (const { name, value, scalar } of service.environment) {
    const filled = value === undefined ? undefined : service.interpolate(scalar, value);
    values.set(name, filled?.known && !isSecret(name, filled.text) ? filled.text : UNKNOWN);
  }
  return values;
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || urlCredentials(value).length > 0 || issuedTokens(value).length > 0;
}
