import type { ComposeProject } from '../../../server/src/engine/composeProject';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { dependenciesOf } from '../../../server/src/formats/compose/dependencies';
import { UNKNOWN, type Part } from '../../../server/src/formats/compose/expansion';
import { interpolate, type Interpolated } from '../../../server/src/formats/compose/interpolation';
import { ComposeFile, valueAt, type ComposeService } from '../../../server/src/formats/compose/model';
import { serviceMounts } from '../../../server/src/formats/compose/mounts';
import { portRange, publishedPorts } from '../../../server/src/formats/compose/ports';
import { profilesOf } from '../../../server/src/formats/compose/profiles';
import { declarationsOf, RESOURCE_KINDS, usesOf } from '../../../server/src/formats/compose/resources';
import { bytesOf, millisecondsOf } from '../../../server/src/formats/compose/units';
import type { ScalarView } from '../../../server/src/document/view';
import type { Files } from '../../../server/src/stack/files';
import { Workspace } from '../../../server/src/stack/workspace';

type Values = Readonly<Record<string, string | null>>;

/** What a service comes to. What is not said is empty. */
export interface Effective {
  /** Single values by their path, as text: bytes for sizes, milliseconds for durations. */
  readonly values: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly test: readonly string[];
  readonly environment: Values;
  readonly labels: Values;
  readonly args: Values;
  readonly sysctls: Values;
  readonly logOptions: Values;
  /** `127.0.0.1:8080:80/tcp`, a range taken apart. */
  readonly ports: readonly string[];
  /** `/absolute:/target`, `volume:/target`, with `:ro` behind it. */
  readonly volumes: readonly string[];
  readonly networks: Readonly<Record<string, readonly string[]>>;
  /** `service_healthy`, with `?` behind it where the service may be missing. */
  readonly dependsOn: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly configs: readonly string[];
  readonly profiles: readonly string[];
  readonly envFiles: readonly string[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** What a project comes to. */
export interface EffectiveProject {
  readonly name: string;
  readonly services: Readonly<Record<string, Effective>>;
  /** `volumes/data` and what is said about it. */
  readonly resources: Readonly<Record<string, Values>>;
}

export const TEXTS = [
  'image',
  'restart',
  'user',
  'privileged',
  'read_only',
  'init',
  'network_mode',
  'pid',
  'ipc',
  'container_name',
  'hostname',
  'working_dir',
  'runtime',
  'platform',
  'pull_policy',
  'stop_signal',
  'build.target',
  'build.dockerfile',
  'logging.driver',
  'healthcheck.disable',
  'healthcheck.retries',
  'deploy.mode',
  'deploy.replicas',
  'deploy.restart_policy.condition',
  'deploy.resources.limits.pids',
] as const;
export const NUMBERS = ['cpus', 'deploy.resources.limits.cpus', 'deploy.resources.reservations.cpus'] as const;
export const SIZES = [
  'mem_limit',
  'shm_size',
  'deploy.resources.limits.memory',
  'deploy.resources.reservations.memory',
] as const;
export const DURATIONS = [
  'stop_grace_period',
  'healthcheck.interval',
  'healthcheck.timeout',
  'healthcheck.start_period',
] as const;
export const LISTS = [
  'cap_add',
  'cap_drop',
  'security_opt',
  'dns',
  'dns_search',
  'tmpfs',
  'expose',
  'group_add',
  'links',
  'volumes_from',
] as const;
export const SAID_OF_RESOURCES = ['external', 'name', 'driver', 'file', 'environment', 'internal'] as const;

/** The project that `docker compose` finds in a folder of a disk. */
export function projectIn(disk: Files, folder: string): ComposeFile {
  const project = new Workspace('/', disk, DEFAULT_SETTINGS).composeProjectIn(folder);
  if (!project) throw new Error(`no project in ${folder}`);
  return composeFileOf(project);
}

/** A project in the light of its main file. */
export function composeFileOf(project: ComposeProject): ComposeFile {
  const main = project.sources.find(({ path }) => path === project.paths[0]);
  if (main?.document.root?.kind !== 'map') throw new Error(`${project.paths[0] ?? project.folder} cannot be read`);
  return new ComposeFile(main.document, main.document.root, main.path, DEFAULT_SETTINGS, project);
}

export function effectiveProject(file: ComposeFile): EffectiveProject {
  const resources = RESOURCE_KINDS.flatMap((kind) =>
    [...declarationsOf(file, kind).keys()].map((name) => {
      const declared = file.declared(kind, name);
      const said = SAID_OF_RESOURCES.flatMap((key): [string, string][] => {
        const view = valueAt(declared, key);
        if (view?.kind === 'map') return [[key, 'true']];
        if (view?.kind !== 'scalar' || view.isNull) return [];
        const text = marked(interpolate(view.text, file.variablesFor(view)));
        return text === 'false' || text === '' ? [] : [[key, key === 'file' ? file.resolve(view, text) : text]];
      });
      return [`${kind}/${name}`, Object.fromEntries(said)] as const;
    }),
  );
  return { name: file.project.name, services: effectiveServices(file), resources: Object.fromEntries(resources) };
}

export function effectiveServices(file: ComposeFile): Record<string, Effective> {
  return Object.fromEntries(file.services.map((service) => [service.name, effective(service)]));
}

function effective(service: ComposeService): Effective {
  const filled = (view: ScalarView, text?: string): string => marked(service.interpolate(view, text));
  const texts = (path: string): string[] =>
    service.items(...path.split('.')).flatMap(({ view }) => (view.kind === 'scalar' ? filled(view) : []));
  const pairs = (path: string): Values =>
    sorted(
      service.variables(...path.split('.')).map(({ name, value, scalar }) => {
        // Compose fills in names without value; for the rules such a value is written nowhere and comes from outside.
        const outside = path === 'environment' ? service.file.variablesFor(scalar).get(name) : undefined;
        return [name, value === undefined ? (outside ?? null) : filled(scalar, value)];
      }),
    );
  const single = (paths: readonly string[], write: (text: string) => string): [string, string][] =>
    paths.flatMap((path): [string, string][] => {
      const value = service.text(...path.split('.'));
      if (!value || value.text === '' || value.text === 'false') return [];
      return [[path, value.known ? write(value.text) : marked(value)]];
    });
  const build = service.get('build');
  const context = service.buildContext ?? (build && { token: build.key, text: '.' });
  return {
    values: sorted([
      ...single(TEXTS, (text) => text),
      ...single(NUMBERS, (text) => String(Number(text))),
      ...single(SIZES, (text) => String(bytesOf(text))),
      ...single(DURATIONS, (text) => String(millisecondsOf(text))),
      ...(context ? [['build.context', service.file.resolve(context.token, context.text)] as const] : []),
    ]),
    command: texts('command').flatMap(words),
    entrypoint: texts('entrypoint').flatMap(words),
    test: testOf(texts('healthcheck.test')),
    environment: pairs('environment'),
    labels: filledLabels(pairs('labels')),
    args: pairs('build.args'),
    sysctls: pairs('sysctls'),
    logOptions: pairs('logging.options'),
    ports: unique(
      publishedPorts(service).flatMap(({ hostIp, published, target, protocol }) => {
        const inside = portRange(target) ?? { first: NaN, last: NaN };
        const outside = portRange(published);
        const isOneToOne = outside && outside.last - outside.first === inside.last - inside.first;
        return Array.from({ length: inside.last - inside.first + 1 }, (_, index) => {
          const from = isOneToOne ? String(outside.first + index) : textOf(published);
          return portText(textOf(hostIp).replace(/^\[|\]$/g, ''), from, String(inside.first + index), protocol);
        });
      }),
    ),
    volumes: serviceMounts(service)
      .map(({ item, source, target, kind, isReadOnly }) => {
        const from = kind === 'bind' ? service.file.resolve(item.view, textOf(source)) : textOf(source);
        return `${withoutSlash(from)}:${withoutSlash(textOf(target))}${isReadOnly ? ':ro' : ''}`;
      })
      .sort(),
    networks: sorted([
      ...service.entries('networks').map(({ key }): [string, string[]] => {
        return [key.text, unique(texts(`networks.${key.text}.aliases`))];
      }),
      ...usesOf(service, 'networks').map(({ name }): [string, string[]] => {
        return [name, unique(texts(`networks.${name}.aliases`))];
      }),
    ]),
    dependsOn: sorted(
      dependenciesOf(service).map(({ name, condition, isOptional }): [string, string] => {
        return [name, `${condition}${isOptional ? '?' : ''}`];
      }),
    ),
    secrets: unique(usesOf(service, 'secrets').map(({ name }) => name)),
    configs: unique(usesOf(service, 'configs').map(({ name }) => name)),
    profiles: unique(profilesOf(service)),
    // Compose keeps the order of the files; what two of them name is named once.
    envFiles: unique(
      service.items('env_file').flatMap(({ view }) => {
        const path = view.kind === 'map' ? view.get('path')?.value : view;
        return path?.kind === 'scalar' ? service.file.resolve(path, filled(path)) : [];
      }),
    ),
    lists: sorted(LISTS.flatMap((path) => (texts(path).length > 0 ? [[path, unique(texts(path))] as const] : []))),
  };
}

/** Sorted, and each once: what two layers name stands in two places that both have to be mended. */
export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** A label without value is an empty one. */
function filledLabels(labels: Values): Values {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value ?? '']));
}

