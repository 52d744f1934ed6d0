/** Every built-in test over HTTP, and what stands in for it inside the container, against its product in good health and in bad. */
import { describe, expect, it } from 'vitest';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import { imageTestsOf } from '../../../../client/src/live/smoke/builtIn/images';
import { imageNameOf } from '../../../../client/src/live/smoke/builtIn/services';
import { findImage } from '../../../../server/src/images';
import { areDockerTestsRequired, findProgram } from '../../../rig/docker';
import { STRANGERS, type Product } from '../../../rig/products/product';
import { inShort } from '../support';
import { Coverage, OVER_HTTP, type Group } from './coverage';
import { served, testsServed, whatOf, type Way } from './served';
import { JUDGED } from './verdicts';
import { strangerVerdict } from './verdicts/strangers';
import type { Verdict, Verdicts } from './verdicts/verdict';

const WAYS: readonly Way[] = ['published', 'inside'];
const missing = ['sh', 'bash', 'curl', 'wget'].filter((program) => !findProgram(program));
if (missing.length > 0 && areDockerTestsRequired()) throw new Error(`Install ${missing.join(', ')}.`);

/** What a product is tested for in each way. */
const groups: Group[] = JUDGED.flatMap(({ product }) =>
  WAYS.map((way) => ({
    title: `${product.image}, ${way}`,
    tests: testsServed(product, { way }).map((test) => ({ what: whatOf(test) })),
  })),
);
const coverage = new Coverage(groups);

function groupOf({ image }: Product, way: Way): Group {
  const group = groups.find(({ title }) => title === `${image}, ${way}`);
  if (!group) throw new Error(`${image} has no group.`);
  return group;
}

const cases = JUDGED.flatMap(({ product, verdicts }) =>
  WAYS.flatMap((way) => {
    const group = groupOf(product, way);
    if (group.tests.length === 0) return [];
    return Object.entries(product.states).map(([name, state]) => ({
      ...{ product, way, group, name, state, verdicts: verdicts[name] ?? {} },
    }));
  }),
);

function verdictFor(verdicts: Verdicts, what: string, way: Way): Verdict {
  const verdict = verdicts[what];
  return (isVerdict(verdict) ? verdict : verdict?.[way]) ?? ['pass', /./];
}

function isVerdict(verdict: Verdicts[string] | undefined): verdict is Verdict {
  return Array.isArray(verdict);
}

/** Whole sentences, few of them: no value that is missing, no leftovers of a template. */
function expectReadable({ message }: SmokeResult): void {
  expect(message).toMatch(/^\S.*[.)\w]$/s);
  expect(message).not.toMatch(/undefined|\[object|NaN|\$\{(?!secret:NAME\})|[^$]\{\w+\}|<html/);
  expect(message.length).toBeLessThan(320);
}

describe.each(cases)('$product.image $name, $way', ({ product, way, group, state, verdicts }) => {
  it.skipIf(way === 'inside' && missing.length > 0)('is told as what it is', async () => {
    const { results } = await served(product, state, { way });
    const unheard = Object.keys(verdicts).filter((what) => !isVerdictFor(product, what));
    expect(unheard).toEqual([]);
    for (const [what, result] of results) {
      const [outcome, words] = verdictFor(verdicts, what, way);
      expect(`${what} ${inShort(result)}`).toMatch(new RegExp(`^${what} ${outcome}: `));
      expect(result.message).toMatch(words);
      expectReadable(result);
      coverage.saw(group, what, result.outcome);
    }
  });
});

function isVerdictFor(product: Product, what: string): boolean {
  return WAYS.some((way) => testsServed(product, { way }).some((test) => whatOf(test) === what));
}

const strange = JUDGED.filter(({ product }) => groupOf(product, 'published').tests.length > 0).flatMap(({ product }) =>
  Object.entries(STRANGERS).map(([name, state]) => ({ product, name, state, group: groupOf(product, 'published') })),
);

describe.each(strange)('$product.image: $name', ({ product, name, state, group }) => {
  it('is told as what it is', async () => {
    const timeoutMs = name === 'takes connections and is silent' ? 300 : 10_000;
    const { results } = await served(product, state, { way: 'published', alone: true, timeoutMs });
    for (const [what, result] of results) {
      const verdict = strangerVerdict(name, result.test);
      if (!verdict) continue;
      const [outcome, words] = verdict;
      expect(`${what} ${inShort(result)}`).toMatch(new RegExp(`^${what} ${outcome}: `));
      expect(result.message).toMatch(words);
      expectReadable(result);
      coverage.saw(group, what, result.outcome);
    }
  });
});

describe('what was tested', () => {
  it('is every image of the catalogue that speaks HTTP', () => {
    const seen = JUDGED.map(({ product: { image } }) => catalogued(image));
    expect(OVER_HTTP.filter((one) => !seen.includes(one)).map(({ title }) => title)).toEqual([]);
  });

  it('is every test of each of them, healthy and sick', () => {
    expect(coverage.missing()).toEqual([]);
  });

  it('is every test that stands in the catalogue', () => {
    const whats = (image: string): string[] =>
      groups
        .filter(({ title }) => title.startsWith(`${image}, `))
        .flatMap(({ tests }) => tests.map(({ what }) => what));
    const untested = JUDGED.flatMap(({ product: { image } }) =>
      (catalogued(image)?.tests ?? []).flatMap(({ what }) => (whats(image).includes(what) ? [] : [`${image} ${what}`])),
    );
    expect(untested).toEqual([]);
  });
});

function catalogued(image: string): ReturnType<typeof imageTestsOf> {
  return imageTestsOf({
    ...{ imageKind: findImage(image)?.kind, imageName: imageNameOf(image) },
  } as Parameters<typeof imageTestsOf>[0]);
}
