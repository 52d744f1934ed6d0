import type { SmokeProbe, SmokeTest } from '../../../server/src/protocol';
import { SYSTEM_CLOCK } from '../../../client/src/live/docker/clock';
import type { DockerEngine } from '../../../client/src/live/docker';
import type { JoinedStack } from '../../../client/src/live/services';
import type { SmokeContext } from '../../../client/src/live/smoke/context';
import type { SmokeResult } from '../../../client/src/live/smoke/result';
import { runSmokeTests } from '../../../client/src/live/smoke/run';

type Expected = Readonly<Record<string, SmokeTest['expect'][number]['matcher'] | string | number | boolean>>;

/** @param expected subject to matcher; a plain value is one to be equal to */
export function smokeTest(
  probe: SmokeProbe,
  expected: Expected = {},
  over: Partial<Omit<SmokeTest, 'probe' | 'expect'>> = {},
): SmokeTest {
  return {
    ...{ id: over.id ?? probe.kind, title: over.id ?? probe.kind, probe },
    expect: Object.entries(expected).map(([subject, matcher]) => ({
      subject,
      matcher: typeof matcher === 'object' ? matcher : { equals: matcher },
    })),
    ...{ timeoutMs: 10_000, retries: 0, intervalMs: 100, needs: [], tags: [], destructive: false },
    ...over,
  };
}

/** An engine that is not to be asked. */
export const NO_ENGINE = {
  details: () => Promise.reject(new Error('There is no engine in this test.')),
} as unknown as DockerEngine;

export function smokeContext(over: Partial<SmokeContext> = {}): SmokeContext {
  return {
    engine: NO_ENGINE,
    stack: () => undefined,
    folder: 'file:///tmp',
    isTrusted: true,
    allowsDestructive: false,
    isLocal: true,
    engineHost: '127.0.0.1',
    secret: () => Promise.resolve(undefined),
    variable: () => undefined,
    clock: SYSTEM_CLOCK,
    ...over,
  };
}

export async function resultOf(
  test: SmokeTest,
  over: Partial<SmokeContext> = {},
  signal = never(),
): Promise<SmokeResult> {
  const [result] = await runSmokeTests([test], smokeContext(over), {}, signal);
  if (!result) throw new Error('There is no result.');
  return result;
}

export function never(): AbortSignal {
  return new AbortController().signal;
}

/** `pass: message`, for readable comparisons. */
export function inShort({ outcome, message }: SmokeResult): string {
  return `${outcome}: ${message}`;
}

export type { JoinedStack };
