import { describe, expect, it } from 'vitest';
import { openFile } from '../../../../server/src/engine/open';
import { DEFAULT_SETTINGS } from '../../../../server/src/engine/settings';
import { FORMATS } from '../../../../server/src/formats';

function formatOf(name: string, text: string): string | undefined {
  return openFile(`/workspace/${name}`, text, FORMATS, DEFAULT_SETTINGS)?.format.id;
}

const OURS: readonly (readonly [what: string, name: string, text: string, format: string])[] = [
  ['scrape jobs', 'x.yml', 'scrape_configs:\n  - job_name: a\n', 'prometheus'],
  ['no jobs yet', 'x.yml', 'scrape_configs:\n', 'prometheus'],
  ['rule files alone', 'x.yml', 'rule_files: [a.yml]\n', 'prometheus'],
  ['an agent', 'x.yml', 'remote_write:\n  - url: http://a\n', 'prometheus'],
  ['global settings alone', 'x.yml', 'global:\n  scrape_interval: 15s\n', 'prometheus'],
  ['alerting alone', 'x.yml', 'alerting:\n  alertmanagers: []\n', 'prometheus'],
  ['retention alone', 'x.yml', 'storage:\n  tsdb:\n    retention: {time: 15d}\n', 'prometheus'],
  ['OTLP alone', 'x.yml', 'otlp:\n  promote_all_resource_attributes: true\n', 'prometheus'],
  ['tracing alone', 'x.yml', 'tracing: {endpoint: "otel:4317"}\n', 'prometheus'],
  ['a broken file by its name', 'prometheus.yml', 'global: "15s\n', 'prometheus'],
  ['an empty file by its name', 'prometheus.dev.yaml', '# Nothing yet.\n', 'prometheus'],
  ['alerts', 'x.yml', 'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: up\n', 'prometheus-rules'],
  ['recording rules', 'x.yml', 'groups: [{name: a, rules: [{record: a, expr: b}]}]\n', 'prometheus-rules'],
  ['a half-written rule', 'x.yml', 'groups:\n  - name: a\n    rules:\n      - alert:\n', 'prometheus-rules'],
  ['a group without rules', 'x.yml', 'groups:\n  - name: a\n    interval: 1m\n    rules: []\n', 'prometheus-rules'],
  ['no groups, by its name', 'node.rules.yml', 'groups: []\n', 'prometheus-rules'],
  ['a bare list', 'x.yml', '- record: a\n  expr: b\n', 'prometheus-rules'],
  [
    'rules of Loki',
    'x.yml',
    'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: \'rate({a="b"} |= "c" [1m])\'\n',
    'prometheus-rules',
  ],
  [
    'rules that do not parse',
    'x.yml',
    'groups:\n  - name: "a\n    rules:\n      - alert: A\n        expr: up\n',
    'prometheus-rules',
  ],
];

const FOREIGN: readonly (readonly [what: string, name: string, text: string])[] = [
  ['Alertmanager', 'x.yml', 'global:\n  resolve_timeout: 5m\nroute: {receiver: a}\nreceivers: [{name: a}]\n'],
  ['Promtail', 'x.yml', 'clients: [{url: http://loki}]\nscrape_configs: [{job_name: a}]\n'],
  ['Promtail by its pipelines', 'x.yml', 'scrape_configs:\n  - job_name: a\n    pipeline_stages: []\n'],
  ['Grafana Agent', 'x.yml', 'metrics:\n  global: {scrape_interval: 15s}\nlogs: {}\n'],
  ['OpenTelemetry collector', 'x.yml', 'receivers: {prometheus: {config: {scrape_configs: []}}}\nservice: {}\n'],
  ['Grafana data source', 'prometheus.yml', 'apiVersion: 1\ndatasources:\n  - name: Prometheus\n'],
  ['Helm values', 'values.yaml', 'global:\n  imageRegistry: a\nalertmanager: {enabled: true}\n'],
  ['Traefik', 'x.yml', 'global: {checkNewVersion: false}\ntracing: {otlp: {}}\n'],
  ['a playbook', 'prometheus.yml', '- hosts: all\n  tasks: []\n'],
  [
    'Grafana alerts',
    'rules.yml',
    'apiVersion: 1\ngroups:\n  - orgId: 1\n    name: a\n    rules: [{uid: a, title: b, data: []}]\n',
  ],
  ['Falco rules', 'rules.yml', '- rule: a\n  condition: b\n'],
  ['groups of people', 'x.yml', 'groups:\n  - name: admins\n    members: [a]\n'],
  ['dependabot', 'x.yml', 'version: 2\ngroups:\n  all: {patterns: ["*"]}\n'],
];

describe('files of Prometheus are recognised', () => {
  for (const [what, name, text, format] of OURS) it(what, () => expect(formatOf(name, text)).toBe(format));
});

describe('files of others are left alone', () => {
  for (const [what, name, text] of FOREIGN) {
    it(what, () => expect(formatOf(name, text) ?? 'nobody').not.toMatch(/^prometheus/));
  }
});

describe('templates of alert texts are no templates of the file', () => {
  const rules = (text: string): string =>
    `groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: up\n        annotations:\n          description: >-\n            ${text}\n`;
  it('where a text begins a line with them', () => {
    expect(formatOf('a.yml', rules('Disk of\n            {{ $labels.instance }} is full.'))).toBe('prometheus-rules');
    expect(
      formatOf('a.yml', rules('On {{ with $labels.pod -}}\n            {{ . }} {{- end }}:\n            {{ .Value }}')),
    ).toBe('prometheus-rules');
  });
  it('but Helm charts are', () => {
    expect(formatOf('a.yml', `{{- if .Values.on }}\n${rules('{{ $labels.job }}')}{{- end }}\n`)).toBeUndefined();
    expect(formatOf('a.yml', rules('{{ "{{" }} $labels.job }}\n            {{ .Release.Name }}'))).toBeUndefined();
    expect(formatOf('templates/a.yml', rules('{{ $labels.job }}'))).toBeUndefined();
  });
  it('and so is Jinja', () => {
    expect(formatOf('a.yml', `{% if on %}\n${rules('{{ $labels.job }}')}{% endif %}\n`)).toBeUndefined();
  });
});
