/** Delegates to what speaks the protocol. */
import type { ProtocolProbe } from '../../../../../server/src/protocol';
import type { Try } from '../observe';
import { probeProtocol } from '../protocols';
import type { Observation } from '../result';
import { addressOf } from '../targets';

export async function protocol(probe: ProtocolProbe, attempt: Try): Promise<Observation> {
  const { container, ...at } = await addressOf(attempt, probe.service, probe.port);
  const observation = await probeProtocol(probe, at, attempt.signal);
  return { ...observation, containers: [container.id] };
}
