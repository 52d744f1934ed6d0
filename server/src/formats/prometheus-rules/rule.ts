import type { YamlDocument } from '../../document/document';
import { ruleFactory } from '../../engine/rule';
import type { RuleFile, RuleGroup, RuleView } from './model';

/** What the walk over a rule file comes by. */
export interface PrometheusRulesSubjects {
  /** Every document, also one that could not be read as a rule file. */
  readonly document: YamlDocument;
  readonly file: RuleFile;
  readonly group: RuleGroup;
  /** Alerting and recording rules. */
  readonly rule: RuleView;
  /** Alerting rules alone. */
  readonly alert: RuleView;
}

export const prometheusRulesRule = ruleFactory<PrometheusRulesSubjects>();
