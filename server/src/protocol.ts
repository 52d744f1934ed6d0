import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Objectives } from './engine/objectives';
import type { BackupJob, BackupParser, BackupSourceKind } from './backups/definition';
import type { SmokeKind, SmokeTest } from './smoke/definition';

export { DEFAULT_OBJECTIVES, type Objectives } from './engine/objectives';
export * from './backups/definition';
export * from './smoke/definition';

/** What client and server know of each other beyond LSP. */

/** Commands that the client has, for actions that are no mere edits. */
export const COMMANDS = {
  /** Takes the id of a rule. */
  openDocumentation: 'holdfast.openRuleDocumentation',
  /** Takes the URI of a checked file, the id of a rule and its level to be. */
  setRuleLevel: 'holdfast.setRuleLevel',
  /** Takes a title and a list of `ActionChoice`. */
  chooseAction: 'holdfast.chooseAction',
} as const;

/** What our own client says when it starts the server. */
export interface InitializationOptions {
  /** It has the commands above, and follows links to them in hovers. */
  readonly hasCommands?: boolean;
}

/** An entry of the list that a person chooses from. */
export interface ActionChoice {
  readonly label: string;
  readonly description: string;
  /** To be resolved when it is chosen. */
  readonly action: CodeAction;
}

/** Asks where the configuration for a file is or would be, and what its text becomes when a rule's level is set. */
export interface SetRuleLevelParams {
  readonly uri: string;
  readonly rule: string;
  readonly level: string;
}

export interface SetRuleLevelResult {
  /** URI of the `holdfast.yaml` in force, or of the one to be made. */
  readonly uri: string;
  readonly exists: boolean;
  /** Zero-based line and character, UTF-16. For a file to be made there is one edit at its start. */
  readonly edits: readonly {
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
    readonly newText: string;
  }[];
}

export const SET_RULE_LEVEL = 'holdfast/setRuleLevel';

/** Sent by the server after a check: shown in the language status. */
export interface CheckedParams {
  readonly uri: string;
  /** Title of the format; undefined for a file that is none of ours. */
  readonly format: string | undefined;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
  /** Path of the configuration file in force. */
  readonly configuration: string | undefined;
}

export const CHECKED = 'holdfast/checked';

/** Asks for everything the open folders declare. Answered with `DeclaredStacks`. */
export const DECLARED_STACKS = 'holdfast/declaredStacks';

/** Sent by the server when a file changed that a stack is made of: ask again. */
export const DECLARED_STACKS_CHANGED = 'holdfast/declaredStacksChanged';

export interface DeclaredStacks {
  readonly stacks: readonly DeclaredStack[];
}

/** Services that are declared and run together: a Compose project, the manifests of a folder, a Prometheus configuration. */
export interface DeclaredStack {
  /** Stays the same while the stack's main file stays where it is. */
  readonly id: string;
  readonly kind: 'compose' | 'kubernetes' | 'prometheus';
  /** Project name as the engine will know it, or the name of the folder. */
  readonly name: string;
  /** URI of the folder the stack belongs to: what relative paths and labels of the engine are compared with. */
  readonly folder: string;
  /** URIs of every file the stack is made of, the main one first. */
  readonly files: readonly string[];
  readonly services: readonly DeclaredStackService[];
  /** URIs of compose files beside it that declare its services anew: it may have been started with one of them (`-f`). */
  readonly variants?: readonly string[];
  /** Profiles that COMPOSE_PROFILES switches on. */
  readonly activeProfiles?: readonly string[];
  /** False where a file it names could not be read: there may be more services than these. */
  readonly isComplete?: boolean;
  /** URIs of the rule files that a Prometheus configuration loads. */
  readonly ruleFiles?: readonly string[];
  /** What `holdfast.yaml` says about them; `DEFAULT_OBJECTIVES` hold for the rest. */
  readonly objectives?: Partial<Objectives>;
}

