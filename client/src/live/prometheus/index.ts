/** Prometheus as a second source: what it scrapes and what it has raised alerts about, beside what the engine says. */
export {
  PrometheusClient,
  type AskAuthorization,
  type PrometheusAuthorization,
  type PrometheusEndpoint,
} from './client';
export { PrometheusError, type PrometheusErrorKind } from './errors';
export { findPrometheus, type FoundPrometheus } from './find';
export type { Alert, PrometheusReading, Target } from './reading';
export { PrometheusServers, type JudgedStacks, type PrometheusServer, type PrometheusServersOptions } from './servers';
export { isAlarming, judgeByMetrics, metricsOf, type PrometheusMetrics, type ServiceMetrics } from './services';
export { firingText, upText } from './words';
export { PrometheusSource, type PrometheusSourceOptions } from './source';
