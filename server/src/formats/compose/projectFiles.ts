import type { YamlDocument } from '../../document/document';
import type { MapView } from '../../document/view';
import type { ComposeProject } from '../../engine/composeProject';
import type { Settings } from '../../engine/settings';
import type { Surroundings } from '../../engine/surroundings';
import { ComposeFile, ComposeService } from './model';

/**
 * A file in the light of its project. Where no service is spread over several files, all files of the project share its services:
 * what is worked out about them while one file is checked need not be worked out again for the next one.
 */
export function composeFileOf(
  document: YamlDocument,
  root: MapView,
  path: string,
  settings: Settings,
  { composeProject, remember }: Surroundings,
): ComposeFile {
  const project = composeProject(path, document);
  const isShared =
    project && project.sources.length > 1 && project.services.every(({ declarations }) => declarations.length === 1);
  const shared = isShared ? remember(project, 'files', () => filesOf(project, settings)).get(document) : undefined;
  return shared?.settings === settings ? shared : new ComposeFile(document, root, path, settings, project);
}

function filesOf(project: ComposeProject, settings: Settings): ReadonlyMap<YamlDocument, ComposeFile> {
  const files = new Map<YamlDocument, ComposeFile>();
  const services: ComposeService[] = [];
  for (const { path, document } of project.sources)
    if (document.root?.kind === 'map')
      files.set(document, new ComposeFile(document, document.root, path, settings, project, services));
  for (const parts of project.services) {
    const file = parts.declarations[0] && files.get(parts.declarations[0].source.document);
    if (file) services.push(new ComposeService(file, parts));
  }
  return files;
}
