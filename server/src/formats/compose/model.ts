import { insertAt, insertItem, type Edits } from '../../document/edit';
import type { Value } from '../../document/render';
import type { YamlDocument } from '../../document/document';
import type { Entry, MapView, ScalarView, YamlView } from '../../document/view';
import { lower, type Severity } from '../../engine/rule';
import type { Settings } from '../../engine/settings';
import { findImageLike, parseImageReference, type ImageReference, type KnownImage } from '../../images';
import { interpolate, type Interpolated } from './interpolation';

/** A compose file: its services with everything that is merged into them inside this file. */
export class ComposeFile {
  readonly services: readonly ComposeService[];
  /** `*.dev.*`, `*.override.*`, `*test*`: not meant for production, so what is missing weighs less. */
  readonly isForDevelopment: boolean;
  private readonly byName: ReadonlyMap<string, ComposeService>;
  private awaited: ReadonlySet<string> | undefined;

  constructor(
    readonly document: YamlDocument,
    readonly root: MapView,
    path: string,
    readonly settings: Settings,
  ) {
    this.isForDevelopment = /(?:\.dev|\.development|\.override|\.local|test)[^/]*$/i.test(
      path.slice(path.lastIndexOf('/') + 1),
    );
    const services = root.get('services')?.value;
    const entries = services?.kind === 'map' ? services.entries : [];
    this.services = entries
      .filter((entry) => entry.value?.kind === 'map' && !entry.key.text.startsWith('x-'))
      .map((entry) => new ComposeService(this, entry, entry.value as MapView));
    this.byName = new Map(this.services.map((service) => [service.name, service]));
  }

  /** Services that others wait for to end well. */
  get awaitedJobs(): ReadonlySet<string> {
    return (this.awaited ??= new Set(
      this.services.flatMap((service) =>
        service
          .entries('depends_on')
          .filter(({ key }) => service.dependencyCondition(key.text) === 'service_completed_successfully')
          .map(({ key }) => key.text),
      ),
    ));
  }

  service(name: string): ComposeService | undefined {
    return this.byName.get(name);
  }

  /** Written for `docker stack deploy`, which ignores several keys of Compose. */
  get isSwarm(): boolean {
    return this.services.some((service) => service.isSwarm);
  }

  /** Services may come from elsewhere too: a name that is not here can still exist. */
  get hasIncludes(): boolean {
    return this.root.get('include') !== undefined;
  }
}

/** A scalar with its variables filled in. */
export interface TextValue extends Interpolated {
  readonly token: ScalarView;
  readonly entry: Entry;
}

/** An item of a list that several layers may add to, with the entry whose value the list is. */
export interface Item {
  readonly view: YamlView;
  readonly holder: Entry;
}

export interface EnvironmentVariable {
  readonly name: string;
  /** The name as it is written. */
  readonly key: ScalarView;
  /** Undefined where the value comes from the shell (`KEY` alone, or an empty map value). */
  readonly value: string | undefined;
  /** Offset of the value in `scalar.text`: behind `KEY=` in the list form, 0 in the map form. */
  readonly valueStart: number;
  readonly scalar: ScalarView;
  /** In the map form. */
  readonly entry: Entry | undefined;
}

const ONE_SHOT_WORDS =
  /\b(?:migrat\w*|seed|init\w*|setup|bootstrap|provision|backup|restore|dump|chown|chmod|mkdir|create|import|export|test|exit)\b/i;
/** Profiles that are switched on once, to do a piece of work: `docker compose --profile setup up`. */
const JOB_PROFILES = /^(?:setup|init|bootstrap|install|migrat\w*|seed(?:ing)?|jobs?|one-?(?:shot|off))$/i;
const DEVELOPMENT_PROFILES = /^(?:dev|development|debug|test|tests|testing|tool|tools|e2e|ci|local)$/i;

/**
 * The effective service: what Compose would run after anchors, `<<` and `extends` inside the file. `layers` holds the mappings it is
 * made of, the service's own first; every token stays where it is written.
 */
export class ComposeService {
  readonly name: string;
  readonly key: ScalarView;
  readonly layers: readonly MapView[];
  /** Part of it is in a file that is not read here, so nothing can be said about what it lacks. */
  readonly isPartial: boolean;

  constructor(
    readonly file: ComposeFile,
    readonly entry: Entry,
    readonly own: MapView,
  ) {
    this.name = entry.key.text;
    this.key = entry.key;
    const { layers, isComplete } = layersOf(file.root, own);
    this.layers = layers;
    this.isPartial = !isComplete || !(this.get('image') || this.get('build') || this.get('provider'));
  }

  /** Answers that cost something are worked out once: every rule asks the same questions. */
  private readonly answers = new Map<string, unknown>();