/** A place in a file; zero-based, UTF-16. */
export interface SourceRange {
  readonly uri: string;
  readonly range: SetRuleLevelResult['edits'][number]['range'];
}

/** A value and where it is written; the place is undefined for what follows from a default. */
export interface Declared<Value> {
  readonly value: Value;
  readonly source: SourceRange | undefined;
}

export interface DeclaredStackService {
  readonly name: string;
  /** The key of the service, or the name of the workload. */
  readonly source: SourceRange;
  /** Undefined for services that are only built, and where a variable without default decides. */
  readonly image: Declared<string> | undefined;
  /** What the image is known as (`postgres`), where it is known. */
  readonly imageKind: string | undefined;
  readonly isBuilt: boolean;
  readonly ports: readonly Declared<DeclaredPort>[];
  readonly healthCheck: DeclaredHealthCheck;
  /** A probe that works with the tools inside the image, as Compose takes it; asks what the declared one asks, where that can be told. */
  readonly suggestedProbe: readonly string[] | undefined;
  /** Undefined means no limit; bytes, cores, processes. */
  readonly limits: {
    readonly memoryBytes: Declared<number> | undefined;
    readonly cpus: Declared<number> | undefined;
    readonly processes: Declared<number> | undefined;
  };
  /** As Compose names it: `no`, `always`, `unless-stopped`, `on-failure:5`; undefined when nothing is written. */
  readonly restart: Declared<string> | undefined;
  /** Names only: values may be secrets. */
  readonly environmentNames: readonly string[];
  readonly containerName: string | undefined;
  readonly replicas: number;
  readonly profiles: readonly string[];
  /** Runs to an end by design. */
  readonly isOneShot: boolean;
  /** Runs outside of any engine we watch (a `provider:` service). */
  readonly hasContainer: boolean;
  /** Named volumes and folders that hold its data. */
  readonly dataVolumes: readonly string[];
  /** Its image makes backups. */
  readonly isBackup: boolean;
  /** Something it is made of is in a file that could not be read: absence proves nothing. */
  readonly isPartial: boolean;
  /** False where names of variables are missing: a file of `env_file`, a ConfigMap. */
  readonly isEnvironmentComplete?: boolean;
  /** What a container of Kubernetes is part of. */
  readonly workload?: { readonly kind: string; readonly name: string; readonly namespace: string | undefined };
  /** What a scrape job of Prometheus asks, as written. */
  readonly scrapeTargets?: readonly Declared<string>[];
}

export interface DeclaredPort {
  /** Empty for every address. */
  readonly hostAddress: string;
  /** Undefined for any free port. */
  readonly hostPort: number | undefined;
  readonly containerPort: number;
  readonly protocol: string;
}

