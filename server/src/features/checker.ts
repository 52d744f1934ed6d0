import { parseYaml } from '../document/parse';
import type { ParsedFile } from '../document/parsed';
import type { Finding } from '../engine/finding';
import { groupFindings, type FindingGroup } from '../engine/grouping';
import { lint, type RuleFailure } from '../engine/lint';
import { openFile, type OpenedFile } from '../engine/open';
import type { Settings } from '../engine/settings';
import { NOTHING_AROUND, type Surroundings } from '../engine/surroundings';
import { YAML } from '../engine/yamlLanguage';
import { FORMATS, needsOthers } from '../formats';
import { CONFIGURATION_NAMES } from '../formats/holdfast';
import type { DeclaredBackup, DeclaredBackups, DeclaredStack, LiveFixParams, SmokeFile } from '../protocol';
import { folderOf, isWithin, nameOf, type Files } from '../stack/files';
import type { Conclusion } from '../stack/conclusions';
import { Workspace } from '../stack/workspace';
import { Configurations, isConfiguration } from './configurations';
import { configuredBackups } from './declaredBackups/configured';
import { FoundBackups, joinBackups, type StackBackups } from './declaredBackups/found';
import { DeclaredStacks } from './declaredStacks';
import { liveFixIn, type LiveFixEdits } from './liveFixes';
import { atOnce } from './slices';
import { smokeFileOf, type SmokeSource } from './smokeTests';
import { pathOf, uriOf } from './stacks/place';

export { mayBeOurs } from '../formats';
export { pathOf } from './stacks/place';

/** A text that is checked: an open document of an editor, or a file of a command line run. */
export interface CheckedText {
  readonly uri: string;
  readonly text: string;
  /** Distinguishes texts of the same URI; checks of one version are done once. */
  readonly version: number;
}

export interface Check {
  readonly file: OpenedFile;
  readonly groups: readonly FindingGroup[];
  readonly settings: Settings;
  /** Paths of files in which something stands that was found by looking at this one. */
  readonly elsewhere: ReadonlySet<string>;
}

interface Kept {
  readonly version: number;
  readonly settings: Settings;
  readonly generation: number;
  readonly check: Check | undefined;
  readonly parsed: ParsedFile | undefined;
  /** Where the check looked around, and what it saw there. */
  readonly judged: { readonly workspace: Workspace; readonly conclusion: Conclusion } | undefined;
}

/**
 * Checks texts in the light of their folder: `holdfast.yaml`, sibling files, editor settings. Every parse and every conclusion is
 * kept until something it rests on changes.
 */
export class Checker {
  private readonly kept = new Map<string, Kept>();
  private readonly configurations: Configurations;
  private readonly workspaces = new Map<string, Workspace>();
  private readonly stacks = new WeakMap<Workspace, DeclaredStacks>();
  private readonly backups = new WeakMap<Workspace, FoundBackups>();
  private roots: readonly string[] = [];
  /** Counts everything that happened around the texts; a check of an earlier generation is done again. */
  private generation = 0;

  constructor(
    private readonly files: Files,
    private readonly onFailure: (failure: RuleFailure) => void,
  ) {
    this.configurations = new Configurations(files);
  }

  /**
   * The folders that are open. Files outside of them are checked for themselves.
   *
   * @param configurationRootOf the highest folder in which a `holdfast.yaml` counts for the files of a root: the root or one above it
   */
  setRoots(uris: readonly string[], configurationRootOf: (root: string) => string = (root) => root): void {
    this.roots = uris.flatMap((uri) => pathOf(uri) ?? []).sort((a, b) => b.length - a.length);
    this.configurations.highestFor = configurationRootOf;
    this.forgetAll();
  }

  /** Uses these settings for every file, in place of any `holdfast.yaml`. */
  useConfiguration(settings: Partial<Settings>): void {
    this.configurations.imposed = settings;
    this.forgetAll();
  }

