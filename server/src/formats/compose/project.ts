import type { YamlDocument } from '../../document/document';
import type { MapView } from '../../document/view';
import type {
  ComposeProject,
  ComposeSource,
  ServiceDeclaration,
  ServiceParts,
  Variables,
} from '../../engine/composeProject';
import { folderOf, isRemote, nameOf, resolvePath } from '../../engine/paths';
import { withVariablesOf } from './dotenv';
import { interpolate, NO_VARIABLES } from './interpolation';
import { scalarText, textsOf, valueAt } from './layers';

/** The files around a project. Undefined for what is not there, cannot be read or lies outside of the workspace. */
export interface ProjectFiles {
  /** The documents of a file: Compose merges them one after the other. */
  readonly open: (path: string) => readonly OpenedSource[] | undefined;
  readonly read: (path: string) => string | undefined;
}

export interface OpenedSource {
  readonly document: YamlDocument;
  /** Where the document begins in its file. */
  readonly start: number;
}

/** What a project is put together from. */
export interface ProjectPlan {
  readonly folder: string;
  /** The main file first, then those that are merged into it. */
  readonly paths: readonly string[];
  readonly variables: Variables;
  /** `docker compose` finds it by itself. */
  readonly isDefault: boolean;
}

/** Puts a project together: included files, overriding files, extended services. Never throws; what cannot be read is listed. */
export function resolveProject(plan: ProjectPlan, files: ProjectFiles): ComposeProject {
  return new Resolver(files).resolve(plan);
}

/** A file that stands alone, as far as nothing around it can be seen. */
export function projectOfOne(path: string, document: YamlDocument): ComposeProject {
  return resolveProject(
    { folder: folderOf(path), paths: [path], variables: NO_VARIABLES, isDefault: false },
    { open: (other) => (other === path ? [{ document, start: 0 }] : undefined), read: () => undefined },
  );
}

/** Lower case letters, digits, dashes and underscores are what Compose leaves of a name; it begins with a letter or digit. */
function normaliseProjectName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[-_]+/, '');
}

/** A service that another one extends. */
interface Base {
  readonly source: ComposeSource;
  readonly own: MapView;
}

class Resolver {
  private readonly sources: ComposeSource[] = [];
  private readonly sourceOf = new Map<object, ComposeSource>();
  private readonly missing: string[] = [];
  /** Missing files that could change every service. */
  private lacksOverride = false;

  constructor(private readonly files: ProjectFiles) {}

  resolve({ folder, paths, variables, isDefault }: ProjectPlan): ComposeProject {
    for (const path of paths) if (!this.load(path, folder, variables, [])) this.lacksOverride = true;
    const services = this.services();
    return {
      folder,
      name: this.nameOf(folder, variables),
      paths,
      isDefault,
      sources: this.sources,
      sourceOf: this.sourceOf,
      services,
      missing: this.missing,
      activeProfiles: (variables.get('COMPOSE_PROFILES') ?? '').split(',').flatMap((name) => name.trim() || []),
      basis: [
        ...this.sourceOf.keys(),
        JSON.stringify([
          this.missing,
          [...this.sourceOf.values()].map((source) => [source.folder, ...source.variables]),
        ]),
      ],
    };
  }

  /** Adds a file and, below it, what it includes. False where it cannot be read. */
  private load(path: string, folder: string, variables: Variables, chain: readonly string[]): boolean {
    const documents = this.open(path, folder, variables);
    if (!documents?.length) {
      this.missing.push(path);
      return false;
    }
    for (const source of documents) {
      if (this.sources.includes(source)) continue;
      // Of two that say something about the same name the first one wins.
      for (const include of this.includesOf(source, [...chain, path]).reverse()) include();
      this.sources.push(source);
    }
    return true;
  }

  /** https://docs.docker.com/reference/compose-file/include/ */
  private includesOf(source: ComposeSource, chain: readonly string[]): (() => void)[] {
    const list = valueAt(source.document.root, 'include');
    // Half-typed: nobody knows yet what it brings.
    if (list && list.kind !== 'sequence') this.missing.push('include');
    const items = list?.kind === 'sequence' ? list.items : [];
    return items.map((item) => () => {
      const fill = (texts: readonly string[]): string[] => texts.flatMap((text) => this.filledPath(text, source) ?? []);
      const written = textsOf(item.kind === 'map' ? valueAt(item, 'path') : item);
      const paths = fill(written);
      const [first] = paths;
      if (first === undefined || paths.length < written.length || paths.some(isRemote)) {
        this.missing.push(first ?? written[0] ?? 'include');
        return;
      }
      const absolute = paths.map((path) => resolvePath(source.folder, path));
      const [given] = fill(textsOf(valueAt(item, 'project_directory')));
      const folder =
        given === undefined ? folderOf(resolvePath(source.folder, first)) : resolvePath(source.folder, given);
      const environmentFiles = fill(textsOf(valueAt(item, 'env_file'))).map((path) => resolvePath(source.folder, path));
      const variables = this.variablesFrom(
        environmentFiles.length > 0 ? environmentFiles : [resolvePath(folder, '.env')],
        source.variables,
      );
      for (const path of absolute) {
        if (chain.includes(path)) this.missing.push(path);
        else this.load(path, folder, variables, chain);
      }
    });
  }

