import { insertKey, replaceValue } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { hasOtherRuler, isSample, runsAsAgent } from '../deployment';
import type { PrometheusConfig } from '../model';
import { prometheusRule } from '../rule';
import { asWritten, patternsFor } from '../ruleFiles';

export default prometheusRule({
  id: 'prometheus/missing-rule-files',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  crossFile: true,
  grouped: 'rule files',
  summary: 'Prometheus loads no rules',
  why: 'Without alerting rules nobody is told when something breaks: the graphs only show it to somebody who happens to look.',
  knownProblems:
    'Agents, servers that write to a remote one, projects with another ruler (Thanos, Mimir, vmalert, PrometheusRule objects) and samples under `examples/` or `testdata/` are left alone.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/',
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file',
  ],
  examples: {
    bad: 'alerting:\n  alertmanagers:\n    - static_configs:\n        - targets: ["alertmanager:9093"]\nscrape_configs:\n  - job_name: node\n    static_configs:\n      - targets: ["node-exporter:9100"]\n',
    good: 'alerting:\n  alertmanagers:\n    - static_configs:\n        - targets: ["alertmanager:9093"]\nscrape_configs:\n  - job_name: node\n    static_configs:\n      - targets: ["node-exporter:9100"]\nrule_files:\n  - rules/*.yml\n',
  },
  on: {
    config(config, { surroundings }) {
      const entry = config.get('rule_files');
      if (config.ruleFilePatterns.length > 0 || !(config.get('scrape_configs') ?? config.get('scrape_config_files')))
        return undefined;
      // Something that is no list is another mistake.
      if (entry && !entry.value) return undefined;
      if (entry?.value?.kind === 'map' || config.writesElsewhere || isSample(config, surroundings)) return undefined;
      if (runsAsAgent(config, surroundings) || hasOtherRuler(config, surroundings)) return undefined;
      return finding(entry?.key ?? config.anchor, { config, surroundings }, { subject: config.subject });
    },
  },
  message: ({ config }) =>
    config.get('rule_files')
      ? 'No rule file is listed here, so no alert can ever fire. Name the files with the alerting rules.'
      : 'Prometheus collects metrics but loads no rules, so no alert can ever fire. Name the rule files under `rule_files`.',
  fixes: [
    {
      kind: 'manual',
      title: 'Load rule files',
      edits: ({ config, surroundings }) => {
        const entry = config.get('rule_files');
        const patterns = patternsAround(config, surroundings);
        return entry ? replaceValue(entry, patterns) : insertKey(config.root, 'rule_files', patterns);
      },
    },
  ],
});

/** What loads the rule files that lie around; where there are none yet, the folder they are usually kept in. */
function patternsAround(config: PrometheusConfig, surroundings: Surroundings): string[] {
  const files = surroundings.ruleFiles ?? [];
  const patterns = patternsFor(files.flatMap((file) => asWritten(file, false, config, surroundings) ?? []));
  return (patterns.length > 0 ? patterns : ['rules/*.yml']).map(placeholder);
}
