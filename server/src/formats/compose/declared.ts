import type { YamlFile } from '../../document/parse';
import type { MapView } from '../../document/view';
import type { Mount } from '../../engine/mounts';
import type { OpenedFile } from '../../engine/open';
import { folderOf, resolvePath } from '../../engine/paths';
import { DEFAULT_SETTINGS } from '../../engine/settings';
import type { DeclaredService } from '../../engine/surroundings';
import { interpolate } from './interpolation';
import { ComposeFile, scalarText, valueAt, type ComposeService } from './model';
import { hostPort, publishedPorts, publishesPorts } from './ports';
import { entriesOf, RESOURCE_KINDS } from './resources';

const known = new WeakMap<YamlFile, readonly DeclaredService[]>();

/** What a compose file declares, for rules of other formats. */
export function declaredServices(file: OpenedFile): readonly DeclaredService[] {
  const { yaml } = file;
  if (!yaml) return [];
  const declared = known.get(yaml) ?? readDeclared(file);
  known.set(yaml, declared);
  return declared;
}

function readDeclared(file: OpenedFile): DeclaredService[] {
  return (file.yaml?.documents ?? []).flatMap(({ document }) => {
    if (document.root?.kind !== 'map') return [];
    const compose = new ComposeFile(document, document.root, file.path, DEFAULT_SETTINGS);
    return compose.services.map((service) => {
      const networks = networksOf(service);
      return {
        name: service.name,
        hosts: hostsOf(service),
        knownHosts: knownHostsOf(service),
        networks,
        hasUnknownNeighbours: compose.isPartial || networks.some((name) => isExternal(compose.root, name)),
        isPartial: service.isPartial,
        image: service.image?.known ? service.image.text : undefined,
        command: ['entrypoint', 'command'].flatMap((key) => wordsOf(service, key)),
        ...mountsOf(service, folderOf(file.path)),
        hostPorts: publishesPorts(service) ? publishedPorts(service).flatMap((port) => hostPort(port) ?? []) : [],
        files: [file.path],
        file: file.path,
      };
    });
  });
}

/** Networks, volumes, secrets and configs that a compose file declares, as `volumes/data`. */
export function declaredResources(file: OpenedFile): string[] {
  return (file.yaml?.documents ?? []).flatMap(({ document }) =>
    RESOURCE_KINDS.flatMap((kind) => entriesOf(valueAt(document.root, kind)).map(({ key }) => `${kind}/${key.text}`)),
  );
}

/** Names by which other containers reach it. */
export function hostsOf(service: ComposeService): string[] {
  const own = ['container_name', 'hostname'].flatMap((key) => service.text(key)?.text ?? []);
  const aliases = service
    .entries('networks')
    .flatMap(({ key }) => service.items('networks', key.text, 'aliases'))
    .flatMap(({ view }) => scalarText(view) ?? []);
  return [service.name, ...own, ...aliases];
}

/** `extra_hosts: ["name:address"]` or `{name: address}`; `links: ["service:name"]`. */
function knownHostsOf(service: ComposeService): string[] {
  const names = service.entries('extra_hosts').map(({ key }) => key.text);
  for (const { view } of service.items('extra_hosts')) names.push(/^[^:=]+/.exec(scalarText(view) ?? '')?.[0] ?? '');
  for (const key of ['links', 'external_links'])
    for (const { view } of service.items(key)) names.push(/[^:]*$/.exec(scalarText(view) ?? '')?.[0] ?? '');
  return names.filter((name) => name !== '');
}

function networksOf(service: ComposeService): string[] {
  const mode = service.text('network_mode')?.text;
  if (mode) return [mode];
  const names = service.entries('networks').map(({ key }) => key.text);
  for (const { view } of service.items('networks')) if (view.kind === 'scalar') names.push(view.text);
  return names.length > 0 ? names : ['default'];
}

function isExternal(root: MapView, network: string): boolean {
  const networks = root.get('networks')?.value;
  const declared = networks?.kind === 'map' ? networks.get(network)?.value : undefined;
  const external = declared?.kind === 'map' ? declared.get('external')?.value : undefined;
  return external !== undefined && scalarText(external) !== 'false';
}

function wordsOf(service: ComposeService, key: string): string[] {
  return service.items(key).flatMap(({ view }) => {
    const text = interpolate(scalarText(view) ?? '');
    return text.known ? text.text.split(/\s+/).filter((word) => word !== '') : [];
  });
}

function mountsOf(service: ComposeService, folder: string): { mounts: Mount[]; hiddenMounts: string[] } {
  const mounts: Mount[] = [];
  // Whatever `volumes_from` brings may lie anywhere.
  const hiddenMounts = service.get('volumes_from') ? ['/'] : [];
  const add = (source: string | undefined, target: string): void => {
    if (!target.startsWith('/')) return;
    if (source !== undefined && /^(?:\/|\.{1,2}(?:\/|$))/.test(source))
      mounts.push({ source: resolvePath(folder, source), target: resolvePath('/', target) });
    else hiddenMounts.push(resolvePath('/', target));
  };
  for (const { view } of service.items('volumes')) {
    if (view.kind === 'map') {
      const source = knownText(view, 'source');
      const isBareName = knownText(view, 'type') === 'bind' && /^[\w-]/.test(source ?? '');
      add(isBareName ? `./${source}` : source, knownText(view, 'target') ?? '');
    } else if (view.kind === 'scalar') {
      const { text, known } = interpolate(view.text);
      const [source = '', target] = text.split(':');
      if (target === undefined) add(undefined, source);
      else add(known ? source : undefined, target);
    }
  }
  for (const { view } of service.items('tmpfs')) add(undefined, (scalarText(view) ?? '').split(':')[0] ?? '');
  for (const { view } of service.items('configs')) {
    const name = view.kind === 'map' ? knownText(view, 'source') : scalarText(view);
    if (name === undefined) continue;
    const file = configFile(service.file.root, name);
    add(file && resolvePath(folder, file), (view.kind === 'map' && knownText(view, 'target')) || `/${name}`);
  }
  return { mounts, hiddenMounts };
}

/** The file behind a top-level config; undefined where its content comes from elsewhere. */
function configFile(root: MapView, name: string): string | undefined {
  const configs = root.get('configs')?.value;
  const config = configs?.kind === 'map' ? configs.get(name)?.value : undefined;
  return config?.kind === 'map' ? knownText(config, 'file') : undefined;
}

function knownText(map: MapView, key: string): string | undefined {
  const text = interpolate(scalarText(map.get(key)?.value) ?? '');
  return text.known && text.text !== '' ? text.text : undefined;
}