export type DeclaredHealthCheck =
  /** In the file, or in the Dockerfile or image (then without a place). */
  | {
      readonly kind: 'declared';
      readonly test: readonly string[] | undefined;
      readonly source: SourceRange | undefined;
    }
  | { readonly kind: 'disabled'; readonly source: SourceRange | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' };

/** Asks for the edit that mends what a running service proves wrong. Answered with `LiveFixResult`, or null where no edit is right. */
export const LIVE_FIX = 'holdfast/liveFix';

export type LiveFix =
  /** `missing` is the program that the probe needs and the image lacks; undefined where the engine does not name it. */
  | { readonly kind: 'replace probe'; readonly missing: string | undefined }
  /** To this many bytes. */
  | { readonly kind: 'raise memory limit'; readonly bytes: number };

/** The service is found by its name: places in files may have moved since they were asked for. */
export interface LiveFixParams {
  /** URI of the main file of its stack. */
  readonly stack: string;
  readonly service: string;
  readonly fix: LiveFix;
}

export interface LiveFixResult {
  readonly title: string;
  /**
   * For the texts as they are now, in whichever file of the project the value is written. Holds for the versions that it names; null
   * is what was last read from the disk.
   */
  readonly edit: WorkspaceEdit;
}

/** Asks for the smoke tests of every holdfast.yaml of the open folders. Answered with `DeclaredSmokeTests`. */
export const SMOKE_TESTS = 'holdfast/smokeTests';

/** Sent by the server when a file changed that declares smoke tests: ask again. */
export const SMOKE_TESTS_CHANGED = 'holdfast/smokeTestsChanged';

export interface DeclaredSmokeTests {
  readonly files: readonly SmokeFile[];
}

/** The smoke tests of one holdfast.yaml. */
export interface SmokeFile {
  readonly uri: string;
  /** Ids of the declared stacks it is about: those of its folder, else those below it. */
  readonly stacks: readonly string[];
  readonly tests: readonly DeclaredSmokeTest[];
}

export type DeclaredSmokeTest = RunnableSmokeTest | BrokenSmokeTest;

interface SmokeTestPlace {
  /**
   * Those that it is run against: all of the file's, or one for a fixed address; where it names a service the ones that have it, of
   * the file's or else of those in folders below.
   */
  readonly stacks: readonly string[];
  /** The key of the test. */
  readonly source: SourceRange;
}

export interface RunnableSmokeTest extends SmokeTest, SmokeTestPlace {
  readonly problem: undefined;
}

/** It is shown and cannot be run. */
export interface BrokenSmokeTest extends Pick<SmokeTest, 'id' | 'title' | 'tags' | 'destructive'>, SmokeTestPlace {
  /** What is wrong with it, in words for a person. */
  readonly problem: string;
}

/** Asks for the edit that adds a smoke test. Answered with `NewSmokeTestResult`, or null where no file can be written. */
export const NEW_SMOKE_TEST = 'holdfast/newSmokeTest';

export interface NewSmokeTestParams {
  /** URI of a folder: the test goes to the holdfast.yaml in force there, or to a new one in it. */
  readonly folder: string;
  readonly kind: SmokeKind;
  /** The service it is about; what is known about its image fills in the rest. */
  readonly service?: string;
  /** Made up from kind and service where it is not given, and numbered where it is taken. */
  readonly id?: string;
}

/** No edits where the file has to be mended first. */
export interface NewSmokeTestResult extends SetRuleLevelResult {
  /** The key that the test got. */
  readonly id: string;
  /** Where the key stands once the edits are made; zero-based, UTF-16. */
  readonly position: { readonly line: number; readonly character: number };
}

/** Asks for the backups of every declared stack. Answered with `DeclaredBackups`. */
export const DECLARED_BACKUPS = 'holdfast/declaredBackups';

/** Sent by the server when a file changed that declares backups: ask again. */
export const DECLARED_BACKUPS_CHANGED = 'holdfast/declaredBackupsChanged';

export interface DeclaredBackups {
  readonly jobs: readonly DeclaredBackup[];
  /** Services with data that no job protects; none where something could not be read. */
  readonly unprotected: readonly { readonly stack: string; readonly service: string; readonly source: SourceRange }[];
}

export interface DeclaredBackup extends BackupJob {
  /** Id of the declared stack that it is part of. */
  readonly stack: string;
  readonly origin: 'configuration' | 'image' | 'script' | 'kubernetes';
  /** The service that runs it, where one does. */
  readonly service: string | undefined;
  /** The key of the job, or what gives it away. */
  readonly source: SourceRange;
  /** Why it cannot be judged as declared, in words for a person. */
  readonly problem: string | undefined;
}

/** Asks for the edit that declares a backup. Answered with `NewBackupResult`, or null where no file can be written. */
export const NEW_BACKUP = 'holdfast/newBackup';

export interface NewBackupParams {
  /** URI of a folder: the job goes to the holdfast.yaml in force there, or to a new one in it. */
  readonly folder: string;
  /** The service whose data it saves. */
  readonly service: string;
  /** Where one can see that it ran. */
  readonly source: Exclude<BackupSourceKind, 'gocron' | 'kubernetes'>;
  /** For an `exec` source. */
  readonly parser?: BackupParser;
}

export type NewBackupResult = NewSmokeTestResult;