  private variablesFrom(paths: readonly string[], outside: Variables): Variables {
    // What a later file says about a variable counts, except where it is set outside.
    return [...paths]
      .reverse()
      .reduce((variables, path) => withVariablesOf(this.files.read(path) ?? '', variables), outside);
  }

  private services(): ServiceParts[] {
    const found = new Map<string, ServiceDeclaration[]>();
    const repeated: ServiceDeclaration[][] = [];
    for (const source of this.sources) {
      const services = valueAt(source.document.root, 'services');
      if (services?.tag === '!reset' || services?.tag === '!override') found.clear();
      for (const entry of services?.kind === 'map' ? services.entries : []) {
        if (entry.value?.tag === '!reset' || entry.value?.tag === '!override') found.delete(entry.key.text);
        if (entry.value?.kind !== 'map' || entry.value.tag === '!reset') continue;
        const declaration = { source, entry, own: entry.value };
        const known = found.get(entry.key.text);
        if (!known) found.set(entry.key.text, [declaration]);
        // A key that one file repeats is a mistake of that file, and each of the two is judged.
        else if (known.at(-1)?.source === source) repeated.push([declaration]);
        else known.push(declaration);
      }
    }
    return [...found.values(), ...repeated].map((declarations) => this.partsOf(declarations));
  }

  private partsOf(declarations: readonly ServiceDeclaration[]): ServiceParts {
    const layers = new Set<MapView>();
    let isComplete = !this.lacksOverride;
    for (const { source, own } of [...declarations].reverse()) {
      const chain = this.extendedBy(source, own);
      for (const layer of chain.layers) layers.add(layer);
      isComplete &&= chain.isComplete;
    }
    return { name: declarations[0]?.entry.key.text ?? '', declarations, layers: [...layers], isComplete };
  }

  /** A mapping and the services it extends, also those in other files (https://docs.docker.com/reference/compose-file/services/#extends). */
  private extendedBy(
    source: ComposeSource,
    own: MapView,
    above: readonly MapView[] = [],
  ): { layers: MapView[]; isComplete: boolean } {
    if (above.includes(own)) return { layers: [], isComplete: false };
    const next = extendsOf(own);
    if (!next) return { layers: [own], isComplete: true };
    const name = this.filled(next.service, source);
    const bases = name === undefined ? [] : this.basesOf(source, next.file, name);
    const chains = bases.map((base) => this.extendedBy(base.source, base.own, [...above, own]));
    return {
      layers: [own, ...chains.flatMap(({ layers }) => layers)],
      isComplete: chains.length > 0 && chains.every(({ isComplete }) => isComplete),
    };
  }

  /** The service that another one extends, the nearest mapping first: in its own file, else in what is included there, or in a named file. */
  private basesOf(source: ComposeSource, file: string | undefined, name: string): Base[] {
    const basesIn = (sources: readonly ComposeSource[]): Base[] =>
      sources.flatMap((one) => {
        const own = valueAt(one.document.root, 'services', name);
        return own?.kind === 'map' ? { source: one, own } : [];
      });
    if (file !== undefined) return basesIn([...this.extendedFile(source, file)].reverse());
    const own = basesIn([source]);
    const inFront = this.sources.slice(0, Math.max(this.sources.indexOf(source), 0));
    return own.length > 0 ? own : basesIn(inFront.reverse());
  }

  private extendedFile(source: ComposeSource, written: string): readonly ComposeSource[] {
    const file = this.filledPath(written, source);
    if (file === undefined || isRemote(file)) {
      this.missing.push(written);
      return [];
    }
    const path = resolvePath(source.folder, file);
    const found = this.open(path, folderOf(path), source.variables);
    if (!found) this.missing.push(path);
    return found ?? [];
  }

  /** A file that is met again keeps the folder and the variables of the first time. */
  private open(path: string, folder: string, variables: Variables): readonly ComposeSource[] | undefined {
    return this.files.open(path)?.map((opened) => {
      let source = this.sourceOf.get(opened.document);
      if (!source) {
        source = { path, folder, variables, ...opened };
        this.sourceOf.set(opened.document, source);
      }
      return source;
    });
  }

  private filled(text: string, { variables }: ComposeSource): string | undefined {
    const { text: filled, known } = interpolate(text, variables);
    return known && filled !== '' ? filled : undefined;
  }

  private filledPath(text: string, source: ComposeSource): string | undefined {
    return this.filled(text, source)?.replaceAll('\\', '/');
  }

  /** COMPOSE_PROJECT_NAME, else the last `name:`, else the name of the folder. */
  private nameOf(folder: string, variables: Variables): string {
    const written = this.sources.findLast(
      ({ folder: own, document }) => own === folder && scalarText(valueAt(document.root, 'name')) !== undefined,
    );
    const given = variables.get('COMPOSE_PROJECT_NAME');
    const name = written && this.filled(scalarText(valueAt(written.document.root, 'name')) ?? '', written);
    return normaliseProjectName((given === '' ? undefined : given) ?? name ?? nameOf(folder));
  }
}

function extendsOf(service: MapView): { service: string; file: string | undefined } | undefined {
  const value = service.get('extends')?.value;
  if (value?.kind === 'scalar') return value.isNull ? undefined : { service: value.text, file: undefined };
  if (value?.kind !== 'map') return undefined;
  const name = scalarText(value.get('service')?.value);
  return name === undefined ? undefined : { service: name, file: scalarText(value.get('file')?.value) };
}
