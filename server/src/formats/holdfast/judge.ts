import type { YamlView } from '../../document/view';
import { readBackups } from './backups/read';
import type { ConfigurationProblem } from './problem';
import type { Schema } from './schema';
import { readSmoke } from './smoke/read';
import { validate } from './validate';

/**
 * Everything that is wrong with a `holdfast.yaml`.
 * @param services names that smoke tests and backups can speak of; undefined where they are not known
 */
export function judgeConfiguration(
  root: YamlView,
  schema: Schema,
  services: () => ReadonlySet<string> | undefined = () => undefined,
): ConfigurationProblem[] {
  // The readers of smoke tests and backups tell more than a schema can.
  const others = { ...schema, properties: { ...schema.properties, backups: {}, smoke: {} } };
  return [...validate(root, others), ...readBackups(root, services).problems, ...readSmoke(root, services).problems];
}
