import { deleteItem, replacePart } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { folderOf, nameOf } from '../../../engine/paths';
import type { Surroundings } from '../../../engine/surroundings';
import type { PrometheusConfig } from '../model';
import { prometheusRule } from '../rule';
import { asWritten, lookUp, patternsFor } from '../ruleFiles';

/** What Prometheus accepts at all: a star only behind the last slash. */
const VALID = /^[^*]*(?:\*[^/]*)?$/;
const TEMPLATE = /[$<>%]|\{\{|__/;

export default prometheusRule({
  id: 'prometheus/unknown-rule-file',
  severity: 'warning',
  preset: 'recommended',
  category: 'observability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Pattern of `rule_files` matches no file',
  why: 'Prometheus starts without a word when a pattern matches nothing, and the alerts in the file that was meant never fire.',
  knownProblems:
    'Places that named volumes or an own image fill cannot be seen and are left alone. A glob in a project without any rule file is only an info: the files may come with the deployment.',
  references: [
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file',
    'https://pkg.go.dev/path/filepath#Match',
  ],
  peers: ['promtool:check config'],
  examples: {
    bad: 'rule_files:\n  - alerts/*.yml\nscrape_configs: []\n',
    good: 'rule_files:\n  - rules/*.yml\nscrape_configs: []\n',
    files: {
      'rules/node.yml':
        'groups:\n  - name: node\n    rules:\n      - record: job:up:sum\n        expr: sum by (job) (up)\n',
    },
  },
  on: {
    config(config, { surroundings }) {
      const holder = config.get('rule_files');
      return config.ruleFilePatterns.map((scalar) => {
        const pattern = scalar.text;
        if (!VALID.test(pattern) || TEMPLATE.test(pattern)) return undefined;
        const found = lookUp(pattern, config, surroundings);
        if (!found || found.files.length > 0) return undefined;
        const mayComeLater = pattern.includes('*') && surroundings.ruleFiles?.length === 0;
        return finding(
          scalar,
          { scalar, holder, unmountedIn: found.unmountedIn, better: replacement(pattern, config, surroundings) },
          mayComeLater ? { severity: 'info' } : {},
        );
      });
    },
  },
  message: ({ scalar, unmountedIn, better }) => {
    const problem = unmountedIn
      ? `"${scalar.text}" is no place inside the container of "${unmountedIn}": nothing is mounted there, so the rules in it never load.`
      : `"${scalar.text}" matches no file, and Prometheus does not complain: the rules that are meant never load.`;
    const advice = better ? `Did you mean "${better}"?` : unmountedIn ? 'Mount the rule files.' : 'Correct the path.';
    return `${problem} ${advice}`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ better }) => `Replace by ${better ?? ''}`,
      edits: ({ scalar, better }) =>
        better === undefined ? undefined : replacePart(scalar, 0, scalar.text.length, better),
    },
    {
      kind: 'review',
      title: 'Delete the pattern',
      edits: ({ scalar, holder }) =>
        holder?.value?.kind === 'sequence' && holder.value.items.length > 1 ? deleteItem(holder, scalar) : undefined,
    },
  ],
});

/** What was meant, when only one thing can have been: rule files that no other pattern loads yet. */
function replacement(pattern: string, config: PrometheusConfig, surroundings: Surroundings): string | undefined {
  const loaded = config.ruleFilePatterns.map(({ text }) => lookUp(text, config, surroundings)?.files);
  if (loaded.includes(undefined)) return undefined;
  const free = (surroundings.ruleFiles ?? []).filter((file) => !loaded.some((files) => files?.includes(file)));
  const names = free.flatMap((file) => asWritten(file, pattern.startsWith('/'), config, surroundings) ?? []);
  const isGlob = /[*?[]/.test(pattern);
  const stem = (name: string): string => nameOf(name).replace(/\.ya?ml$/, '');
  const fitting = names.filter((name) =>
    isGlob ? folderOf(name) === folderOf(pattern) : stem(name) === stem(pattern),
  );
  const candidates = [names, fitting].map((some) => (isGlob ? patternsFor(some) : some));
  return candidates.find((some) => some.length === 1)?.[0];
}
