import {
  PrometheusClient,
  PrometheusError,
  PrometheusServers,
  type PrometheusAuthorization,
  type PrometheusServersOptions,
} from '../../client/src/live/prometheus';
import { UsageError } from './arguments';

/**
 * The Prometheus servers that a run asks: the one that was named, for every stack, else the one in each stack.
 * @throws UsageError for an address that cannot be used
 */
export function prometheusServers(named: string | undefined, report: (error: unknown) => void): PrometheusServers {
  return new PrometheusServers({ ...prometheusConnection(named), report });
}

/**
 * How they are reached.
 * @throws UsageError for an address that cannot be used
 */
export function prometheusConnection(named: string | undefined): Pick<PrometheusServersOptions, 'connect' | 'setting'> {
  const authorization = authorizationFromEnvironment();
  // What is found by itself gets no credentials: they are for what was named.
  const connect = (url: string, isSet: boolean): PrometheusClient =>
    new PrometheusClient({ url, authorization: isSet ? authorization : undefined });
  if (named !== undefined) mustBeUsable(() => connect(named, true));
  return { setting: () => named, connect };
}

function mustBeUsable(connect: () => unknown): void {
  try {
    connect();
  } catch (error) {
    if (error instanceof PrometheusError) throw new UsageError(`${error.message} ${error.remedy ?? ''}`.trim());
    throw error;
  }
}

function authorizationFromEnvironment(): PrometheusAuthorization | undefined {
  const token = process.env['HOLDFAST_PROMETHEUS_TOKEN'];
  if (token) return { kind: 'bearer', token };
  const user = process.env['HOLDFAST_PROMETHEUS_USER'];
  return user ? { kind: 'basic', user, password: process.env['HOLDFAST_PROMETHEUS_PASSWORD'] ?? '' } : undefined;
}
