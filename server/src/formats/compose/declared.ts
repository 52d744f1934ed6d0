import type { OpenedFile } from '../../engine/open';
import type { DeclaredService } from '../../engine/surroundings';
import { ComposeFile, scalarText, type ComposeService } from './model';
import { DEFAULT_SETTINGS } from '../../engine/settings';

/** What a compose file declares, for rules of other formats. `folder` is what relative bind mounts are relative to. */
export function declaredServices(file: OpenedFile, folder: string): DeclaredService[] {
  return file.yaml.documents.flatMap(({ document }) => {
    if (document.root?.kind !== 'map') return [];
    return new ComposeFile(document, document.root, file.path, DEFAULT_SETTINGS).services.map((service) => ({
      name: service.name,
      hosts: hostsOf(service),
      networks: networksOf(service),
      image: service.image?.known ? service.image.text : undefined,
      mounts: mountsOf(service, folder),
      file: file.path,
    }));
  });
}

function hostsOf(service: ComposeService): string[] {
  const own = ['container_name', 'hostname'].flatMap((key) => service.text(key)?.text ?? []);
  const aliases = service
    .entries('networks')
    .flatMap(({ key }) => service.items('networks', key.text, 'aliases'))
    .flatMap(({ view }) => scalarText(view) ?? []);
  return [service.name, ...own, ...aliases];
}

function networksOf(service: ComposeService): string[] {
  const mode = service.text('network_mode')?.text;
  if (mode) return [mode];
  const names = service.entries('networks').map(({ key }) => key.text);
  for (const { view } of service.items('networks')) if (view.kind === 'scalar') names.push(view.text);
  return names.length > 0 ? names : ['default'];
}

/** Bind mounts only: what a named volume holds is not in the workspace. */
function mountsOf(service: ComposeService, folder: string): { source: string; target: string }[] {
  const mounts = service.items('volumes').flatMap(({ view }) => {
    if (view.kind === 'map') {
      const source = scalarText(view.get('source')?.value);
      const target = scalarText(view.get('target')?.value);
      return source && target ? [{ source, target }] : [];
    }
    const [source, target] = view.kind === 'scalar' ? view.text.split(':') : [];
    return source && target ? [{ source, target }] : [];
  });
  return mounts
    .filter(({ source }) => /^[./]/.test(source))
    .map(({ source, target }) => ({ source: source.startsWith('/') ? source : `${folder}/${source}`, target }));
}
