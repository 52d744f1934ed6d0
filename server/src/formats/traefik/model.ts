import type { YamlFile } from '../../document/parse';
import type { MapView } from '../../document/view';
import type { ContainerProject, DeclaredContainer } from '../../engine/containers';
import { originOf, type Mount } from '../../engine/mounts';
import { resolvePath } from '../../engine/paths';
import {
  namedBelow,
  Router,
  typesOf,
  type Chain,
  type Named,
  type Protocol,
  type Source,
} from './dynamicConfiguration';
import {
  environmentSettings,
  flagSettings,
  isBelow,
  labelSettings,
  treeSettings,
  type Setting,
  type SettingItem,
} from './settings';
import { StaticConfiguration, type EntryPoint } from './staticConfiguration';

/** Files around, as far as a Traefik reads them. */
export interface ConfigurationFiles {
  readonly open: (path: string) => YamlFile | undefined;
  /** Absolute paths that match a pattern. */
  readonly find: (pattern: string) => readonly string[] | undefined;
}

/** Sections of the static configuration; a file with one of them is no dynamic one. */
const STATIC_SECTIONS: readonly string[] = [
  'global',
  'serversTransport',
  'tcpServersTransport',
  'entryPoints',
  'providers',
  'api',
  'metrics',
  'ping',
  'log',
  'accessLog',
  'tracing',
  'hostResolver',
  'certificatesResolvers',
  'experimental',
  'core',
  'spiffe',
  'ocsp',
];

/** Where Traefik looks for its file by itself (https://doc.traefik.io/traefik/getting-started/configuration-overview/#configuration-file). */
const DEFAULT_FILES = ['/etc/traefik/traefik.yml', '/etc/traefik/traefik.yaml', '/etc/traefik/traefik.toml'];

/** Providers that bring routers from somewhere no file shows. */
const UNREAD_PROVIDERS =
  /^(?:kubernetes\w*|consul\w*|nomad|ecs|etcd|zookeeper|redis|http|rest|rancher|marathon|plugin)(?:\[\d+\])?$/i;

/** One or more Traefiks of a compose project, with everything that tells them what to do. */
export class Traefik {
  readonly routers: readonly Router[];
  readonly middlewares: readonly Named[];
  readonly services: readonly Named[];

  constructor(
    /** The Traefiks that run here; empty where another project runs it. */
    readonly servers: readonly StaticConfiguration[],
    readonly sources: readonly Source[],
    /** Every place that could declare a router or a middleware was read. */
    readonly isComplete: boolean,
    readonly project: ContainerProject | undefined,
  ) {
    this.routers = sources.flatMap((source) =>
      namedBelow(source, 'routers').map(({ name, protocol, settings }) => new Router(name, protocol, source, settings)),
    );
    this.middlewares = sources.flatMap((source) => namedBelow(source, 'middlewares'));
    this.services = sources.flatMap((source) => namedBelow(source, 'services'));
  }

  /** The one Traefik of the project, where all that it is started with is known. */
  get server(): StaticConfiguration | undefined {
    const [only, ...others] = this.servers;
    return others.length === 0 && only?.isComplete ? only : undefined;
  }

  /** Every setting of every kind. */
  get settings(): readonly Setting[] {
    return [...this.servers, ...this.sources].flatMap(({ settings }) => settings);
  }

  /** Where requests to a router come in; undefined where that cannot be known. */
  entryPointsOf(router: Router): readonly EntryPoint[] | undefined {
    const { server } = this;
    if (!server) return undefined;
    const written = router.entryPoints;
    if (!written) return server.defaultEntryPoints;
    const found = written.map(({ text, isKnown }) => (isKnown ? server.entryPointNamed(text) : undefined));
    return found.every((one) => one !== undefined) ? found : undefined;
  }

  middlewareNamed(name: string, protocol: Protocol): Named | undefined {
    const bare = (/^[^@]*/.exec(name)?.[0] ?? name).toLowerCase();
    return this.middlewares.find((one) => one.protocol === protocol && one.name.toLowerCase() === bare);
  }

  /** What happens to a request before it reaches the service of a router: at the entry point and in the router, chains included. */
  chainOf(router: Router): Chain {
    const types = new Set<string>();
    let isKnown = true;
    const seen = new Set<Named>();
    const follow = (names: readonly Pick<SettingItem, 'text' | 'isKnown'>[]): void => {
      for (const { text, isKnown: isWritten } of names) {
        const found = isWritten ? this.middlewareNamed(text, router.protocol) : undefined;
        if (!found) isKnown = false;
        else if (!seen.has(found)) {
          seen.add(found);
          for (const type of typesOf(found)) types.add(type);
          for (const setting of found.settings)
            if (isBelow(setting, '*', '*', '*', 'chain', 'middlewares')) follow(setting.items);
        }
      }
    };
    follow(router.middlewares);
    const entryPoints = this.entryPointsOf(router);
    if (!entryPoints) isKnown = false;
    for (const { middlewares } of entryPoints ?? []) follow(middlewares.map((text) => ({ text, isKnown: true })));
    return { types, isKnown };
  }
}

