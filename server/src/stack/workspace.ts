import type { ComposeProject } from '../engine/composeProject';
import type { OpenedFile } from '../engine/open';
import type { ContainerProject } from '../engine/containers';
import type { Settings } from '../engine/settings';
import type {
  BuildingService,
  BuildSource,
  BuiltImage,
  DeclaredObject,
  DeclaredService,
  NearbyComposeFile,
  Surroundings,
} from '../engine/surroundings';
import { buildingServices } from '../formats/compose/building';
import { containersOf } from '../formats/compose/containers';
import { declaredResources, declaredServices } from '../formats/compose/declared';
import { ComposeFile } from '../formats/compose/model';
import { isComposeFileName } from '../formats/compose/nearness';
import { CONFIGURATION_NAMES } from '../formats/holdfast';
import { declaredObjects } from '../formats/kubernetes/declared';
import { ComposeProjects } from './composeProjects';
import type { Conclusion } from './conclusions';
import { readBuiltImage, rotatesLogs } from './docker';
import { isIgnoredByGit } from './git';
import { folderOf, isRemote, isWithin, resolvePath, type Files } from './files';
import { findEntries, withoutSlash } from './glob';
import { joinServices } from './joinServices';
import { Memory } from './memory';
import { nearbyComposeFiles } from './nearbyComposeFiles';
import { OpenedFiles } from './openedFiles';
import { scriptsBeside } from './scripts';

/** A folder with more folders in it than this is a collection, not a stack. */
const MOST_FOLDERS = 300;

/** One root folder and what its files tell each other. */
export class Workspace extends OpenedFiles {
  private readonly surroundings = new Map<string, Surroundings>();
  private readonly builtImages = new Map<string, Conclusion>();
  private readonly found = new Map<string, Conclusion>();
  private readonly declared = new Map<string, Conclusion>();
  private readonly rotating = new Map<string, Conclusion>();
  private readonly building = new Map<string, Conclusion>();
  private readonly memory = new Memory(this.conclusions);
  private readonly projects: ComposeProjects;

  /** @param root absolute, with `/` between folders and none at the end */
  constructor(root: string, disk: Files, settings: Settings) {
    super(root, disk, settings);
    this.projects = new ComposeProjects(
      root,
      { has: (path) => this.has(path), read: (path) => this.variablesIn(path), open: (path) => this.tree(path) },
      this.conclusions,
    );
  }

  /** A judgement about a file, together with everything that was looked at for it. */
  judge<T>(file: OpenedFile, make: () => T): Conclusion & { readonly value: T } {
    const project = file.format.id === 'compose' ? this.composeProjectOf(file) : undefined;
    // Files of one project share what was worked out about its services.
    const earlier = project ? this.memory.recall<Conclusion[]>(project, 'judgements', () => []) : [];
    const judgement = this.conclusions.conclude(() => {
      for (const one of earlier) this.conclusions.lookAt(one);
      return make();
    });
    earlier.push(judgement);
    return judgement;
  }

  /** Whether nothing changed that a judgement rests on. */
  holds(judgement: Conclusion): boolean {
    return this.conclusions.holds(judgement);
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
    const find = (pattern: string) => this.entries(resolvePath(folder, pattern))?.map(withoutSlash);
    const scripts = () => once('scripts', () => scriptsBeside(find, (path) => this.text(path)));
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
  private entries(pattern: string): readonly string[] | undefined {
    return this.conclude(this.found, pattern, () =>
      findEntries(this.files, this.root, pattern, (folders) => this.entries(folders)),
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
    return [folder, ...this.foldersBelow(folder).slice(0, MOST_FOLDERS)].flatMap((place) =>
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
        const text = this.text(resolvePath(folder, place));
        if (text !== undefined) return rotatesLogs(text);
      }
      return folder === '/' ? undefined : this.engineRotatesLogs(folderOf(folder));
    });
  }
}
