/** Prometheus as a second source: what it scrapes and what it has raised alerts about, beside what the engine says. */
export { PrometheusClient, type PrometheusAuthorization, type PrometheusEndpoint } from './client';
export { PrometheusError, type PrometheusErrorKind } from './errors';
export { findPrometheus, type FoundPrometheus } from './find';
export type { Alert, PrometheusReading, Target } from './reading';
export { metricsOf, type ServiceMetrics, type StackMetrics } from './services';
export { PrometheusSource, type PrometheusSourceOptions } from './source';
