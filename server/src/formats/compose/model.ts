import { insertAt, insertItem, type Edits } from '../../document/edit';
import type { Value } from '../../document/render';
import type { YamlDocument } from '../../document/document';
import type { Entry, MapView, ScalarView } from '../../document/view';
import type { ComposeProject, ServiceParts, Variables } from '../../engine/composeProject';
import { isRemote, resolvePath } from '../../engine/paths';
import { isDevelopmentStage, isTestFixture } from '../../engine/purpose';
import { lower, type Severity } from '../../engine/rule';
import type { Settings } from '../../engine/settings';
import { findImageLike, parseImageReference, type ImageReference, type KnownImage } from '../../images';
import { interpolate, NO_VARIABLES, type Interpolated } from './interpolation';
import { itemsOf, variablesIn, type EnvironmentVariable, type Item } from './items';
import { entryAt, isKept, isReplaced, layersOfLogging, MergedMap, scalarText, valueAt } from './layers';
import { lifespanOf } from './lifespan';
import { projectOfOne } from './project';

export { deleteVariable, itemsOf, nearestOnes, type EnvironmentVariable, type Item } from './items';
export { scalarText, valueAt } from './layers';

/** A compose file in the light of the project it belongs to, which may consist of this file alone. */
export class ComposeFile {
  /** The effective services of the whole project, also those that other files declare. */
  readonly services: readonly ComposeService[];
  /** `*.dev.*`, `*.override.*`, `*test*`: not meant for production, so what is missing weighs less. */
  readonly isForDevelopment: boolean;
  /** What tests start and throw away: it lies in a folder of fixtures. */
  readonly isForTests: boolean;
  private byName: ReadonlyMap<string, ComposeService> | undefined;
  private awaited: ReadonlySet<string> | undefined;
  private swarm: boolean | undefined;

  /** @param services those of the project, where its files share them; they may be added later on */
  constructor(
    readonly document: YamlDocument,
    readonly root: MapView,
    path: string,
    readonly settings: Settings,
    readonly project: ComposeProject = projectOfOne(path, document),
    services?: readonly ComposeService[],
  ) {
    this.isForTests = isTestFixture(path);
    this.isForDevelopment =
      this.isForTests ||
      /(?:^dev|[-._]dev(?:el|elopment)?[-._]|\.dev|\.override|\.local|test)[^/]*$/i.test(
        path.slice(path.lastIndexOf('/') + 1),
      );
    this.services = services ?? project.services.map((parts) => new ComposeService(this, parts));
  }

  /** The services that this file declares, alone or on top of other files. */
  get ownServices(): readonly ComposeService[] {
    return this.services.filter(({ own }) => own.document === this.document);
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
    return (this.byName ??= new Map(this.services.map((service) => [service.name, service]))).get(name);
  }

  /** Written for `docker stack deploy`, which ignores several keys of Compose. */
  get isSwarm(): boolean {
    return (this.swarm ??= this.services.some((service) => service.isSwarm));
  }

  /** Files of the project could not be read: a name that is not here can still exist. */
  get isPartial(): boolean {
    return this.project.missing.length > 0;
  }

  /** What a top-level section (`networks`, `volumes` …) of the project says about a name, all files taken together. */
  declared(section: string, name: string): MapView | undefined {
    const maps: MapView[] = [];
    for (const { document } of [...this.project.sources].reverse()) {
      const value = valueAt(document.root, section, name);
      if (value?.tag === '!reset') break;
      if (value?.kind === 'map') maps.push(value);
      if (value?.tag === '!override') break;
    }
    const [nearest, ...others] = maps;
    return nearest && others.length > 0 ? new MergedMap(nearest, others) : nearest;
  }

  /** What the variables in a text of the project are filled in with. */
  variablesFor({ document }: { readonly document: object }): Variables {
    return this.project.sourceOf.get(document)?.variables ?? NO_VARIABLES;
  }

  /** The absolute path that a relative one means where it is written; addresses and what lies in somebody's home stay as they are. */
  resolve({ document }: { readonly document: object }, path: string): string {
    if (isRemote(path) || path.startsWith('~')) return path;
    return resolvePath(this.project.sourceOf.get(document)?.folder ?? this.project.folder, path);
  }
}

/** A scalar with its variables filled in. */
export interface TextValue extends Interpolated {
  readonly token: ScalarView;
  readonly entry: Entry;
}

const ONE_SHOT_WORDS =
  /\b(?:migrat\w*|seed|init\w*|setup|bootstrap|provision|backup|restore|\w*dump\w*|chown|chmod|mkdir|create|import|export|test|exit)\b/i;
