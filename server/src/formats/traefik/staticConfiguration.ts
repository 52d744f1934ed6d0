import { insertAt, type Edits } from '../../document/edit';
import type { Value } from '../../document/render';
import type { YamlDocument } from '../../document/document';
import type { Token } from '../../document/text';
import type { Entry, MapView } from '../../document/view';
import type { DeclaredContainer } from '../../engine/containers';
import { booleanOf, isAt, isBelow, type Setting } from './settings';

/** Who can reach a port: everybody, this host alone, only containers (it is not published), or nobody knows. */
export type Reach = 'public' | 'loopback' | 'unpublished' | 'unknown';

export interface EntryPoint {
  readonly name: string;
  /** Undefined where a variable decides. */
  readonly port: number | undefined;
  readonly reach: Reach;
  /** `http.tls` is set: all its routers speak TLS. */
  readonly hasTls: boolean;
  /** Names of middlewares in front of all its routers; undefined where a variable decides. */
  readonly middlewares: readonly string[];
  readonly redirects: boolean;
  /** Where its address is written, or the first of its settings. */
  readonly token: Token;
}

/** The file in which the static configuration is written. */
export interface StaticFile {
  readonly path: string;
  readonly document: YamlDocument;
  readonly root: MapView;
}

/** What Traefik is started with (https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/). */
export class StaticConfiguration {
  readonly entryPoints: readonly EntryPoint[];
  /** Major version; undefined where the image does not say. */
  readonly version: number | undefined;

  constructor(
    readonly settings: readonly Setting[],
    /** All of it was read: nothing comes from a file in another place, or in TOML. */
    readonly isComplete: boolean,
    /** The container that is started with it. */
    readonly container: DeclaredContainer | undefined,
    readonly file: StaticFile | undefined,
  ) {
    this.version = versionOf(container?.image?.tag);
    this.entryPoints = this.namesBelow('entrypoints').map((name) => this.entryPoint(name));
  }

  at(...path: readonly string[]): Setting | undefined {
    return this.settings.findLast((setting) => isAt(setting, ...path));
  }

  below(...path: readonly string[]): readonly Setting[] {
    return this.settings.filter((setting) => isBelow(setting, ...path));
  }

  /** The names that somebody gave below a section, in the order in which they are written. */
  namesBelow(section: string): string[] {
    const names = this.below(section, '*').flatMap(({ path }) => path[1] ?? []);
    return names.filter((name, index) => names.findIndex((one) => one.toLowerCase() === name.toLowerCase()) === index);
  }

  /** Entry points that routers without `entryPoints` listen on. */
  get defaultEntryPoints(): readonly EntryPoint[] {
    const chosen = this.entryPoints.filter(({ name }) => booleanOf(this.at('entrypoints', name, 'asdefault')) === true);
    return chosen.length > 0 ? chosen : this.entryPoints.filter(({ name }) => name.toLowerCase() !== 'traefik');
  }

  entryPointNamed(name: string): EntryPoint | undefined {
    return this.entryPoints.find((one) => one.name.toLowerCase() === name.toLowerCase());
  }

  get publicEntryPoints(): readonly EntryPoint[] {
    return this.entryPoints.filter(({ reach, name }) => reach === 'public' && name.toLowerCase() !== 'traefik');
  }

  /** Who can reach a port of the container. */
  reachOf(port: number | undefined): Reach {
    const { container } = this;
    if (!container || port === undefined) return 'unknown';
    const { ports } = container;
    if (!ports) return 'unknown';
    if (ports.some(({ inside }) => !inside)) return 'unknown';
    const published = ports.filter(({ inside }) => inside && inside.first <= port && port <= inside.last);
    if (published.length === 0) return container.isPartial ? 'unknown' : 'unpublished';
    if (published.some(({ reach }) => reach === 'everywhere')) return 'public';
    if (published.some(({ reach }) => reach === 'unknown')) return 'unknown';
    return published.every(({ reach }) => reach === 'loopback') ? 'loopback' : 'public';
  }

  /** The port of the entry point on which `api.insecure` and ping are served. */
  get internalPort(): number | undefined {
    const own = this.entryPointNamed('traefik');
    return own ? own.port : 8080;
  }

  /** The key of a section: in a file the key itself, elsewhere the first option that belongs to it. */
  keyOf(...path: readonly string[]): Token | undefined {
    let view: MapView | undefined = this.file?.root;
    let key: Token | undefined;
    for (const part of path) {
      const entry = view && entryNamed(view, part);
      key = entry?.key;
      view = entry?.value?.kind === 'map' ? entry.value : undefined;
    }
    return key ?? this.below(...path)[0]?.key;
  }

  /** Where something is reported that the whole configuration lacks. */
  get token(): Token | undefined {
    return this.file?.root.entries[0]?.key ?? this.container?.key;
  }

  /** Sets an option in the way in which the others are set; undefined where those are variables of the environment. */
  insert(path: readonly string[], value: Value): Edits {
    const { file, container } = this;
    if (file) return insertAt(file.root, asWritten(file.root, path), value);
    if (!container || !this.settings.some(({ origin }) => origin === 'flag')) return undefined;
    return container.addWord(`--${path.join('.').toLowerCase()}=${String(value)}`);
  }

  private entryPoint(name: string): EntryPoint {
    const address = this.at('entrypoints', name, 'address');
    const written = address?.isKnown ? /:(\d+)(?:\/tcp|\/udp)?$/.exec(address.value)?.[1] : undefined;
    const port = written === undefined ? undefined : Number(written);
    const [first] = this.below('entrypoints', name);
    if (!first) throw new Error('an entry point has a setting');
    const tls = this.below('entrypoints', name, 'http', 'tls');
    const isLocal = address?.isKnown === true && /^(?:127\.|localhost:|\[::1\])/.test(address.value);
    return {
      name,
      port,
      reach: isLocal ? 'unpublished' : this.reachOf(port),
      hasTls: tls.some((setting) => booleanOf(setting) !== false),
      middlewares: this.at('entrypoints', name, 'http', 'middlewares')?.items.map(({ text }) => text) ?? [],
      redirects: this.below('entrypoints', name, 'http', 'redirections').length > 0,
      token: address?.token ?? first.key,
    };
  }
}

function entryNamed({ entries }: MapView, name: string): Entry | undefined {
  return entries.find(({ key }) => key.text.toLowerCase() === name.toLowerCase());
}

/** Names of a path in the spelling in which they stand in the file already; new ones stay as they are given. */
function asWritten(root: MapView, path: readonly string[]): string[] {
  let view: MapView | undefined = root;
  return path.map((part) => {
    const entry: Entry | undefined = view && entryNamed(view, part);
    view = entry?.value?.kind === 'map' ? entry.value : undefined;
    return entry?.key.text ?? part;
  });
}

/** `v3.1`, `2.11-alpine`, `latest`; undefined where the tag does not say, and for images built elsewhere. */
function versionOf(tag: string | undefined): number | undefined {
  const major = /^v?(\d+)(?:\.|$|-)/.exec(tag ?? '')?.[1];
  if (major !== undefined) return Number(major);
  return tag === 'latest' ? 3 : undefined;
}
