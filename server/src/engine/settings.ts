import picomatch from 'picomatch';
import type { Objectives } from './objectives';
import { lower, raise, type Category, type Rule, type RuleDescription, type Severity } from './rule';

export const PRESETS = ['recommended', 'strict', 'all'] as const;
export type Preset = (typeof PRESETS)[number];

export const TARGETS = ['development', 'staging', 'production'] as const;
/** Where the files are meant to run. `staging` leaves every severity as it is. */
export type Target = (typeof TARGETS)[number];

export const LEVELS = ['off', 'hint', 'info', 'warning', 'error'] as const;
export type Level = (typeof LEVELS)[number];

/** What decides which rules run and how serious they are: from the editor's settings, overruled by `holdfast.yaml`. */
export interface Settings {
  readonly preset: Preset;
  readonly target: Target;
  /** Rule id, `<format>/*` or `*` to level; the most exact one counts. */
  readonly rules: Readonly<Record<string, Level>>;
  /** Globs, relative to the folder of `holdfast.yaml` or of the workspace. */
  readonly ignore: readonly string[];
  /** Repositories of own images, each standing for a well-known one: `registry.example/db: postgres`. */
  readonly images: Readonly<Record<string, string>>;
  /** Hosts, or the beginnings of paths on them, that images may come from; empty where nobody says. */
  readonly registries: readonly string[];
  /** Only those that somebody set; the others are `DEFAULT_OBJECTIVES`. */
  readonly objectives: Partial<Objectives>;
  /** Services that `holdfast.yaml` says are backed up; undefined where a part of that cannot be read. */
  readonly backedUp: readonly string[] | undefined;
}

export const DEFAULT_SETTINGS: Settings = {
  preset: 'recommended',
  target: 'staging',
  rules: {},
  ignore: [],
  images: {},
  registries: [],
  objectives: {},
  backedUp: [],
};

/** Categories about keeping a service alive: they weigh less on a laptop and more in production. */
const OPERATIONAL: ReadonlySet<Category> = new Set([
  'reliability',
  'availability',
  'resources',
  'observability',
  'maintenance',
]);

/**
 * Lays `over` over `base`: single values and the list of registries replace, maps are merged, other lists are joined. A level that
 * `over` gives to all rules of a format, or to all rules, overrules what `base` says about single ones.
 */
export function mergeSettings(base: Settings, over: Partial<Settings>): Settings {
  const { rules = {} } = over;
  const kept = Object.entries(base.rules).filter(([id]) => explicitLevel(id, rules) === undefined);
  return {
    preset: over.preset ?? base.preset,
    target: over.target ?? base.target,
    rules: { ...Object.fromEntries(kept), ...rules },
    ignore: [...base.ignore, ...(over.ignore ?? [])],
    images: { ...base.images, ...over.images },
    registries: over.registries ?? base.registries,
    objectives: { ...base.objectives, ...over.objectives },
    backedUp: 'backedUp' in over ? over.backedUp : base.backedUp,
  };
}

export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
  /** Somebody chose this severity by name: nothing changes it any more. */
  readonly isExplicit: boolean;
}

/** The rules that run under these settings, with their severities. */
export function activeRules(rules: readonly Rule[], settings: Settings): readonly ActiveRule[] {
  return rules.flatMap((rule): ActiveRule[] => {
    const level = explicitLevel(rule.id, settings.rules);
    if (level === 'off') return [];
    if (level) return [{ rule, severity: level, isExplicit: true }];
    return inPreset(rule, settings.preset) || isAskedFor(rule, settings)
      ? [{ rule, severity: forTarget(rule.severity, rule, settings.target), isExplicit: false }]
      : [];
  });
}

/** What a target makes of a severity. */
export function forTarget(severity: Severity, rule: RuleDescription, target: Target): Severity {
  // Lost data is as lost on a laptop, but in production it is somebody else's.
  if (rule.category === 'backup') return target === 'production' ? raise(severity) : severity;
  if (!OPERATIONAL.has(rule.category)) return severity;
  if (target === 'development') return lower(severity);
  return target === 'production' ? raise(severity) : severity;
}

/**
 * Whether a file, by its path relative to the folder of the globs, is left out. As in .gitignore, `vendor` means everything below
 * it, `!` takes back what an earlier glob left out, and the last one that fits decides. Windows separators are accepted.
 */
export function isIgnored(relativePath: string, globs: readonly string[]): boolean {
  const path = relativePath.replaceAll('\\', '/');
  let ignored = false;
  for (const glob of globs) {
    const isException = glob.startsWith('!');
    if (ignored === isException && fits(isException ? glob.slice(1) : glob, path)) ignored = !isException;
  }
  return ignored;
}

/** Longer globs than this are refused by the matcher. */
const LONGEST_GLOB = 1000;

function fits(glob: string, path: string): boolean {
  const trimmed = glob
    .trim()
    .replace(/^\.?\//, '')
    .replace(/\/$/, '');
  if (trimmed === '' || trimmed.length > LONGEST_GLOB) return false;
  return picomatch.isMatch(path, [trimmed, `${trimmed}/**`], { dot: true, nonegate: true });
}

function inPreset(rule: RuleDescription, preset: Preset): boolean {
  if (preset === 'all' || rule.preset === 'recommended') return true;
  return preset === 'strict' && rule.preset === 'strict';
}

function isAskedFor({ switchedOnBy }: RuleDescription, settings: Settings): boolean {
  return switchedOnBy !== undefined && settings[switchedOnBy].length > 0;
}

function explicitLevel(id: string, rules: Settings['rules']): Level | undefined {
  return rules[id] ?? rules[`${id.slice(0, id.indexOf('/'))}/*`] ?? rules['*'];
}