/** Reads what a project says to and about Traefik. */
export function readTraefik(project: ContainerProject, files: ConfigurationFiles): Traefik {
  const { containers } = project;
  const servers: StaticConfiguration[] = [];
  const sources: Source[] = [];
  let isComplete = !project.isPartial;
  for (const container of containers) {
    const settings = labelSettings(container);
    if (container.hasUnreadLabels || container.isPartial) isComplete = false;
    if (settings.length > 0) sources.push({ container, settings });
    if (!isTraefik(container)) continue;
    const server = readStatic(container, files);
    servers.push(server);
    const dynamic = readDynamic(server, container, files);
    sources.push(...dynamic.sources);
    // Containers of other projects bring labels of their own.
    const isAlone = container.networks.every(({ isExternal }) => !isExternal);
    isComplete &&= server.isComplete && dynamic.isComplete && isAlone;
  }
  return new Traefik(servers, sources, isComplete && servers.length === 1, project);
}

/** A file that no container of the workspace mounts. */
export function readLoneFile(path: string, { documents }: YamlFile): Traefik | undefined {
  const document = documents[0]?.document;
  const root = document?.root;
  if (!document || root?.kind !== 'map') return undefined;
  const settings = treeSettings(root);
  const servers = isStatic(root) ? [new StaticConfiguration(settings, true, undefined, { path, document, root })] : [];
  const sources = servers.length > 0 ? [] : [{ container: undefined, settings }];
  return new Traefik(servers, sources, false, undefined);
}

export function isStatic(root: MapView): boolean {
  return root.entries.some(({ key }) => STATIC_SECTIONS.some((name) => name.toLowerCase() === key.text.toLowerCase()));
}

function isTraefik(container: DeclaredContainer): boolean {
  const { image } = container;
  if (image?.kind === 'traefik') return true;
  if (image) return /(?:^|\/)traefik(?:[:@]|$)/i.test(image.text);
  return container.words.some(({ text }) => /^--(?:entrypoints|providers\.docker)\b/i.test(text));
}

function readStatic(container: DeclaredContainer, files: ConfigurationFiles): StaticConfiguration {
  const flags = flagSettings(container);
  const chosen = flags.find((setting) => isBelow(setting, 'configfile'));
  const paths = chosen ? [resolvePath('/', chosen.value)] : DEFAULT_FILES;
  for (const path of paths) {
    const place = placeOf(container, path);
    if (place === 'image' && !chosen) continue;
    if (place === 'hidden' || place === 'image' || chosen?.isKnown === false)
      return new StaticConfiguration([], false, container, undefined);
    const document = files.open(place.path)?.documents[0]?.document;
    const root = document?.root;
    if (document && root?.kind === 'map') {
      const file = { path: place.path, document, root };
      // Traefik reads one of the three: the file first, and then neither flags nor variables.
      return new StaticConfiguration(treeSettings(root), document.problems.length === 0, container, file);
    }
    // A whole folder is mounted, and this file is not in it; a file that is mounted itself is there.
    const isItself = container.mounts.some(({ target }) => target === path);
    if (chosen || isItself) return new StaticConfiguration([], false, container, undefined);
    if (path.endsWith('.toml') && files.find(place.path)?.length !== 0)
      return new StaticConfiguration([], false, container, undefined);
  }
  const isReadable = !container.isPartial && !container.words.some(({ text }) => /^(?:sh|bash|-c)$|\.sh$/.test(text));
  if (flags.length > 0) {
    const isKnown = container.words.every((word) => word.isKnown || word.text.startsWith('--'));
    return new StaticConfiguration(flags, isReadable && isKnown, container, undefined);
  }
  const variables = environmentSettings(container);
  return new StaticConfiguration(variables, isReadable && !container.hasUnreadEnvironment, container, undefined);
}

/** Where a path inside the container comes from. */
export function placeOf({ mounts }: DeclaredContainer, path: string): ReturnType<typeof originOf> {
  const known = mounts.flatMap(({ source, target }): Mount[] => (source === undefined ? [] : [{ source, target }]));
  const hidden = mounts.flatMap(({ source, target }) => (source === undefined ? [target] : []));
  return originOf(known, hidden, path);
}

/** The files of the file provider: https://doc.traefik.io/traefik/providers/file/ */
function readDynamic(
  server: StaticConfiguration,
  container: DeclaredContainer,
  files: ConfigurationFiles,
): { sources: Source[]; isComplete: boolean } {
  const sources: Source[] = [];
  let isComplete = !server.below('providers', '*').some(({ path }) => UNREAD_PROVIDERS.test(path[1] ?? ''));
  const read = (path: string): void => {
    const root = files.open(path)?.documents[0]?.document.root;
    if (root?.kind === 'map') sources.push({ container: undefined, settings: treeSettings(root) });
    else isComplete = false;
  };
  for (const option of ['filename', 'directory']) {
    const setting = server.at('providers', 'file', option);
    if (!setting) continue;
    const place = setting.isKnown ? placeOf(container, resolvePath('/', setting.value)) : 'hidden';
    if (typeof place === 'string') isComplete = false;
    else if (option === 'filename') read(place.path);
    else {
      const found = ['', '/*', '/*/*'].map((pattern) => files.find(place.path + pattern));
      // A folder that is not there is filled from elsewhere.
      if (!found[0]?.length || found.includes(undefined)) isComplete = false;
      for (const path of found.flatMap((paths) => paths ?? [])) {
        if (/\.toml$/i.test(path)) isComplete = false;
        else if (/\.ya?ml$/i.test(path) && path !== server.file?.path) read(path);
      }
    }
  }
  return { sources, isComplete };
}
