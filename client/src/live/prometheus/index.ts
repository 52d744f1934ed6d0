/** Prometheus as a second source: what it scrapes and what it has raised alerts about, beside what the engine says. */
export { PrometheusClient, type PrometheusAuthorization } from './client';
export { PrometheusError } from './errors';
export { findPrometheus } from './find';
export type { Alert, PrometheusReading, Target } from './reading';
export { PrometheusServers, type JudgedStacks, type PrometheusServer, type PrometheusServersOptions } from './servers';
export { isAlarming, judgeByMetrics, metricsOf, type PrometheusMetrics } from './services';
export { firingText, upText } from './words';
export { PrometheusSource } from './source';
