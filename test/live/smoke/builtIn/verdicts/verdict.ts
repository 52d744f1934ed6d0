import type { SmokeOutcome } from '../../../../../client/src/live/smoke/result';
import type { Product } from '../../../../rig/products/product';
import type { Way } from '../served';

/** What a test has to say: the outcome, and words that name what is wrong and what to do. */
export type Verdict = readonly [SmokeOutcome, RegExp];

/** By test; what is not named passes. */
export type Verdicts = Readonly<Record<string, Verdict | Partial<Readonly<Record<Way, Verdict>>>>>;

/** One for every state of the product. */
export type VerdictsOf<Of extends Product> = { readonly [Name in keyof Of['states']]: Verdicts };

/** A product and what its tests have to say about its states. */
export interface Judged {
  readonly product: Product;
  readonly verdicts: Readonly<Record<string, Verdicts>>;
}

export function judged<Of extends Product>(product: Of, verdicts: VerdictsOf<Of>): Judged {
  return { product, verdicts: verdicts as Judged['verdicts'] };
}

export function fail(words: RegExp): Verdict {
  return ['fail', words];
}

export function error(words: RegExp): Verdict {
  return ['error', words];
}

export function warn(words: RegExp): Verdict {
  return ['warn', words];
}

export function skip(needed: string): Verdict {
  return ['skip', new RegExp(`needs \\S+/${needed}, which`)];
}
