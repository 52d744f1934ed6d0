import { parseYaml, type YamlFile } from '../document/parse';
import type { ParsedFile } from '../document/parsed';
import type { ComposeProject } from '../engine/composeProject';
import { openFile, type OpenedFile } from '../engine/open';
import type { ContainerProject } from '../engine/containers';
import type { Settings } from '../engine/settings';
import { YAML } from '../engine/yamlLanguage';
import type {
  BuildingService,
  BuildSource,
  BuiltImage,
  DeclaredObject,
  DeclaredService,
  NearbyComposeFile,
  Surroundings,
} from '../engine/surroundings';
import { FORMATS } from '../formats';
import { buildingServices } from '../formats/compose/building';
import { containersOf } from '../formats/compose/containers';
import { declaredResources, declaredServices } from '../formats/compose/declared';
import { ComposeFile } from '../formats/compose/model';
import { isComposeFileName, pointsOutside } from '../formats/compose/nearness';
import { CONFIGURATION_NAMES } from '../formats/holdfast';
import { declaredObjects } from '../formats/kubernetes/declared';
import { ComposeProjects } from './composeProjects';
import { Conclusions, type Conclusion } from './conclusions';
import { readBuiltImage, rotatesLogs } from './docker';
import { isIgnoredByGit } from './git';
import { folderOf, isRemote, isWithin, nameOf, resolvePath, type Files } from './files';
import { findFiles } from './glob';
import { joinServices } from './joinServices';
import { Memory } from './memory';
import { nearbyComposeFiles } from './nearbyComposeFiles';
import { scriptsBeside } from './scripts';
import { yamlFilesBelow } from './walk';

