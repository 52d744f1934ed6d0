import type { YamlDocument } from '../document/document';
import type { YamlFile } from '../document/parse';
import type { ComposeProject, ServiceParts, Variables } from '../engine/composeProject';
import { withVariablesOf } from '../formats/compose/dotenv';
import { NO_VARIABLES } from '../formats/compose/interpolation';
import { MAIN_NAMES } from '../formats/compose/recognise';
import { resolveProject, type OpenedSource, type ProjectFiles, type ProjectPlan } from '../formats/compose/project';
import type { Conclusion, Conclusions } from './conclusions';
import { folderOf, isWithin, resolvePath } from './files';

const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

type Open = ProjectFiles['open'];

/** What projects are read through; undefined for what is not there or lies outside of the workspace. */
export interface ComposeFiles {
  /** Whether there is such a file. */
  readonly has: (path: string) => boolean;
  readonly read: (path: string) => string | undefined;
  readonly open: (path: string) => YamlFile | undefined;
}

/** The compose projects of a workspace, each kept until something changes that it is made of. */
export class ComposeProjects {
  private readonly inFolders = new Map<string, Conclusion>();
  private readonly ofFiles = new Map<string, Conclusion>();

  constructor(
    private readonly root: string,
    private readonly files: ComposeFiles,
    private readonly conclusions: Conclusions,
  ) {}

  /** The project that `docker compose` finds in a folder; undefined where there is none. */
  inFolder(folder: string): ComposeProject | undefined {
    return this.conclusions.draw(this.inFolders, folder, () => this.findIn(folder, (path) => this.open(path)));
  }

  /**
   * The project that a file is judged in: the outermost one that is made of it, otherwise one of its own. `document` counts in place
   * of what was read of the file.
   */
  of(path: string, document: YamlDocument): ComposeProject {
    const read = this.open(path);
    if (!read?.some((one) => one.document === document))
      return this.find(path, (other) => (other === path ? [{ document, start: 0 }] : this.open(other)));
    return this.conclusions.draw(this.ofFiles, path, () => this.find(path));
  }

  private find(path: string, open?: Open): ComposeProject {
    const found: ComposeProject[] = [];
    for (let at = folderOf(path); isWithin(at, this.root); at = folderOf(at)) {
      const project = open ? this.findIn(at, open) : this.inFolder(at);
      if (project) found.push(project);
      if (at === '/') break;
    }
    const outermost = found.findLast(({ sources }) => sources.some((source) => source.path === path));
    if (outermost) return outermost;
    const folder = folderOf(path);
    const plan = { folder, paths: [path], variables: this.variablesIn(folder), isDefault: false };
    const alone = this.resolve(plan, open ?? ((other) => this.open(other)));
    const extended = new Set<object>(found.flatMap(({ services }) => services.flatMap(({ layers }) => layers)));
    return { ...alone, services: alone.services.map((service) => asTemplate(service, extended)) };
  }

  private findIn(folder: string, open: Open): ComposeProject | undefined {
    const plan = this.planIn(folder);
    return plan && this.resolve(plan, open);
  }

  private planIn(folder: string): ProjectPlan | undefined {
    const isHere = (name: string): boolean => this.files.has(resolvePath(folder, name));
    const variables = this.variablesIn(folder);
    const given = variables.get('COMPOSE_FILE');
    if (given) {
      const paths = given.split(variables.get('COMPOSE_PATH_SEPARATOR') ?? (given.includes(';') ? ';' : ':'));
      const absolute = paths.flatMap((path) => (path === '' ? [] : resolvePath(folder, path.replaceAll('\\', '/'))));
      const [first] = absolute;
      if (first === undefined) return undefined;
      const own = folderOf(first);
      // The file of variables beside the first one counts as well.
      const all = own === folder ? variables : this.variablesIn(own, variables);
      return { folder: own, paths: absolute, variables: all, isDefault: true };
    }
    const main = MAIN_NAMES.find(isHere);
    if (main === undefined) return undefined;
    const override = OVERRIDE_NAMES.find(isHere);
    const paths = [main, ...(override === undefined ? [] : [override])].map((name) => resolvePath(folder, name));
    return { folder, paths, variables, isDefault: true };
  }

  private variablesIn(folder: string, outside = NO_VARIABLES): Variables {
    const path = resolvePath(folder, '.env');
    return this.files.has(path) ? withVariablesOf(this.files.read(path) ?? '', outside) : outside;
  }

  private resolve(plan: ProjectPlan, open: Open): ComposeProject {
    return resolveProject(plan, { open, read: this.files.read });
  }

  private open(path: string): readonly OpenedSource[] | undefined {
    return this.files.open(path)?.documents;
  }
}

/** A service of a file outside of every project, which services of a project extend: it runs there and not here. */
function asTemplate(service: ServiceParts, extended: ReadonlySet<object>): ServiceParts {
  return service.declarations.some(({ own }) => extended.has(own)) ? { ...service, isComplete: false } : service;
}