  /**
   * Checks a text; undefined when it is none of our formats or is ignored. The same version is never checked twice. Settings of
   * the editor are overruled by the folder's `holdfast.yaml`; those of a command line (`imposed`) overrule it.
   */
  check(text: CheckedText, given: Partial<Settings>, rank: 'default' | 'imposed' = 'default'): Check | undefined {
    const path = pathOf(text.uri);
    const settings = this.settingsFor(path, given, rank);
    const before = this.kept.get(text.uri);
    const { generation } = this;
    if (before?.version === text.version && before.settings === settings) {
      if (before.generation === generation) return before.check;
      if (before.judged && this.stillHolds(path, before.judged)) {
        this.kept.set(text.uri, { ...before, generation });
        return before.check;
      }
    }
    const { check, judged } = this.isIgnored(path, given)
      ? { check: undefined, judged: undefined }
      : this.run(text, path, settings, before?.parsed);
    const parsed = check?.file.parsed;
    this.kept.set(text.uri, { version: text.version, settings, generation, check, parsed, judged });
    return check;
  }

  private stillHolds(path: string | undefined, { workspace, conclusion }: NonNullable<Kept['judged']>): boolean {
    return path !== undefined && this.workspaces.get(this.rootOf(path)) === workspace && workspace.holds(conclusion);
  }

  /** Checks another text in place of a file's own, without keeping anything: what would be found if the file read so? */
  findingsOf(uri: string, text: string, settings: Settings): readonly Finding[] {
    const path = pathOf(uri);
    const file = openFile(path ?? uri, text, FORMATS, settings);
    if (!file) return [];
    const surroundings =
      path === undefined ? NOTHING_AROUND : this.workspaceOf(this.rootOf(path), settings).surroundingsOf(path);
    return lint(file, settings, surroundings).findings;
  }

  /** An open text changed: what other texts conclude from it is out of date, what was read from the disk is not. */
  textChanged(uri: string): void {
    const path = pathOf(uri);
    this.generation++;
    if (path === undefined) return;
    if (!isConfiguration(path) || this.configurations.setsTheSame(path))
      for (const workspace of this.workspaces.values()) workspace.forgetText(path);
    else this.forgetConfigurations();
  }

  close(uri: string): void {
    this.kept.delete(uri);
    this.fileChanged(uri);
  }

  /** A file was changed, made or deleted, on disk or in an editor: conclusions that may rest on it are dropped. */
  fileChanged(uri: string): void {
    const path = pathOf(uri);
    if (!path) return;
    this.generation++;
    for (const workspace of this.workspaces.values()) workspace.forget(path);
    if (isConfiguration(path) && !this.configurations.setsTheSame(path)) this.forgetConfigurations();
  }

  private forgetAll(): void {
    this.generation++;
    this.forgetConfigurations();
  }

  private forgetConfigurations(): void {
    this.configurations.clear();
    this.workspaces.clear();
  }

  /**
   * What the opened folders declare, or, where none is open, the folders of the texts that were checked. The answer is kept until a
   * file changes, and what does not rest on that file for longer.
   *
   * @param given settings of the editor, as for `check`
   */
  declaredStacks(given: Partial<Settings> = {}): DeclaredStack[] {
    return atOnce(this.collectStacks(given));
  }

  /** The same step by step: the first time it takes seconds in a large workspace. */
  *collectStacks(given: Partial<Settings> = {}): Generator<void, DeclaredStack[]> {
    const all: DeclaredStack[] = [];
    for (const root of this.roots.length > 0 ? this.roots : [...this.workspaces.keys()]) {
      const settings = this.settingsFor(`${root === '/' ? '' : root}/compose.yaml`, given, 'default');
      const workspace = this.workspaceOf(root, settings);
      let stacks = this.stacks.get(workspace);
      if (stacks?.settings !== settings) {
        // A folder that is opened for itself, inside another one, answers for its own files.
        stacks = new DeclaredStacks(workspace, settings, (path) => this.rootOf(path) === root);
        this.stacks.set(workspace, stacks);
      }
      all.push(...(yield* stacks.collect()));
    }
    return all;
  }