/** Siblings larger than this many characters say little and cost much: they are not read. */
const LARGEST_SIBLING = 500_000;
/** Compose files, API objects of Kubernetes, configurations of Prometheus. */
const DECLARING = /^["']?(?:services|include|apiVersion|scrape_configs|scrape_config_files)["']?\s*:/m;
/** A folder with more YAML files than this is a collection, not a stack. */
const MOST_SIBLINGS = 300;

/** Of changes of other files nobody tells us: what rests on one of them is looked at again after any change. */
const WATCHED =
  /\.ya?ml$|\.(?:ba)?sh$|crontab[^/]*$|Dockerfile[^/]*$|(?:^|\/)(?:Containerfile|Makefile|daemon\.json|\.env[^/]*)$|\.env$/;
const UNWATCHED = 'unwatched';

/**
 * One root folder and what its files tell each other. Every YAML file that was read is kept until `forget` is called for it, so that
 * a keystroke parses nothing else.
 */
export class Workspace {
  private readonly opened = new Map<string, OpenedFile | undefined>();
  /** The last tree of every file, also of those that changed since: what is unchanged in them is not parsed again. */
  private readonly parsed = new Map<string, ParsedFile>();
  private readonly trees = new Map<string, YamlFile | undefined>();
  /** Files of variables as they were last read. */
  private readonly texts = new Map<string, string | undefined>();
  private readonly declaring = new Map<string, boolean>();
  private readonly pointing = new Map<string, boolean>();
  private readonly wasRead = new Set<string>();
  private readonly listings = new Map<string, readonly string[] | undefined>();
  private readonly surroundings = new Map<string, Surroundings>();
  private readonly builtImages = new Map<string, Conclusion>();
  private readonly found = new Map<string, Conclusion>();
  private readonly declared = new Map<string, Conclusion>();
  private readonly rotating = new Map<string, Conclusion>();
  private readonly building = new Map<string, Conclusion>();
  private readonly files: Files;
  private readonly conclusions = new Conclusions();
  private readonly memory = new Memory(this.conclusions);
  private readonly projects: ComposeProjects;

  /** @param root absolute, with `/` between folders and none at the end */
  constructor(
    readonly root: string,
    files: Files,
    private readonly settings: Settings,
  ) {
    const listing = (folder: string): readonly string[] | undefined => {
      if (!this.listings.has(folder)) this.listings.set(folder, files.list(folder));
      return this.listings.get(folder);
    };
    this.files = {
      read: (path) => {
        this.lookAt(path);
        this.wasRead.add(path);
        return files.read(path);
      },
      list: (folder) => {
        this.conclusions.lookAt(listOf(folder));
        return listing(folder);
      },
    };
    const has = (path: string): boolean => {
      // Rests on this one file, and not on everything else that is in the folder.
      this.lookAt(path);
      return listing(folderOf(path))?.includes(nameOf(path)) === true;
    };
    this.projects = new ComposeProjects(
      root,
      { has, read: (path) => this.variablesIn(path), open: (path) => this.tree(path) },
      this.conclusions,
    );
  }

  /** Grows with everything that changes: what was concluded in the same generation still holds. */
  get generation(): number {
    return this.conclusions.generation;
  }

  /** Keeps what is concluded through this workspace until something changes that was looked at for it. */
  conclude<T>(kept: Map<string, Conclusion>, key: string, make: () => T): T {
    return this.conclusions.draw(kept, key, make);
  }

  /** A file was changed, made or deleted: what was read of it, and every conclusion drawn from it, is dropped. */
  forget(path: string): void {
    const changed = [path];
    // The folders above may be as new as the file itself.
    for (let at = path; at !== '/'; at = folderOf(at)) {
      const folder = folderOf(at);
      const before = this.listings.get(folder);
      if (!this.listings.delete(folder)) continue;
      if (this.files.list(folder)?.join('\n') !== before?.join('\n')) changed.push(listOf(folder));
    }
    this.drop(path, changed);
  }

  /** A file reads differently now, in an editor: what was concluded from it is dropped. */
  forgetText(path: string): void {
    this.drop(path, [path]);
  }

  private drop(path: string, changed: readonly string[]): void {
    this.opened.delete(path);
    this.trees.delete(path);
    this.texts.delete(path);
    this.declaring.delete(path);
    this.pointing.delete(path);
    this.conclusions.changed([...changed, UNWATCHED]);
  }

  /** The tree of a file when it was last read, for reuse by whoever parses its next version. */
  lastParseOf(path: string): ParsedFile | undefined {
    return this.parsed.get(path);
  }

  /** Takes over a file as it stands in an editor, already parsed: fresher than the disk, and not parsed twice. */
  adopt(path: string, text: string, file: OpenedFile | undefined): void {
    const isKnown = this.opened.has(path);
    if (isKnown && this.opened.get(path)?.parsed === file?.parsed) return;
    this.keep(path, file);
    // Nothing was concluded from its text so far, or it was concluded from this one.
    if (!isKnown && (!this.wasRead.has(path) || this.files.read(path) === text)) return;
    this.conclusions.changed([path, UNWATCHED]);
  }

  private lookAt(path: string): void {
    this.conclusions.lookAt(WATCHED.test(path) ? path : UNWATCHED);
  }

  /** Every file of a format that says something on its own, to a sensible number; undefined after each one that says nothing. */
  *filesDeclaring(): Generator<OpenedFile | undefined> {
    for (const paths of yamlFilesBelow(this.root, (folder) => this.files.list(folder))) {
      yield undefined;
      for (const path of paths) yield this.opened.has(path) || this.mayDeclare(path) ? this.open(path) : undefined;
    }
  }

  /** Every file whose name is one of these, in a folder the first of them; undefined after each folder that has none. */
  *filesNamed(names: readonly string[]): Generator<OpenedFile | undefined> {
    for (const paths of yamlFilesBelow(this.root, (folder) => this.files.list(folder))) {
      const byRank = names.flatMap((name) => paths.find((path) => nameOf(path) === name) ?? []);
      yield byRank[0] === undefined ? undefined : this.open(byRank[0]);
    }
  }

  /** Judged by a glance at the text: parsing all YAML files of a large workspace would take long. */
  mayDeclare(path: string): boolean {
    if (!this.declaring.has(path)) this.declaring.set(path, DECLARING.test(this.files.read(path) ?? ''));
    return this.declaring.get(path) === true;
  }

  /** A file of the workspace, parsed; undefined where it cannot be read or is of no format. */
  file(path: string): OpenedFile | undefined {
    return isWithin(path, this.root) ? this.open(path) : undefined;
  }

  /** The tree of a file that a project names, also where no format would recognise it by itself. */
  tree(path: string): YamlFile | undefined {
    const opened = this.file(path);
    if (opened) return opened.yaml;
    this.lookAt(path);
    if (!this.trees.has(path)) {
      const text = this.readWithin(path);
      const isReadable = text !== undefined && text.length <= LARGEST_SIBLING && YAML.isPlain(path, text);
      this.trees.set(path, isReadable ? parseYaml(path, text) : undefined);
    }
    return this.trees.get(path);
  }

  /** What a file was read as, in whatever language. */
  parsedFile(path: string): ParsedFile | undefined {
    return this.file(path)?.parsed ?? this.tree(path);
  }

  /** The text of a file of the workspace. */
  text(path: string): string | undefined {
    return this.readWithin(path);
  }

  /** The project that `docker compose` finds in a folder. */
  composeProjectIn(folder: string): ComposeProject | undefined {
    return this.projects.inFolder(folder);
  }

  /** The project that a compose file is judged in. */
  composeProjectOf({ path, yaml }: OpenedFile): ComposeProject | undefined {
    const first = yaml?.documents[0];
    return first && this.projects.of(path, first.document);
  }

  /** What stands around a file. The answer is put together when it is first asked for. */
  surroundingsOf(path: string): Surroundings {
    const folder = folderOf(path);
    let surroundings = this.surroundings.get(folder);
    if (!surroundings) {
      surroundings = this.surroundingsIn(folder);
      this.surroundings.set(folder, surroundings);
    }
    return surroundings;
  }

  private surroundingsIn(folder: string): Surroundings {
    const kept = new Map<string, Conclusion>();
    const once = <T>(question: string, answer: () => T): T => this.conclude(kept, question, answer);
    // Getters are called on the object: there `this` is not the workspace.
    const composeServices = () => once('services', () => this.composeServices(folder));
    const composeFilesNear = () => once('compose files', () => this.composeFilesNear(folder));
    const nearestProject = () => once('containers', () => this.nearestProject(folder));
    const serviceNamesNearby = () => once('names', () => this.namesNearby('services', folder));
    const resourceNamesNearby = () => once('resources', () => this.namesNearby('resources', folder));
    const smokeServices = () => once('smoke services', () => this.smokeServices(folder));
    const kubernetesObjects = () => once('objects', () => this.kubernetesObjects(folder));
    const ruleFiles = () => once('rule files', () => this.ruleFiles(folder));
    const find = (pattern: string) => this.findFiles(resolvePath(folder, pattern));
    const scripts = () => once('scripts', () => scriptsBeside(find, (path) => this.readWithin(path)));
    const engineRotatesLogs = () => this.engineRotatesLogs(folder);
    return {
      composeProject: (path, document) => this.projects.of(path, document),
      get composeServices() {
        return composeServices();
      },
      get composeFilesNear() {
        return composeFilesNear();
      },
      get nearestProject() {
        return nearestProject();
      },
      get serviceNamesNearby() {
        return serviceNamesNearby();
      },
      get resourceNamesNearby() {
        return resourceNamesNearby();
      },
      get smokeServices() {
        return smokeServices();
      },
      get kubernetesObjects() {
        return kubernetesObjects();
      },
      get ruleFiles() {
        return ruleFiles();
      },
      findFiles: find,
      get scripts() {
        return scripts();
      },
      text: (path) => this.text(path),
      yaml: (path) => this.tree(path),
      parsed: (path) => this.parsedFile(path),
      isIgnoredByGit: (path) => once(`git ${path}`, () => isIgnoredByGit(this.files, this.root, path)),
      builtImage: (source) => this.builtImage(folder, source),
      servicesBuiltFrom: (dockerfile) => this.servicesBuiltFrom(dockerfile),
      remember: (about, question, answer) => this.memory.recall(about, question, answer),
      get engineRotatesLogs() {
        return engineRotatesLogs();
      },
    };
  }

  /** Folders of one workspace ask for much the same. */
  private findFiles(pattern: string): readonly string[] | undefined {
    return this.conclude(this.found, pattern, () =>
      findFiles(this.files, this.root, pattern, (folders) => this.findFiles(folders)),
    );
  }

  /** The same one from wherever it is asked for: a project of many folders asks from each of them. */
  private builtImage(folder: string, source: BuildSource): BuiltImage | undefined {
    const context = isRemote(source.context) ? source.context : resolvePath(folder, source.context);
    const key = JSON.stringify({ ...source, context });
    return this.conclude(this.builtImages, key, () =>
      readBuiltImage({ file: (path) => this.file(path), text: (path) => this.text(path) }, { ...source, context }),
    );
  }

  /** Those of the compose files in its folder, the folders above it and the folders right below those. */
  private servicesBuiltFrom(dockerfile: string): BuildingService[] {
    const services = new Set<BuildingService>();
    for (let at = folderOf(dockerfile); isWithin(at, this.root); at = folderOf(at)) {
      const around = this.conclude(this.building, at, () =>
        this.composeFilesAround(at)
          .flatMap((file) => this.composeProjectOf(file) ?? [])
          .flatMap(buildingServices),
      );
      for (const service of around) if (service.dockerfile === dockerfile) services.add(service);
      if (at === '/') break;
    }
    return [...services];
  }

  /** The compose files nearest to a folder: in it, or in the first folder above it (up to the root) that has any. */
  private composeServices(folder: string): DeclaredService[] | undefined {
    for (let at = folder; isWithin(at, this.root); at = folderOf(at)) {
      const siblings = this.openFolder(at);
      if (!siblings) return undefined;
      const files = [...siblings, ...this.partsElsewhere(at)].filter(({ format }) => format.id === 'compose');
      const services = joinServices(files.flatMap((file) => declaredServices(file)));
      if (services.length > 0 || at === this.root || at === '/') return services;
    }
    return undefined;
  }

  /** The project that `docker compose` finds, or the first file that is one under another name. */
  private nearestProject(folder: string): ContainerProject | undefined {
    for (let at = folder; isWithin(at, this.root); at = folderOf(at)) {
      const project = this.projects.inFolder(at) ?? this.namedProjectIn(at);
      const [main] = project?.sources ?? [];
      const root = main?.document.root;
      if (project && main && root?.kind === 'map')
        return containersOf(new ComposeFile(main.document, root, main.path, this.settings, project));
      if (at === '/') break;
    }
    return undefined;
  }

  private namedProjectIn(folder: string): ComposeProject | undefined {
    const file = this.openFolder(folder, isComposeFileName)?.find(({ format }) => format.id === 'compose');
    return file && this.composeProjectOf(file);
  }

  /** Files of other folders that the project of a folder is put together from (`include`, COMPOSE_FILE). */
  private partsElsewhere(folder: string): OpenedFile[] {
    const parts = this.projects.inFolder(folder)?.sources ?? [];
    return parts.flatMap(({ path }) => (folderOf(path) === folder ? [] : (this.open(path) ?? [])));
  }

  /**
   * What the compose files of a folder, of the folders above it and of those right below each declare. Remembered for each of these
   * folders: neighbours share all but one.
   */
  private namesNearby(what: 'services' | 'resources', folder: string): ReadonlySet<string> {
    const names = new Set<string>();
    for (let at = folder; isWithin(at, this.root); at = folderOf(at)) {
      const around = this.conclude(this.declared, `${what} ${at}`, () =>
        this.composeFilesAround(at).flatMap((file) =>
          what === 'services' ? declaredServices(file).map(({ name }) => name) : declaredResources(file),
        ),
      );
      for (const name of around) names.add(name);
      if (at === '/') break;
    }
    return names;
  }

  private composeFilesAround(folder: string): OpenedFile[] {
    return [folder, ...this.foldersBelow(folder).slice(0, MOST_SIBLINGS)].flatMap((place) =>
      (this.openFolder(place, isComposeFileName) ?? []).filter(({ format }) => format.id === 'compose'),
    );
  }

  private composeFilesNear(folder: string): NearbyComposeFile[] {
    const paths = nearbyComposeFiles(folder, this.root, this.files.list, (path) => this.pointsOutside(path));
    return paths.flatMap((path) => {
      const file = this.open(path);
      const [first] = file?.yaml?.documents ?? [];
      if (file?.format.id !== 'compose' || !first) return [];
      return [{ path, document: first.document, surroundings: this.surroundingsOf(path) }];
    });
  }

  /** Judged by a glance at the text, as there may be many files beside a folder. */
  private pointsOutside(path: string): boolean {
    this.lookAt(path);
    if (!this.pointing.has(path)) this.pointing.set(path, pointsOutside(this.files.read(path) ?? ''));
    return this.pointing.get(path) === true;
  }

  private smokeServices(folder: string): ReadonlySet<string> | undefined {
    // What lies beside an opened folder is not read, and may be what the tests are about.
    if (!isWithin(folder, this.root)) return undefined;
    const names = new Set<string>();
    for (const file of this.filesDeclaring()) {
      const project = file?.format.id === 'compose' ? this.composeProjectOf(file) : undefined;
      if (!project || !this.isGoverned(project.folder, folder)) continue;
      const { missing, sources } = project;
      if (missing.length > 0 || sources.some(({ document }) => document.problems.length > 0)) return undefined;
      for (const { document } of sources) {
        const services = document.root?.kind === 'map' ? document.root.get('services')?.value : undefined;
        // Those of which nothing but the name is typed yet count as well.
        if (services?.kind === 'map') for (const { key } of services.entries) names.add(key.text);
      }
    }
    return names.size > 0 ? names : undefined;
  }

  /** Whether the configuration of a folder is in force in another one: there is none nearer by. */
  private isGoverned(folder: string, by: string): boolean {
    if (!isWithin(folder, by)) return false;
    for (let at = folder; at !== by; at = folderOf(at))
      if (this.files.list(at)?.some((name) => (CONFIGURATION_NAMES as readonly string[]).includes(name))) return false;
    return true;
  }

  private kubernetesObjects(folder: string): DeclaredObject[] | undefined {
    return this.openFolder(folder)
      ?.filter(({ format }) => format.id === 'kubernetes')
      .flatMap((file) => declaredObjects(file));
  }

  /** Paths of the rule files in a folder and the folders directly below it. */
  private ruleFiles(folder: string): string[] | undefined {
    return this.openFolder(folder)
      ?.concat(this.foldersBelow(folder).flatMap((one) => this.openFolder(one) ?? []))
      .filter(({ format }) => format.id === 'prometheus-rules')
      .map(({ path }) => path);
  }

  /** The nearest daemon.json, where people keep it: beside the stack, or in a copy of the host's folders. */
  private engineRotatesLogs(folder: string): boolean | undefined {
    if (!isWithin(folder, this.root)) return undefined;
    return this.conclude(this.rotating, folder, () => {
      for (const place of ['daemon.json', 'docker/daemon.json', 'etc/docker/daemon.json']) {
        const text = this.readWithin(resolvePath(folder, place));
        if (text !== undefined) return rotatesLogs(text);
      }
      return folder === '/' ? undefined : this.engineRotatesLogs(folderOf(folder));
    });
  }

  /** Nothing outside the workspace is read. */
  private readWithin(path: string): string | undefined {
    return isWithin(path, this.root) ? this.files.read(path) : undefined;
  }

  /** A file of variables; under the usual names, whose changes we are told of, it is read once. */
  private variablesIn(path: string): string | undefined {
    if (!/(?:^\.env[^/]*|\.env)$/.test(nameOf(path))) return this.readWithin(path);
    this.lookAt(path);
    if (!this.texts.has(path)) this.texts.set(path, this.readWithin(path));
    return this.texts.get(path);
  }

  private foldersBelow(folder: string): string[] {
    const names = (this.files.list(folder) ?? []).filter((name) => name.endsWith('/'));
    return names.map((name) => resolvePath(folder, name));
  }

  private openFolder(folder: string, isWanted = YAML.reads): OpenedFile[] | undefined {
    const names = this.files.list(folder)?.filter(isWanted);
    if (!names) return undefined;
    return names.slice(0, MOST_SIBLINGS).flatMap((name) => this.open(`${folder === '/' ? '' : folder}/${name}`) ?? []);
  }

  private open(path: string): OpenedFile | undefined {
    this.lookAt(path);
    if (!this.opened.has(path)) {
      const text = this.files.read(path);
      const isReadable = text !== undefined && text.length <= LARGEST_SIBLING;
      const previous = this.parsed.get(path);
      this.keep(path, isReadable ? openFile(path, text, FORMATS, this.settings, previous) : undefined);
    }
    return this.opened.get(path);
  }

  private keep(path: string, file: OpenedFile | undefined): void {
    this.opened.set(path, file);
    if (file) this.parsed.set(path, file.parsed);
    else this.parsed.delete(path);
  }
}

/** The name under which a conclusion rests on what is in a folder. */
function listOf(folder: string): string {
  return `${folder}/`;
}
