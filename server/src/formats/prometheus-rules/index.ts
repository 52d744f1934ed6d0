import { YAML } from '../../engine/yamlLanguage';
import type { Format, Subject } from '../../engine/format';
import type { YamlDocument } from '../../document/document';
import { RuleFile } from './model';
import { recognise } from './recognise';
import { rules } from './rules';

export const prometheusRules: Format = {
  id: 'prometheus-rules',
  title: 'Prometheus rules',
  language: YAML,
  recognise,
  rules,
  units: ({ file }) =>
    file.documents.map(({ start, document }) => ({ start, document, subjects: () => subjectsOf(document) })),
};

function* subjectsOf(document: YamlDocument): Generator<Subject> {
  yield { visitor: 'document', view: document };
  const { root } = document;
  if (root?.kind !== 'map') return;
  const file = new RuleFile(document, root);
  yield { visitor: 'file', view: file };
  for (const group of file.groups) {
    yield { visitor: 'group', view: group };
    for (const rule of group.rules) {
      yield { visitor: 'rule', view: rule };
      if (rule.isAlert) yield { visitor: 'alert', view: rule };
    }
  }
}
