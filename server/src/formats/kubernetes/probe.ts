import type { Value } from '../../document/render';
import { placeholder } from '../../document/render';
import type { Container, ContainerPort } from './container';
import { storeOf } from './images';
import { numberAt } from './values';

/** Port names that say HTTP: `http`, `https`, `web`, `http-api`, `admin-http` … */
const HTTP_NAME = /^(?:https?|web|www|rest|api|ui)$|^https?-|-https?$/;

/**
 * How the kubelet can ask a container whether it is well: the native command of a database, else the port that clients use. The
 * path of an HTTP probe is left to the person. Undefined where neither command nor port is known.
 */
export function probeHandler(container: Container, clientPort?: ContainerPort): Record<string, Value> | undefined {
  const command = storeOf(container) === undefined ? undefined : nativeCommand(container);
  if (command) return { exec: { command } };
  const port = clientPort ?? container.ports[0];
  if (!port) return undefined;
  const name = port.name ?? '';
  const known = container.knownImage?.ports.find((one) => one.port === port.number)?.protocol;
  // A gRPC probe takes a number only.
  if (/^grpc(?:-|$)/.test(name) || known === 'grpc') return { grpc: { port: port.number } };
  const target = port.name ?? port.number;
  if (!HTTP_NAME.test(name) && known !== 'http' && known !== 'https') return { tcpSocket: { port: target } };
  const isTls = known === 'https' || /^https(?:-|$)|-https$/.test(name);
  return { httpGet: { path: placeholder('/'), port: target, ...(isTls ? { scheme: 'HTTPS' } : {}) } };
}

/** Settings of a new probe: commands take longer than connections, and no two probes of a container should act as one. */
export function readinessTiming(container: Container, handler: Record<string, Value>): Record<string, Value> {
  const livenessPeriod = numberAt(container.view, 'livenessProbe', 'periodSeconds') ?? 10;
  if ('exec' in handler) return { periodSeconds: livenessPeriod === 10 ? 15 : 10, timeoutSeconds: 5 };
  return { periodSeconds: livenessPeriod === 5 ? 10 : 5 };
}

/** A liveness probe restarts the container: it gives up later than the readiness probe does. */
export function livenessTiming(container: Container, handler: Record<string, Value>): Record<string, Value> {
  const readinessThreshold = numberAt(container.view, 'readinessProbe', 'failureThreshold') ?? 3;
  return {
    periodSeconds: 10,
    ...('exec' in handler ? { timeoutSeconds: 5 } : {}),
    failureThreshold: Math.max(6, 2 * readinessThreshold),
  };
}

/**
 * The health check of the image's Compose form, where `$$` is an escaped `$`. Not for a container that declares other ports than the
 * image is known for: it runs something else, such as a sentinel.
 */
function nativeCommand({ knownImage, ports }: Container): string[] | undefined {
  const probe = knownImage?.probe;
  if (probe?.kind !== 'command') return undefined;
  if (ports.length > 0 && !knownImage?.ports.some(({ port }) => ports.some(({ number }) => number === port)))
    return undefined;
  const [kind, ...words] = probe.test.map((word) => word.replaceAll('$$', '$'));
  return kind === 'CMD-SHELL' ? ['sh', '-c', ...words] : words;
}
