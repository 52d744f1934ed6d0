import type { YamlView } from '../../document/view';
import type { ConfigurationProblem } from './problem';
import type { Schema } from './schema';
import { readSmoke } from './smoke/read';
import { validate } from './validate';

/**
 * Everything that is wrong with a `holdfast.yaml`.
 * @param services names that smoke tests can speak of; undefined where they are not known
 */
export function judgeConfiguration(
  root: YamlView,
  schema: Schema,
  services: () => ReadonlySet<string> | undefined = () => undefined,
): ConfigurationProblem[] {
  // The reader of smoke tests tells more than a schema can.
  const others = { ...schema, properties: { ...schema.properties, smoke: {} } };
  return [...validate(root, others), ...readSmoke(root, services).problems];
}
