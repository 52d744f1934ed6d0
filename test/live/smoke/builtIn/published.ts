/** A stack of one service whose ports lead to servers of the test: everything but the engine is real. */
import { builtInTests } from '../../../../client/src/live/smoke/builtIn';
import type { Container, DockerEngine } from '../../../../client/src/live/docker';
import type { JoinedStack } from '../../../../client/src/live/services';
import { joinStacks } from '../../../../client/src/live/services/join';
import type { SmokeContext } from '../../../../client/src/live/smoke/context';
import type { SmokeResult } from '../../../../client/src/live/smoke/result';
import { runSmokeTests } from '../../../../client/src/live/smoke/run';
import type { SmokeTest } from '../../../../server/src/protocol';
import { container, labels, observation } from '../../services/fixtures';
import { never, smokeContext } from '../support';

export interface Published {
  readonly stack: JoinedStack;
  readonly tests: readonly SmokeTest[];
  /** @param what the second half of the test's id; what it needs is taken as given */
  run(what: string, over?: Partial<SmokeContext>, signal?: AbortSignal): Promise<SmokeResult>;
}

const SERVICE = 'it';

/** @param ports of the container, with the port of 127.0.0.1 that each is published on */
export function published(
  image: string,
  ports: Readonly<Record<number, number>>,
  over: Partial<Container> = {},
): Published {
  const one = container({
    image,
    labels: labels('app', SERVICE),
    ports: Object.entries(ports).map(([containerPort, hostPort]) => ({
      ...{ containerPort: Number(containerPort), hostPort, hostAddress: '127.0.0.1', protocol: 'tcp' },
    })),
    ...over,
  });
  const [stack] = joinStacks([], observation([one]));
  if (!stack) throw new Error('The container is in no stack.');
  const engine = {
    inspect: () => Promise.resolve(one),
    details: () => Promise.resolve({ environment: new Map(), logPath: '' }),
  } as unknown as DockerEngine;
  const tests = builtInTests(stack);
  return {
    stack,
    tests,
    run: async (what, more = {}, signal = never()) => {
      const test = tests.find(({ id }) => id === `${SERVICE}/${what}`);
      if (!test) throw new Error(`${image} has no test "${what}": ${tests.map(({ id }) => id).join(', ')}`);
      const context = smokeContext({ engine, stack: () => stack, ...more });
      const [result] = await runSmokeTests([{ ...test, needs: [] }], context, {}, signal);
      if (!result) throw new Error('There is no result.');
      return result;
    },
  };
}
