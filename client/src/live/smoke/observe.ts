/** One try of a test: looks at what the probe is about, and judges nothing. */
import type { SmokeProbe, SmokeTest } from '../../../../server/src/protocol';
import type { SmokeContext } from './context';
import { backup } from './probes/backup';
import { command } from './probes/command';
import { container } from './probes/container';
import { exec } from './probes/exec';
import { http } from './probes/http';
import { logs } from './probes/logs';
import { logSize } from './probes/logSize';
import { loki } from './probes/loki';
import { persistence } from './probes/persistence';
import { promql } from './probes/promql';
import { protocol } from './probes/protocol';
import { stats } from './probes/stats';
import { tcp } from './probes/tcp';
import type { Redactor } from './redactor';
import type { Observation } from './result';

export interface Try {
  readonly test: SmokeTest;
  readonly context: SmokeContext;
  /** Aborted at the deadline of the test and when the run is cancelled: everything of the try ends at once. */
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** Adds a line to the output of the test, also of a try that is given up. */
  note(line: string): void;
}

/** @throws CannotRun, an error of the engine, or whatever an aborted signal breaks */
export type Observe = (attempt: Try) => Promise<Observation>;

type Probes = {
  readonly [Kind in SmokeProbe['kind']]: (
    probe: Extract<SmokeProbe, { kind: Kind }>,
    attempt: Try,
  ) => Promise<Observation>;
};

const PROBES: Probes = {
  ...{ http, tcp, exec, logs, promql, loki, container, stats, backup, command, persistence, protocol },
  logsize: logSize,
};

export const observe: Observe = <Kind extends SmokeProbe['kind']>(attempt: Try) => {
  const probe = attempt.test.probe as Extract<SmokeProbe, { kind: Kind }>;
  const look = PROBES[probe.kind as Kind];
  return look(probe, attempt);
};