  /**
   * An edit for what a running service proves wrong; undefined where none is right.
   *
   * @param given settings of the editor, as for `check`
   */
  liveFix(params: LiveFixParams, given: Partial<Settings>): LiveFixEdits | undefined {
    const path = pathOf(params.stack);
    if (path === undefined) return undefined;
    const settings = this.settingsFor(path, given, 'default');
    return liveFixIn(this.workspaceOf(this.rootOf(path), settings), settings, path, params);
  }

  /** The smoke tests of the opened folders, and of the configuration above them that is in force. @param given as for `check` */
  smokeTests(given: Partial<Settings> = {}): SmokeFile[] {
    return atOnce(this.collectSmokeTests(given));
  }

  /** The same step by step. */
  *collectSmokeTests(given: Partial<Settings> = {}): Generator<void, SmokeFile[]> {
    const stacks = (yield* this.collectStacks(given)).filter(({ kind }) => kind === 'compose');
    const files: SmokeFile[] = [];
    for (const source of yield* this.configurationFiles(stacks, given)) {
      const file = smokeFileOf(source);
      if (file) files.push(file);
      yield;
    }
    return files;
  }

  /** The backups of the declared stacks, found and configured. @param given as for `check` */
  declaredBackups(given: Partial<Settings> = {}): DeclaredBackups {
    return atOnce(this.collectBackups(given));
  }

  /** The same step by step. */
  *collectBackups(given: Partial<Settings> = {}): Generator<void, DeclaredBackups> {
    const stacks = yield* this.collectStacks(given);
    const configured: DeclaredBackup[] = [];
    for (const source of yield* this.configurationFiles(stacks, given)) {
      configured.push(...configuredBackups(source));
      yield;
    }
    const found: StackBackups[] = [];
    const settingsOf = (path: string): Settings => this.settingsFor(path, given, 'default');
    for (const [root, workspace] of this.workspacesOfRoots(given)) {
      const own = stacks.filter((stack) => this.rootOf(pathOf(stack.folder) ?? '') === root);
      let backups = this.backups.get(workspace);
      if (!backups)
        this.backups.set(
          workspace,
          (backups = new FoundBackups(workspace, settingsOf, (path) => this.rootOf(path) === root)),
        );
      found.push(...(yield* backups.collect(own)));
    }
    return joinBackups(configured, found);
  }

  /** Every configuration file in force somewhere, with the stacks that it is in force for. */
  private *configurationFiles(
    stacks: readonly DeclaredStack[],
    given: Partial<Settings>,
  ): Generator<void, readonly SmokeSource[]> {
    const sources = new Map<string, SmokeSource>();
    for (const [root, workspace] of this.workspacesOfRoots(given)) {
      const own: OpenedFile[] = [];
      for (const file of workspace.filesNamed(CONFIGURATION_NAMES)) {
        if (file && this.rootOf(file.path) === root) own.push(file);
        yield;
      }
      const above = this.configurations.nearest(root, root)?.path;
      const text = above === undefined || isWithin(above, root) ? undefined : this.files.read(above);
      const others = above === undefined || text === undefined ? [] : [{ path: above, yaml: parseYaml(above, text) }];
      for (const { path, yaml } of [...own, ...others]) {
        if (!yaml) continue;
        const services = () => workspace.surroundingsOf(path).smokeServices;
        sources.set(path, { path, yaml, ...this.stacksOf(path, stacks), services });
      }
    }
    return [...sources.values()];
  }

  private workspacesOfRoots(given: Partial<Settings>): [root: string, workspace: Workspace][] {
    const roots = this.roots.length > 0 ? this.roots : [...this.workspaces.keys()];
    return roots.map((root) => {
      const settings = this.settingsFor(`${root === '/' ? '' : root}/compose.yaml`, given, 'default');
      return [root, this.workspaceOf(root, settings)];
    });
  }

  /** Those in the folder of a configuration file, and those below it that have none nearer by. */
  private stacksOf(path: string, stacks: readonly DeclaredStack[]): Pick<SmokeSource, 'own' | 'below'> {
    const folder = folderOf(path);
    const own = stacks.filter((stack) => pathOf(stack.folder) === folder);
    const below = stacks.filter((stack) => {
      const at = pathOf(stack.folder);
      if (at === undefined || at === folder || !isWithin(at, folder)) return false;
      return this.configurations.nearest(at, this.rootOf(at))?.path === path;
    });
    return { own, below };
  }

