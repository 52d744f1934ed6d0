/** What the last runs have found out, by service: for the tree of services and for their lenses. */
import type { SourceRange } from '../../../../server/src/protocol';
import type { JoinedService, JoinedStack } from '../../live/services';
import type { SmokeOutcome, SmokeResult } from '../../live/smoke/result';
import { Emitter, type Unsubscribe } from '../../live/source';
import { isBad } from './report';
import { stacksOf } from './selection';
import { isRunnable, serviceOf, type Leaf } from './tree';

interface Known {
  readonly leaf: Leaf;
  /** Of the joined stack; undefined where there was none. */
  readonly stack: string | undefined;
  readonly result: SmokeResult;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isOutdated: boolean;
}

/** The tests of a service, in figures. */
export interface Summary {
  readonly passed: number;
  /** That have a result; those skipped and cancelled say nothing. */
  readonly total: number;
  readonly worst: SmokeOutcome;
  /** What a person should look at first; undefined where all is well. */
  readonly first:
    { readonly title: string; readonly message: string; readonly source: SourceRange | undefined } | undefined;
  /** Of the latest result. */
  readonly at: number;
  /** A container has been made anew since. */
  readonly isOutdated: boolean;
}

export class SmokeResults {
  readonly #known = new Map<string, Known>();
  readonly #changes: Emitter<void>;
  #leaves: readonly Leaf[] = [];

  /** @param report told of errors thrown by listeners */
  constructor(report: (error: unknown) => void) {
    this.#changes = new Emitter(report);
  }

  onChange(listener: () => void): Unsubscribe {
    return this.#changes.on(listener);
  }

  /** The tests that there are now; what is known of others is forgotten. */
  offer(leaves: readonly Leaf[]): void {
    this.#leaves = leaves;
    const ids = new Set(leaves.map(({ id }) => id));
    for (const [key, { leaf }] of this.#known) if (!ids.has(leaf.id)) this.#known.delete(key);
    this.#changes.emit(undefined);
  }

  record(leaf: Leaf, stack: JoinedStack | undefined, result: SmokeResult, at: number): void {
    const known: Known = { leaf, stack: stack?.id, result, at, isOutdated: false };
    this.#known.set(JSON.stringify([leaf.id, stack?.id]), known);
    this.#changes.emit(undefined);
  }

  /**
   * @param stacks of a reading that is true now
   * @returns ids of the tests whose results are about containers that are gone, each once
   */
  outdate(stacks: readonly JoinedStack[]): string[] {
    const present = new Set(
      stacks.flatMap(({ services }) =>
        services.flatMap(({ replicas }) => replicas.map(({ container }) => container.id)),
      ),
    );
    const found: string[] = [];
    for (const [key, known] of this.#known) {
      if (known.isOutdated || known.result.containers.every((id) => present.has(id))) continue;
      this.#known.set(key, { ...known, isOutdated: true });
      found.push(known.leaf.id);
    }
    if (found.length > 0) this.#changes.emit(undefined);
    return [...new Set(found)];
  }

  /** Ids of the tests that did not pass when they were last run. */
  failed(): string[] {
    return [
      ...new Set([...this.#known.values()].filter(({ result }) => isBad(result.outcome)).map(({ leaf }) => leaf.id)),
    ];
  }

  /** Tests that name this service, and can be run without asking. */
  testsOf(service: JoinedService, stack: JoinedStack): Leaf[] {
    return this.#leaves
      .filter(isRunnable)
      .filter(
        (leaf) => !leaf.test.destructive && serviceOf(leaf.test) === service.name && stacksOf(leaf, [stack]).length > 0,
      );
  }

  /** Undefined while no test of the service has been run. */
  summaryOf(service: JoinedService, stack: JoinedStack): Summary | undefined {
    const own = [...this.#known.values()].filter(
      (known) => isAbout(known, service, stack) && known.result.outcome !== 'skip',
    );
    if (own.length === 0) return undefined;
    const worst = GRAVEST_FIRST.find((outcome) => own.some(({ result }) => result.outcome === outcome)) ?? 'pass';
    const first = worst === 'pass' ? undefined : own.find(({ result }) => result.outcome === worst);
    return {
      passed: own.filter(({ result }) => result.outcome === 'pass' || result.outcome === 'warn').length,
      total: own.length,
      worst,
      first: first && {
        title: first.leaf.test.id,
        message: first.result.message,
        source: first.leaf.source,
      },
      at: Math.max(...own.map(({ at }) => at)),
      isOutdated: own.some(({ isOutdated }) => isOutdated),
    };
  }
}

/** A service that does not work is worse than one of which nobody knows. */
const GRAVEST_FIRST: readonly SmokeOutcome[] = ['fail', 'error', 'warn'];

/** It names the service, or was about its containers and about no others. */
function isAbout({ leaf, stack: stackId, result }: Known, service: JoinedService, stack: JoinedStack): boolean {
  if (stackId !== stack.id || !isRunnable(leaf)) return false;
  const named = serviceOf(leaf.test);
  if (named !== undefined) return named === service.name;
  const ids = service.replicas.map(({ container }) => container.id);
  return result.containers.length > 0 && result.containers.every((id) => ids.includes(id));
}
