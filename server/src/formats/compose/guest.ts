import type { Guest, Subject } from '../../engine/format';
import { isWithin } from '../../engine/paths';
import type { ScriptFile } from '../../engine/scriptFile';
import { withFile, type Surroundings } from '../../engine/surroundings';
import { sourcesOf } from './containerFiles';
import { ComposeFile, type ComposeService } from './model';
import { rules } from './rules';
import { scriptsOf } from './scripts';

/** Compose in the scripts that services run: what is wrong there is found in the light of each such service. */
export const composeGuest: Guest = {
  rules: rules.filter(({ on }) => on['runner'] !== undefined),
  *subjects({ visitor, view }, surroundings) {
    if (visitor === 'script') yield* runnersOf(view as ScriptFile, surroundings);
  },
};

function* runnersOf({ path, file, settings }: ScriptFile, { composeFilesNear }: Surroundings): Generator<Subject> {
  for (const compose of composeFilesNear) {
    const { root } = compose.document;
    if (root?.kind !== 'map') continue;
    const isOwn = ({ document }: { readonly document: object }): boolean =>
      file.documents.some((one) => one.document === document);
    // The script as it reads now, and nothing that was worked out from an earlier text of it.
    const surroundings = withFile(compose.surroundings, path, file);
    const project = surroundings.composeProject(compose.path, compose.document);
    for (const service of new ComposeFile(compose.document, root, compose.path, settings, project).ownServices) {
      if (mounts(service, path) && scriptsOf(service, surroundings).some(({ ownFile }) => ownFile && isOwn(ownFile)))
        yield { visitor: 'runner', view: service, surroundings };
    }
  }
}

/** Asked first: what a service runs is read only where this script can be part of it. */
function mounts(service: ComposeService, path: string): boolean {
  return [...sourcesOf(service).values()].some((source) => source.path !== undefined && isWithin(path, source.path));
}
