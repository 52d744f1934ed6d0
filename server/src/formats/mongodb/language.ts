import type { YamlDocument } from '../../document/document';
import type { Language } from '../../engine/language';
import { YAML } from '../../engine/yamlLanguage';

/** mongod.conf, mongod-replica.conf, mongos.cfg: YAML under another name. */
export const MONGOD: Language<YamlDocument> = {
  ...YAML,
  reads: (name) => /^mongo(?:d|s|db)?(?:[.-][\w-]+)*\.(?:conf|cfg)$/i.test(name),
};