  /** Whether the declared stacks may read differently now that a file changed. */
  declares(uri: string): boolean {
    const path = pathOf(uri);
    if (path === undefined) return false;
    if (isConfiguration(path) || STACK_INPUT.test(path)) return true;
    const workspace = this.workspaces.get(this.rootOf(path));
    if (!workspace || !YAML.reads(nameOf(path))) return false;
    return this.stacks.get(workspace)?.isMadeOf(uriOf(path)) === true || workspace.mayDeclare(path);
  }

  /** Whether the declared backups may read differently now that a file changed. */
  declaresBackups(uri: string): boolean {
    const path = pathOf(uri);
    return path !== undefined && (this.declares(uri) || SCRIPT.test(path));
  }

  /** The configuration file in force for a URI: the nearest one in its folder or above it, inside the opened folder. */
  configurationPath(uri: string): string | undefined {
    const path = pathOf(uri);
    return path === undefined ? undefined : this.configurations.nearest(folderOf(path), this.rootOf(path))?.path;
  }

  /** The opened folder a URI belongs to; its own folder when it belongs to none. */
  rootFor(uri: string): string | undefined {
    const path = pathOf(uri);
    return path === undefined ? undefined : this.rootOf(path);
  }

  private run(
    text: CheckedText,
    path: string | undefined,
    settings: Settings,
    previous: ParsedFile | undefined,
  ): Pick<Kept, 'check' | 'judged'> {
    const workspace = path === undefined ? undefined : this.workspaceOf(this.rootOf(path), settings);
    const lastParse = (path !== undefined && workspace?.lastParseOf(path)) || previous;
    const file = openFile(path ?? text.uri, text.text, FORMATS, settings, lastParse);
    if (path !== undefined) workspace?.adopt(path, text.text, file);
    if (!file) return { check: undefined, judged: undefined };
    const judge = (surroundings: Surroundings): Check | undefined => {
      const { findings, failures, elsewhere, isOurs } = lint(file, settings, surroundings);
      failures.forEach(this.onFailure);
      return isOurs ? { file, groups: groupFindings(findings), settings, elsewhere } : undefined;
    };
    if (path === undefined || !workspace) return { check: judge(NOTHING_AROUND), judged: undefined };
    const conclusion = workspace.judge(file, () => judge(workspace.surroundingsOf(path)));
    return { check: conclusion.value, judged: { workspace, conclusion } };
  }

  private isIgnored(path: string | undefined, given: Partial<Settings>): boolean {
    return path !== undefined && this.configurations.isIgnored(path, this.rootOf(path), given);
  }

  private settingsFor(path: string | undefined, given: Partial<Settings>, rank: 'default' | 'imposed'): Settings {
    const place = path === undefined ? undefined : { folder: folderOf(path), root: this.rootOf(path) };
    return this.configurations.settingsFor(place, given, rank);
  }

  private workspaceOf(root: string, settings: Settings): Workspace {
    let workspace = this.workspaces.get(root);
    if (!workspace) {
      workspace = new Workspace(root, this.files, settings);
      this.workspaces.set(root, workspace);
    }
    return workspace;
  }

  private rootOf(path: string): string {
    const isAround = (root: string): boolean => isWithin(path, root);
    // What a file is for may be said far above it.
    const found = needsOthers(path) ? this.roots.findLast(isAround) : this.roots.find(isAround);
    return found ?? folderOf(path);
  }
}

/** Variables and builds, which stacks are read from although they are no YAML. */
const STACK_INPUT = /(?:^|\/)(?:[^/]*Dockerfile[^/]*|Containerfile|\.env[^/]*|[^/]*\.env)$/i;

/** What backups are made by, beside the stacks. */
const SCRIPT = /\.(?:ba)?sh$|crontab[^/]*$|(?:^|\/)Makefile$/;
