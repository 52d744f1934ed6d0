import { rulesFor, type AnyFormat } from './format';
import type { Rule } from './rule';
import { activeRules, type ActiveRule, type Settings } from './settings';

/** What one rule does where the walk comes by a subject it looks at. */
export interface Visit {
  readonly active: ActiveRule;
  readonly look: NonNullable<Rule['on'][string]>;
}

/** Visits by the kind of subject: there are more rules than subjects, and most rules look at one kind only. */
export type Visits = ReadonlyMap<string, readonly Visit[]>;

/** Visits by reader: the host first, its guests behind it in the order of the format. */
export type Pass = readonly Visits[];

/** Which rules run over the files of a format, sorted by what they look at. */
export interface Plan {
  readonly active: readonly ActiveRule[];
  /** Rules that look at one unit only: what they find is kept for as long as the unit stays the same. */
  readonly local: Pass;
  /** Rules that look at other files or documents, too. */
  readonly crossFile: Pass;
}

/** Worked out once for settings, which never change: they are replaced. */
const plans = new WeakMap<Settings, Map<AnyFormat, Plan>>();

export function planFor(format: AnyFormat, settings: Settings): Plan {
  let known = plans.get(settings);
  if (!known) plans.set(settings, (known = new Map()));
  let plan = known.get(format);
  if (!plan) known.set(format, (plan = makePlan(format, settings)));
  return plan;
}

function makePlan(format: AnyFormat, settings: Settings): Plan {
  const active = activeRules(rulesFor(format), settings);
  const local = active.filter(({ rule }) => !rule.crossFile);
  const crossFile = active.filter(({ rule }) => rule.crossFile);
  return { active, local: passOf(format, local), crossFile: passOf(format, crossFile) };
}

function passOf({ guests = [] }: AnyFormat, rules: readonly ActiveRule[]): Pass {
  // A guest's rules look at what the guest reads: what it calls a document is none of its host.
  const own = rules.filter(({ rule }) => !guests.some((guest) => guest.rules.includes(rule)));
  return [own, ...guests.map((guest) => rules.filter(({ rule }) => guest.rules.includes(rule)))].map(visitsOf);
}

function visitsOf(rules: readonly ActiveRule[]): Visits {
  const visits = new Map<string, Visit[]>();
  for (const active of rules)
    for (const [visitor, look] of Object.entries(active.rule.on)) {
      if (!look) continue;
      const others = visits.get(visitor);
      if (others) others.push({ active, look });
      else visits.set(visitor, [{ active, look }]);
    }
  return visits;
}