  /** Remembers an answer for as long as the service lives; what several rules work out belongs here too. */
  once<T>(question: string, answer: () => T): T {
    if (!this.answers.has(question)) this.answers.set(question, answer());
    return this.answers.get(question) as T;
  }

  /** What findings about this service are grouped by. */
  get subject(): string {
    return `services.${this.name}`;
  }

  /** The entry at a path (`get('deploy', 'resources', 'limits', 'memory')`) in the nearest layer that has it. */
  get(...path: readonly string[]): Entry | undefined {
    for (const layer of this.layers) {
      const found = entryAt(layer, path);
      if (found === 'cut off') return undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** The scalar at a path with its variables filled in; undefined when absent, empty or no scalar. */
  text(...path: readonly string[]): TextValue | undefined {
    const entry = this.get(...path);
    if (entry?.value?.kind !== 'scalar' || entry.value.isNull) return undefined;
    const { text, known, hasVariables } = interpolate(entry.value.text);
    return { text, known, hasVariables, token: entry.value, entry };
  }

  /** The boolean at a path; `"true"` in quotes counts, an unknown variable gives undefined. */
  boolean(...path: readonly string[]): boolean | undefined {
    const value = this.text(...path);
    if (!value?.known) return undefined;
    if (/^(?:true|yes|on)$/i.test(value.text)) return true;
    return /^(?:false|no|off)$/i.test(value.text) ? false : undefined;
  }

  /** The items of a list at a path: Compose appends the lists of all layers. A single scalar counts as one item. */
  items(...path: readonly string[]): Item[] {
    const items: Item[] = [];
    for (const layer of this.layers) {
      const holder = entryAt(layer, path);
      if (holder === 'cut off') break;
      const value = holder?.value;
      if (!holder || !value) continue;
      const views = value.kind === 'sequence' ? value.items : value.kind === 'scalar' && !value.isNull ? [value] : [];
      items.push(...views.map((view) => ({ view, holder })));
      if (value.tag === '!override') break;
    }
    return items;
  }

  /** The entries of a mapping at a path, merged over all layers by key; list items `KEY=value` are not taken apart here. */
  entries(...path: readonly string[]): Entry[] {
    const entries = new Map<string, Entry>();
    for (const layer of this.layers) {
      const holder = entryAt(layer, path);
      if (holder === 'cut off') break;
      if (holder?.value?.kind !== 'map') continue;
      for (const entry of holder.value.entries) if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
      if (holder.value.tag === '!override') break;
    }
    return [...entries.values()];
  }

  /** Both spellings of `environment`; values keep their variables. Files named by env_file are not read. */
  get environment(): EnvironmentVariable[] {
    return this.once('environment', () => this.variables('environment'));
  }

  /** A mapping or a list of `KEY=value`, as `environment`, `labels` and `build.args` are written. */
  variables(...path: readonly string[]): EnvironmentVariable[] {
    const variables = new Map<string, EnvironmentVariable>();
    const add = (variable: EnvironmentVariable): void => {
      if (!variables.has(variable.name)) variables.set(variable.name, variable);
    };
    for (const entry of this.entries(...path)) {
      const { key, value } = entry;
      if (value?.kind !== 'scalar') continue;
      add({ name: key.text, key, value: value.isNull ? undefined : value.text, valueStart: 0, scalar: value, entry });
    }
    for (const { view } of this.items(...path)) {
      if (view.kind !== 'scalar') continue;
      const equals = view.text.indexOf('=');
      const name = equals < 0 ? view.text : view.text.slice(0, equals);
      add({
        name,
        key: view,
        value: equals < 0 ? undefined : view.text.slice(equals + 1),
        valueStart: equals + 1,
        scalar: view,
        entry: undefined,
      });
    }
    return [...variables.values()];
  }

  /** The image with its variables filled in; undefined for services that are only built. */
  get image(): (TextValue & { readonly reference: ImageReference }) | undefined {
    return this.once('image', () => {
      const value = this.text('image');
      return value && { ...value, reference: parseImageReference(value.text) };
    });
  }

  /** What is known about the image; nothing for images that are built here, whatever they are called. */
  get knownImage(): KnownImage | undefined {
    return this.once('knownImage', () => {
      const { image } = this;
      if (!image || this.isBuilt) return undefined;
      // A tag from a variable does not hide which image it is.
      const text = image.known ? image.text : image.token.text;
      return findImageLike(text, this.file.settings.images);
    });
  }

  get isBuilt(): boolean {
    return this.get('build') !== undefined;
  }

  /** A `provider:` service has no container (Compose 2.36). */
  get hasContainer(): boolean {
    return this.get('provider') === undefined;
  }

  /** Written for a Swarm: placed, updated or replicated, and not built. */
  get isSwarm(): boolean {
    return this.once('isSwarm', () => {
      if (this.isBuilt) return false;
      return ['mode', 'placement', 'update_config', 'endpoint_mode', 'rollback_config'].some((key) =>
        this.get('deploy', key),
      );
    });
  }

  /** Runs to an end by design: a job, or a service that others wait for to complete. */
  get isOneShot(): boolean {
    return this.once('isOneShot', () => {
      if (/-job$/.test(this.text('deploy', 'mode')?.text ?? '')) return true;
      if (this.file.awaitedJobs.has(this.name)) return true;
      const restart = this.text('restart');
      if (!restart && this.onlyInProfiles(JOB_PROFILES)) return true;
      if (!restart || !/^(?:no|false)$/i.test(restart.text)) return false;
      // An image's own command is a server's; only a command of the service's own can be a job, also in a database image (pg_dump).
      return ['command', 'entrypoint'].some((key) =>
        this.items(key).some(({ view }) => view.kind === 'scalar' && ONE_SHOT_WORDS.test(view.text)),
      );
    });
  }

  /** A container that is meant to stay: the rules about keeping it alive apply. */
  get isLongRunning(): boolean {
    return this.hasContainer && !this.isOneShot;
  }

  /** `condition` of the dependency on another service; `service_started` for the short form; undefined when there is none. */
  dependencyCondition(name: string): string | undefined {
    const entry = this.get('depends_on', name);
    if (entry)
      return entry.value?.kind === 'map'
        ? (scalarText(entry.value.get('condition')?.value) ?? 'service_started')
        : undefined;
    const isListed = this.items('depends_on').some(({ view }) => view.kind === 'scalar' && view.text === name);
    return isListed ? 'service_started' : undefined;
  }

  /** A severity one level lower where the service or the file is only for development. */
  lenient(severity: Severity): Severity {
    return this.file.isForDevelopment || this.onlyInProfiles(DEVELOPMENT_PROFILES) ? lower(severity) : severity;
  }

  /** Has profiles, and every one of them is of a kind. */
  private onlyInProfiles(kind: RegExp): boolean {
    const profiles = this.items('profiles').flatMap(({ view }) => (view.kind === 'scalar' ? [view.text] : []));
    return profiles.length > 0 && profiles.every((profile) => kind.test(profile));
  }

  /** Sets a value at a path, where the deepest part of the path is already written; otherwise in the service's own mapping. */
  insert(path: readonly string[], value: Value): Edits {
    return this.entry.aliased ? undefined : insertAt(this.own, path, value);
  }

  /** Appends to a list, or makes the list. */
  append(key: string, item: Value): Edits {
    const value = this.get(key)?.value;
    if (value?.kind === 'sequence') return insertItem(value, item);
    return this.insert([key], [item]);
  }
}

/** Follows `extends` inside the file; a base in another file makes the service incomplete. */
function layersOf(root: MapView, own: MapView): { layers: MapView[]; isComplete: boolean } {
  const layers = [own];
  const services = root.get('services')?.value;
  let isComplete = true;
  for (let next = extendsOf(own); next;) {
    const base = !next.file && services?.kind === 'map' ? services.get(next.service)?.value : undefined;
    if (base?.kind !== 'map' || layers.includes(base)) {
      isComplete = false;
      break;
    }
    layers.push(base);
    next = extendsOf(base);
  }
  return { layers, isComplete };
}

function extendsOf(service: MapView): { service: string; file: string | undefined } | undefined {
  const value = service.get('extends')?.value;
  if (value?.kind === 'scalar') return value.isNull ? undefined : { service: value.text, file: undefined };
  if (value?.kind !== 'map') return undefined;
  const name = scalarText(value.get('service')?.value);
  return name === undefined ? undefined : { service: name, file: scalarText(value.get('file')?.value) };
}

/** `!reset` removes what deeper layers say, `!override` replaces it (https://docs.docker.com/reference/compose-file/merge/#reset-value). */
function entryAt(layer: MapView, path: readonly string[]): Entry | 'cut off' | undefined {
  let view: YamlView | undefined = layer;
  let entry: Entry | undefined;
  let isCut = false;
  for (const key of path) {
    if (view?.kind !== 'map') return isCut ? 'cut off' : undefined;
    entry = view.get(key);
    if (!entry) return isCut ? 'cut off' : undefined;
    view = entry.value;
    if (view?.tag === '!reset') return 'cut off';
    isCut ||= view?.tag === '!override';
  }
  return entry;
}

/** The value at a path below a view; undefined where a step is missing. */
export function valueAt(view: YamlView | undefined, ...path: readonly string[]): YamlView | undefined {
  return path.reduce<YamlView | undefined>((at, key) => (at?.kind === 'map' ? at.get(key)?.value : undefined), view);
}

export function scalarText(view: YamlView | undefined): string | undefined {
  return view?.kind === 'scalar' && !view.isNull ? view.text : undefined;
}
