import type { Candidate } from '../../engine/format';
import type { MapView, YamlView } from '../../document/view';

const NAME = /^prometheus(?:[.-][\w.-]+)?\.ya?ml$/i;

/** Each of these at the top says Prometheus by itself. */
const OWN_KEYS = ['rule_files', 'scrape_config_files', 'remote_write', 'remote_read'];

/** `global` of other tools (Alertmanager, Helm values) has none of these. */
const GLOBAL_KEYS = ['scrape_interval', 'scrape_timeout', 'evaluation_interval', 'external_labels', 'query_log_file'];

/** Top-level keys of files that share some of ours: Alertmanager, Promtail, Grafana Agent, Loki, Mimir, Helm values, playbooks. */
const FOREIGN_KEYS = [
  'apiVersion',
  'auth_enabled',
  'clients',
  'common',
  'exporters',
  'inhibit_rules',
  'integrations',
  'limits_config',
  'logs',
  'metrics',
  'positions',
  'processors',
  'receivers',
  'route',
  'server',
  'service',
  'services',
  'traces',
];

/** All that may stand at the top (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file). */
const ROOT_KEYS = new Set([
  'alerting',
  'global',
  'otlp',
  'remote_read',
  'remote_write',
  'rule_files',
  'runtime',
  'scrape_config_files',
  'scrape_configs',
  'storage',
  'tracing',
]);

/** By content, because the file may have any name; the name decides only where nothing can be read of it. */
export function recognise({ name, file }: Candidate): boolean {
  const document = file.documents[0]?.document;
  const root = document?.root;
  if (!root || root.kind === 'scalar') return NAME.test(name);
  if (root.kind !== 'map' || FOREIGN_KEYS.some((key) => root.get(key))) return false;
  if (isOfPromtail(root.get('scrape_configs')?.value)) return false;
  if (root.get('scrape_configs') || OWN_KEYS.some((key) => root.get(key))) return true;
  const global = mapAt(root, 'global');
  if (GLOBAL_KEYS.some((key) => global?.get(key))) return true;
  if (mapAt(root, 'alerting')?.get('alertmanagers') || mapAt(root, 'storage')?.get('tsdb')) return true;
  // These are everyday words: the rest has to fit as well.
  if (!root.entries.every(({ key }) => ROOT_KEYS.has(key.text))) return false;
  return NAME.test(name) || root.get('otlp') !== undefined || mapAt(root, 'tracing')?.get('endpoint') !== undefined;
}

/** A Promtail configuration whose other sections are missing still has its pipelines. */
function isOfPromtail(jobs: YamlView | undefined): boolean {
  if (jobs?.kind !== 'sequence') return false;
  return jobs.items.some(
    (job) => job.kind === 'map' && ['pipeline_stages', 'journal', 'syslog'].some((key) => job.get(key)),
  );
}

function mapAt(root: MapView, key: string): MapView | undefined {
  const value = root.get(key)?.value;
  return value?.kind === 'map' ? value : undefined;
}
