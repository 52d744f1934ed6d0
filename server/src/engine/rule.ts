import type { Edits } from '../document/edit';
import type { Token } from '../document/text';
import type { RuleContext } from './surroundings';

export const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `recommended` is quiet on well-kept files; `strict` is for what is about to go to production; `off` waits to be asked for. */
export type RulePreset = 'recommended' | 'strict' | 'off';

export type Category =
  | 'security'
  | 'network'
  | 'secrets'
  | 'supply-chain'
  | 'correctness'
  | 'reliability'
  | 'availability'
  | 'resources'
  | 'observability'
  | 'maintenance'
  | 'backup';

/**
 * What applying a fix means. `safe`: the running system stays the same. `review`: hardening that changes behaviour. `manual`: the
 * edit leaves something for the person to complete.
 */
export type FixKind = 'safe' | 'review' | 'manual';

/** What a rule says about itself: shown in hovers, documentation and settings, and run by the tests. */
export interface RuleDescription {
  /** `<format>/<pattern>`; the pattern names what is found and reads after "allow …". */
  readonly id: string;
  readonly severity: Severity;
  readonly preset: RulePreset;
  readonly category: Category;
  /** The version that brought the rule. */
  readonly since: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Why it matters to the person on call. */
  readonly why: string;
  /** What the rule cannot see, and what it leaves alone on purpose. */
  readonly knownProblems?: string;
  readonly references: readonly string[];
  /** Checks of other tools that look for the same (`tool:check`); comments that silence them silence this rule too. */
  readonly peers?: readonly string[];
  /**
   * A whole file each: `bad` is found once by this rule, `good` is what its first fix makes of it, or a file without the finding.
   * `files` are the other files of the folder that a cross-file rule needs to see, by their relative paths.
   */
  readonly examples: {
    readonly bad: string;
    readonly good: string;
    readonly files?: Readonly<Record<string, string>>;
    /** What the file is called, where its name matters. */
    readonly name?: string;
  };
  /**
   * What is absent, in two or three words ("health check"): absent-key rules about one thing are shown as one diagnostic that lists
   * these words, with a combined fix.
   */
  readonly grouped?: string;
  /** Shown faded (`unnecessary`) or struck through (`deprecated`) in the editor. */
  readonly tag?: 'unnecessary' | 'deprecated';
  /** The setting that the rule goes by: who gives it wants the rule to run, whatever the preset. */
  readonly switchedOnBy?: 'registries';
  /** Looks at other files or documents: its findings are never kept from an earlier version of the text. */
  readonly crossFile?: true;
}

/** One place a rule reports, with what its message and its fixes need. */
export interface Report<Data> {
  readonly token: Token;
  readonly data: Data;
  /** Differs from the rule's own severity where the place is known to be less (or more) serious. */
  readonly severity?: Severity;
  /** Only from this preset on, although the rule itself belongs to a wider one. */
  readonly preset?: 'strict';
  readonly related?: readonly { readonly token: Token; readonly message: string }[];
  /** What the finding is about, for grouping: stays the same when the text changes elsewhere. */
  readonly subject?: string;
}

export type Reports<Data> = Report<Data> | readonly (Report<Data> | undefined)[] | undefined;

export interface Fix<Data> {
  readonly kind: FixKind;
  readonly title: string | ((data: Data) => string);
  /** Undefined where the fix does not apply: the person is then not offered it. */
  readonly edits: (data: Data) => Edits;
  /** Files that it moves something into, where the editor can make files. */
  readonly files?: (data: Data) => readonly CompanionFile[];
}

/** A file that a fix makes beside the one that it edits. */
export interface CompanionFile {
  /** Relative to the folder of the file that is edited, with `/` between folders. */
  readonly path: string;
  readonly text: string;
  /** It must not get into version control. */
  readonly isSecret: boolean;
}

/** A rule of a format whose walk visits `Subjects`. Finding, wording and fixing are apart. */
export interface RuleDefinition<Subjects, Data> extends RuleDescription {
  readonly on: { readonly [Name in keyof Subjects]?: (subject: Subjects[Name], context: RuleContext) => Reports<Data> };
  /** What is wrong, why it matters, what to do: one or two sentences. Never a secret value. */
  readonly message: (data: Data) => string;
  readonly fixes?: readonly Fix<Data>[];
}

/** A rule as the engine runs it: what its parts hand to each other is the rule's own business. */
export interface Rule extends RuleDescription {
  readonly on: { readonly [name: string]: ((subject: unknown, context: RuleContext) => Reports<unknown>) | undefined };
  readonly message: (data: unknown) => string;
  readonly fixes: readonly Fix<unknown>[];
}

/** Gives a format its own `define` function: `export const composeRule = ruleFactory<ComposeSubjects>()`. */
export function ruleFactory<Subjects>(): <Data>(definition: RuleDefinition<Subjects, Data>) => Rule {
  // The only place where the data types of a rule are forgotten: the engine passes on unread what `on` returned.
  return (definition) => ({ fixes: [], ...definition }) as unknown as Rule;
}

export function finding<Data>(token: Token, data: Data, more: Omit<Report<Data>, 'token' | 'data'> = {}): Report<Data> {
  return { token, data, ...more };
}

/** One level less serious; a hint stays a hint. */
export function lower(severity: Severity): Severity {
  return SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? 'hint';
}

/** One level more serious, but never an error: an error is something that fails, not something that is missing. */
export function raise(severity: Severity): Severity {
  return severity === 'hint' ? 'info' : severity === 'info' ? 'warning' : severity;
}