/** Profiles that are switched on once, to do a piece of work: `docker compose --profile setup up`. */
const JOB_PROFILES = /^(?:setup|init|bootstrap|install|migrat\w*|seed(?:ing)?|jobs?|one-?(?:shot|off))$/i;
const DEVELOPMENT_PROFILES = /^(?:dev|development|debug|test|tests|testing|tool|tools|e2e|ci|local)$/i;

/** Lists that the nearest layer replaces as a whole; Compose appends all others. */
const REPLACED: ReadonlySet<string> = new Set(['command', 'entrypoint', 'healthcheck.test']);

/**
 * The effective service: what Compose would run after anchors, `<<`, `extends`, `include` and overriding files. `layers` holds the
 * mappings it is made of, the nearest first; every token stays where it is written, which may be in another file.
 */
export class ComposeService {
  readonly name: string;
  /** Where the service begins: in the first of the files that declare it. What it lacks is reported there. */
  readonly key: ScalarView;
  readonly layers: readonly MapView[];
  /** The place where this file declares it; the service's first place where this file does not. */
  readonly entry: Entry;
  readonly own: MapView;

  constructor(
    readonly file: ComposeFile,
    readonly parts: ServiceParts,
  ) {
    const [first] = parts.declarations;
    const here = parts.declarations.find(({ source }) => source.document === file.document) ?? first;
    if (!first || !here) throw new Error('a service is declared somewhere');
    this.name = parts.name;
    this.key = first.entry.key;
    this.layers = parts.layers;
    this.entry = here.entry;
    this.own = here.own;
  }

  /** Part of it is in a file that cannot be read, so nothing can be said about what it lacks. */
  get isPartial(): boolean {
    return (this.partial ??=
      !this.parts.isComplete || !(this.get('image') || this.get('build') || this.get('provider')));
  }

  // Nearly every rule asks: fields cost less than `once`.
  private partial: boolean | undefined;
  private swarm: boolean | undefined;

  /** Answers that cost something are worked out once: every rule asks the same questions. */
  private readonly answers = new Map<string, unknown>();

  /** Remembers an answer for as long as the service lives; what several rules work out belongs here too. */
  once<T>(question: string, answer: () => T): T {
    const known = this.answers.get(question) as T | undefined;
    if (known !== undefined || this.answers.has(question)) return known as T;
    const worked = answer();
    this.answers.set(question, worked);
    return worked;
  }

  /** What findings about this service are grouped by. */
  get subject(): string {
    return `services.${this.name}`;
  }

  /** The entry at a path (`get('deploy', 'resources', 'limits', 'memory')`) in the nearest layer that has it. */
  get(...path: readonly string[]): Entry | undefined {
    let empty: Entry | undefined;
    for (const layer of this.layersFor(path)) {
      const found = entryAt(layer, path);
      if (found === 'cut off') break;
      // A key without value leaves what deeper layers say.
      if (found?.value?.kind === 'scalar' && found.value.isNull) {
        empty ??= found;
        if (REPLACED.has(path.join('.'))) break;
      } else if (found) return found;
      if (this.layers.length > 1 && isReplaced(layer, path)) break;
    }
    return empty;
  }

  /** The entries at a path in all layers that count, the nearest first. */
  holders(...path: readonly string[]): Entry[] {
    const holders: Entry[] = [];
    for (const layer of this.layersFor(path)) {
      const holder = entryAt(layer, path);
      if (holder === 'cut off') break;
      if (holder) holders.push(holder);
      if (this.layers.length > 1 && ((holder && REPLACED.has(path.join('.'))) || isReplaced(layer, path))) break;
    }
    return holders;
  }

  /** The layers that say something about a path. */
  private layersFor([key, option]: readonly string[]): readonly MapView[] {
    if (this.layers.length === 1 || key !== 'logging' || option !== 'options') return this.layers;
    return this.once('logging layers', () => layersOfLogging(this.layers));
  }

  /** A text of the project with its variables filled in. */
  interpolate(scalar: ScalarView, text = scalar.text): Interpolated {
    return interpolate(text, this.file.variablesFor(scalar));
  }

  /** The scalar at a path with its variables filled in; undefined when absent, empty or no scalar. */
  text(...path: readonly string[]): TextValue | undefined {
    return this.textIn(this.get(...path));
  }

  private textIn(entry: Entry | undefined): TextValue | undefined {
    if (entry?.value?.kind !== 'scalar' || entry.value.isNull) return undefined;
    const { text, known, hasVariables } = this.interpolate(entry.value);
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
    const [nearest, ...deeper] = this.holders(...path);
    if (!nearest) return [];
    return deeper.length === 0 ? itemsOf(nearest) : [nearest, ...deeper].flatMap((holder) => itemsOf(holder));
  }

