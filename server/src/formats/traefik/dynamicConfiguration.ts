import type { Token } from '../../document/text';
import type { DeclaredContainer } from '../../engine/containers';
import { isBelow, type Setting, type SettingItem } from './settings';

export type Protocol = 'http' | 'tcp' | 'udp';

/** Who told Traefik: containers through their labels, or a file. Names are told apart by it: `auth@file`, `auth@docker`. */
export interface Source {
  readonly container: DeclaredContainer | undefined;
  readonly settings: readonly Setting[];
}

/** A router, middleware or service: everything that is said about one name. */
export interface Named {
  readonly name: string;
  readonly protocol: Protocol;
  readonly source: Source;
  /** Below the name; a name alone has one with nothing behind it. */
  readonly settings: readonly Setting[];
}

/** https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/router/ */
export class Router implements Named {
  constructor(
    readonly name: string,
    readonly protocol: Protocol,
    readonly source: Source,
    readonly settings: readonly Setting[],
  ) {}

  option(...path: readonly string[]): Setting | undefined {
    return this.settings.find((setting) => {
      const rest = setting.path.slice(3);
      return rest.length === path.length && rest.every((part, index) => part.toLowerCase() === path[index]);
    });
  }

  get rule(): Setting | undefined {
    return this.option('rule');
  }

  get service(): Setting | undefined {
    return this.option('service');
  }

  get middlewares(): readonly SettingItem[] {
    return this.option('middlewares')?.items ?? [];
  }

  /** Undefined where it listens on the default ones. */
  get entryPoints(): readonly SettingItem[] | undefined {
    return this.option('entrypoints')?.items;
  }

  /** Any `tls` setting switches TLS on for it, unless it says `false`. */
  get tls(): readonly Setting[] {
    return this.settings.filter(({ path }) => path[3]?.toLowerCase() === 'tls');
  }

  /** Serves Traefik's own API and dashboard. */
  get isDashboard(): boolean {
    return /^(?:api|dashboard|rest|ping|prometheus|acme-http|noop)@internal$/i.test(this.service?.value ?? '');
  }

  /** Where it is first spoken of. */
  get token(): Token {
    const [first] = this.settings;
    if (!first) throw new Error('a router has a setting');
    return first.key;
  }
}

/** Everything that one source says about a kind of thing (`routers`, `middlewares` …), by name. */
export function namedBelow(source: Source, kind: string): Named[] {
  const found = new Map<string, Named & { settings: Setting[] }>();
  for (const setting of source.settings) {
    const [protocol = '', , name] = setting.path;
    if (name === undefined || !isProtocol(protocol) || !isBelow(setting, '*', kind)) continue;
    const key = `${protocol.toLowerCase()} ${name.toLowerCase()}`;
    const known = found.get(key);
    if (known) known.settings.push(setting);
    else found.set(key, { name, protocol: protocol.toLowerCase() as Protocol, source, settings: [setting] });
  }
  return [...found.values()];
}

function isProtocol(text: string): boolean {
  return /^(?:http|tcp|udp)$/i.test(text);
}

/** Types of middlewares that let only some people through. */
const GUARDS = new Set(['basicauth', 'digestauth', 'forwardauth', 'ipallowlist', 'ipwhitelist', 'plugin']);

/** What a chain of middlewares does, as far as all of them can be found. */
export interface Chain {
  /** Lower-case types: `basicauth`, `ratelimit` … */
  readonly types: ReadonlySet<string>;
  /** One of them is declared nowhere that can be read: it may do anything. */
  readonly isKnown: boolean;
}

/** Types in a middleware: one, except by mistake. */
export function typesOf({ settings }: Named): string[] {
  return settings.flatMap(({ path }) => path[3]?.toLowerCase() ?? []);
}

export function isGuarded({ types, isKnown }: Chain): boolean {
  return !isKnown || [...types].some((type) => GUARDS.has(type));
}
