/** When containers have changed in a way that makes tests worth running again. */
import type { JoinedService, JoinedStack } from '../../live/services';
import { stacksOf } from './selection';
import { isRunnable, serviceOf, type Leaf } from './tree';

/** A service that has started, or that feels different. */
export interface Change {
  readonly stack: string;
  readonly service: string;
}

/** Compares what runs with what ran when it was last asked. */
export class ChangeDetector {
  #before: ReadonlyMap<string, string> | undefined;

  /** @param stacks of a reading that is true now. @returns nothing the first time: nobody knows what was before */
  changesIn(stacks: readonly JoinedStack[]): Change[] {
    const before = this.#before;
    const now = new Map<string, string>();
    const changes: Change[] = [];
    for (const stack of stacks) {
      for (const service of stack.services) {
        const signature = signatureOf(service) ?? before?.get(service.id);
        if (signature === undefined) continue;
        now.set(service.id, signature);
        if (before && before.get(service.id) !== signature) changes.push({ stack: stack.id, service: service.name });
      }
    }
    this.#before = now;
    return changes;
  }
}

/**
 * What of a service a test may depend on. Undefined while it is on its way: it is no news that a service does not answer while it starts,
 * and what has stopped is told by its state.
 */
function signatureOf({ replicas }: JoinedService): string | undefined {
  const parts = replicas.map(({ container, figures }) => ({
    id: container.id,
    startedAt: figures?.startedAt,
    health: figures?.health,
    isRunning: figures?.state === 'running',
  }));
  if (parts.length === 0 || parts.some(({ isRunning, health }) => !isRunning || health === 'starting'))
    return undefined;
  return JSON.stringify(parts);
}

/** Tests that a change may have an effect on: those of the service, and those about no service in particular. */
export function affectedBy(
  changes: readonly Change[],
  leaves: readonly Leaf[],
  stacks: readonly JoinedStack[],
): Leaf[] {
  return leaves.filter(isRunnable).filter((leaf) => {
    const service = serviceOf(leaf.test);
    return stacksOf(leaf, stacks).some(({ id }) =>
      changes.some((change) => change.stack === id && (service === undefined || service === change.service)),
    );
  });
}