function withoutSlash(path: string): string {
  return path.replace(/(.)\/$/, '$1');
}

export function portText(address: string, published: string, target: string, protocol = ''): string {
  const outside = published === '' ? '' : `${published}:`;
  return `${address === '' ? '' : `${address}:`}${outside}${target}/${protocol}`;
}

/** Words of a command, quotes taken off: enough to see which command it is. */
export function words(text: string): string[] {
  return text.split(/\s+/).flatMap((word) => word.replace(/["'\\]/g, '') || []);
}

/** The command of a health check, whichever way it is started. */
export function testOf(texts: readonly string[]): string[] {
  return texts.flatMap(words).filter((word, index) => index > 0 || !/^(?:CMD|CMD-SHELL)$/.test(word));
}

/** Services without what they do not say. */
export function withoutEmpty(project: EffectiveProject): object {
  const services = Object.entries(project.services).map(([name, service]) => {
    return [
      name,
      Object.fromEntries(Object.entries(service).filter(([, value]) => Object.keys(value as object).length > 0)),
    ];
  });
  return { ...project, services: Object.fromEntries(services) as object };
}

export function sorted<T>(pairs: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...pairs].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function textOf(part: Part | undefined): string {
  return part?.text ?? '';
}

/** What a text is filled in with, marked where a part of it cannot be known. */
function marked({ text, known }: Interpolated): string {
  return known ? text : text + UNKNOWN;
}

/** The same where variables without a value are empty, as they are for Compose. */
export function withoutUnknown<T extends object>(found: T): T {
  return JSON.parse(JSON.stringify(found).replaceAll(UNKNOWN, '')) as T;
}
