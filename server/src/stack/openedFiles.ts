import { parseYaml, type YamlFile } from '../document/parse';
import type { ParsedFile } from '../document/parsed';
import { openFile, type OpenedFile } from '../engine/open';
import type { Settings } from '../engine/settings';
import { YAML } from '../engine/yamlLanguage';
import { FORMATS } from '../formats';
import { pointsOutside } from '../formats/compose/nearness';
import { Conclusions, type Conclusion } from './conclusions';
import { folderOf, isWithin, nameOf, resolvePath, type Files } from './files';
import { yamlFilesBelow } from './walk';

/** Siblings larger than this many characters say little and cost much: they are not read. */
const LARGEST_SIBLING = 500_000;
/** Compose files, API objects of Kubernetes, configurations of Prometheus. */
const DECLARING = /^["']?(?:services|include|apiVersion|scrape_configs|scrape_config_files)["']?\s*:/m;
/** A folder with more YAML files than this is a collection, not a stack. */
const MOST_SIBLINGS = 300;

/** Of changes of other files nobody tells us: what rests on one of them is looked at again after any change. */
const WATCHED =
  /\.(?:ya?ml|(?:ba)?sh|env|conf|dockerfile|dockerignore|gitignore)$|(?:crontab|Dockerfile|Containerfile)[^/]*$|(?:^|\/)(?:Makefile|daemon\.json|\.env[^/]*)$/;
const UNWATCHED = 'unwatched';

/**
 * The files of one root folder as they were last read. Every YAML file is kept until `forget` is called for it, so that a keystroke
 * parses nothing else; whatever is looked at is noted as what the conclusion rests on that is being drawn.
 */
export class OpenedFiles {
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
  protected readonly files: Files;
  protected readonly conclusions = new Conclusions();

  /** @param root absolute, with `/` between folders and none at the end */
  constructor(
    readonly root: string,
    private readonly disk: Files,
    protected readonly settings: Settings,
  ) {
    this.files = {
      read: (path) => {
        this.lookAt(path);
        this.wasRead.add(path);
        return disk.read(path);
      },
      list: (folder) => {
        this.conclusions.lookAt(listOf(folder));
        return this.listing(folder);
      },
    };
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
    this.lookAt(path);
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
      const text = this.text(path);
      const isReadable = text !== undefined && text.length <= LARGEST_SIBLING && YAML.isPlain(path, text);
      this.trees.set(path, isReadable ? parseYaml(path, text) : undefined);
    }
    return this.trees.get(path);
  }

  /** What a file was read as, in whatever language. */
  parsedFile(path: string): ParsedFile | undefined {
    return this.file(path)?.parsed ?? this.tree(path);
  }

  /** The text of a file of the workspace: nothing outside of it is read. */
  text(path: string): string | undefined {
    return isWithin(path, this.root) ? this.files.read(path) : undefined;
  }

  protected has(path: string): boolean {
    // Rests on this one file, and not on everything else that is in the folder.
    this.lookAt(path);
    return this.listing(folderOf(path))?.includes(nameOf(path)) === true;
  }

  private listing(folder: string): readonly string[] | undefined {
    if (!this.listings.has(folder)) this.listings.set(folder, this.disk.list(folder));
    return this.listings.get(folder);
  }

  /** Judged by a glance at the text, as there may be many files beside a folder. */
  protected pointsOutside(path: string): boolean {
    this.lookAt(path);
    this.lookAt(path);
    if (!this.pointing.has(path)) this.pointing.set(path, pointsOutside(this.files.read(path) ?? ''));
    return this.pointing.get(path) === true;
  }

  /** A file of variables; under the usual names, whose changes we are told of, it is read once. */
  protected variablesIn(path: string): string | undefined {
    if (!/(?:^\.env[^/]*|\.env)$/.test(nameOf(path))) return this.text(path);
    this.lookAt(path);
    if (!this.texts.has(path)) this.texts.set(path, this.text(path));
    return this.texts.get(path);
  }

  protected foldersBelow(folder: string): string[] {
    const names = (this.files.list(folder) ?? []).filter((name) => name.endsWith('/'));
    return names.map((name) => resolvePath(folder, name));
  }

  protected openFolder(folder: string, isWanted = YAML.reads): OpenedFile[] | undefined {
    const names = this.files.list(folder)?.filter(isWanted);
    if (!names) return undefined;
    return names.slice(0, MOST_SIBLINGS).flatMap((name) => this.open(`${folder === '/' ? '' : folder}/${name}`) ?? []);
  }

  protected open(path: string): OpenedFile | undefined {
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
