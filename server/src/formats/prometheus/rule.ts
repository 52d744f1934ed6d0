import type { YamlDocument } from '../../document/document';
import { ruleFactory } from '../../engine/rule';
import type { PrometheusConfig, ScrapeJob, StaticTarget } from './model';

/** What the walk over a Prometheus configuration comes by. */
export interface PrometheusSubjects {
  /** Every document, also one that could not be read as a configuration. */
  readonly document: YamlDocument;
  readonly config: PrometheusConfig;
  readonly job: ScrapeJob;
  readonly target: StaticTarget;
}

export const prometheusRule = ruleFactory<PrometheusSubjects>();
