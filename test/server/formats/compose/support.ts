import { ComposeFile, type ComposeService } from '../../../../server/src/formats/compose/model';
import { DEFAULT_SETTINGS } from '../../../../server/src/engine/settings';
import { parseYaml } from '../../../../server/src/document/parse';

/** The service `app` of a file in which it has the given lines (each indented by itself). */
export function appWith(lines: string, rest = ''): ComposeService {
  const body = lines.replace(/^(?=.)/gm, '    ');
  const text = `services:\n  app:\n    image: example/app:1.4\n${body}\n${rest}`;
  const document = parseYaml('/workspace/compose.yaml', text).documents[0]?.document;
  if (document?.root?.kind !== 'map') throw new Error('no mapping');
  const service = new ComposeFile(document, document.root, '/workspace/compose.yaml', DEFAULT_SETTINGS).service('app');
  if (!service) throw new Error('no service');
  return service;
}