  /** The entries of a mapping at a path, merged over all layers by key; list items `KEY=value` are not taken apart here. */
  entries(...path: readonly string[]): Entry[] {
    const holders = this.holders(...path);
    if (holders.length === 0) return [];
    const entries = new Map<string, Entry>();
    for (const { value } of holders) {
      if (value?.kind !== 'map') continue;
      for (const entry of value.entries) if (!entries.has(entry.key.text)) entries.set(entry.key.text, entry);
    }
    return [...entries.values()].filter(isKept);
  }

  /** Both spellings of `environment`; values keep their variables. Files named by env_file are not read. */
  get environment(): EnvironmentVariable[] {
    return this.once('environment', () => this.variables('environment'));
  }

  /** A mapping or a list of `KEY=value`, as `environment`, `labels` and `build.args` are written. */
  variables(...path: readonly string[]): EnvironmentVariable[] {
    const variables = new Map<string, EnvironmentVariable>();
    for (const holder of this.holders(...path)) {
      const nearer = new Set(variables.keys());
      for (const variable of variablesIn(holder)) {
        // Of a name that a list repeats the last counts; a mapping holds its own entries in front of merged ones.
        const isHidden = variable.entry && variables.has(variable.name);
        if (!isHidden && !nearer.has(variable.name)) variables.set(variable.name, variable);
      }
    }
    return [...variables.values()].filter(({ scalar }) => scalar.tag !== '!reset');
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

  /** The folder that is built, in both forms of `build`; undefined where none is written. */
  get buildContext(): TextValue | undefined {
    for (const holder of this.holders('build')) {
      const context = this.textIn(holder.value?.kind === 'map' ? holder.value.get('context') : holder);
      if (context) return context;
    }
    return undefined;
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
    return (this.swarm ??=
      !this.isBuilt &&
      ['mode', 'placement', 'update_config', 'endpoint_mode', 'rollback_config'].some((key) =>
        this.get('deploy', key),
      ));
  }

  /** Runs to an end by design: a job, or a service that others wait for to complete. */
  get isOneShot(): boolean {
    return this.once('isOneShot', () => {
      if (/-job$/.test(this.text('deploy', 'mode')?.text ?? '')) return true;
      if (this.file.awaitedJobs.has(this.name)) return true;
      const restart = this.text('restart');
      if (!restart) return this.onlyInProfiles(JOB_PROFILES) || lifespanOf(this) === 'short';
      if (!/^(?:no|false)$/i.test(restart.text)) return false;
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
    const isForDevelopment =
      this.file.isForDevelopment ||
      this.onlyInProfiles(DEVELOPMENT_PROFILES) ||
      isDevelopmentStage(this.text('build', 'target')?.text ?? '');
    return isForDevelopment ? lower(severity) : severity;
  }

  /**
   * How that weighs which only matters where a service runs for long: what tests start is asked for it under `strict` only, and so
   * is what somebody works on where it comes down to a hint.
   */
  inOperation(severity: Severity): { readonly severity: Severity; readonly preset?: 'strict' } {
    const weight = this.lenient(severity);
    const isStrict = this.file.isForTests || (weight === 'hint' && severity !== 'hint');
    return { severity: weight, ...(isStrict ? { preset: 'strict' } : {}) };
  }

  /** Has profiles, and every one of them is of a kind. */
  private onlyInProfiles(kind: RegExp): boolean {
    const profiles = this.items('profiles').flatMap(({ view }) => (view.kind === 'scalar' ? [view.text] : []));
    return profiles.length > 0 && profiles.every((profile) => kind.test(profile));
  }

  /** Sets a value at a path, where the deepest part of the path is already written; otherwise in the service's own mapping. */
  insert(path: readonly string[], value: Value): Edits {
    const isHidden = this.layers.slice(0, this.layers.indexOf(this.own)).some((layer) => isReplaced(layer, path));
    return this.entry.aliased || isHidden ? undefined : insertAt(this.own, path, value);
  }

  /** Appends to a list of this file, or makes the list. */
  append(key: string, item: Value): Edits {
    const holder = this.holders(key).find(({ key: { document } }) => document === this.own.document);
    if (holder?.value?.kind === 'sequence') return insertItem(holder.value, item);
    return this.insert([key], [item]);
  }

  /** Adds a variable, in the form in which the others are written. */
  addVariable(name: string, value: string): Edits {
    const isList = this.holders('environment').some(({ value: written }) => written?.kind === 'sequence');
    return isList ? this.append('environment', `${name}=${value}`) : this.insert(['environment', name], value);
  }
}
