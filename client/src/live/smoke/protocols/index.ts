/** Native probes: just enough of a protocol to know that the right server answers. */
import type { ProtocolProbe } from '../../../../../server/src/protocol';
import type { Observation } from '../result';

export interface ProtocolAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * @param at where the port of the service is reached from here
 * @returns always with a verdict; without containers, which the caller knows
 * @throws the reason of the signal once it is aborted, `CannotRun` for a protocol that nobody here speaks
 */
export declare function probeProtocol(
  probe: ProtocolProbe,
  at: ProtocolAddress,
  signal: AbortSignal,
): Promise<Observation>;
