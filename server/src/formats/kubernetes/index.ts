import type { YamlDocument } from '../../document/document';
import { YAML } from '../../engine/yamlLanguage';
import type { Format, Silence, Subject } from '../../engine/format';
import type { Settings } from '../../engine/settings';
import { objectsOf } from './object';
import { recognise } from './recognise';
import { rules } from './rules';
import { silencesOf } from './silences';
import { Workload } from './workload';

export const kubernetes: Format = {
  id: 'kubernetes',
  title: 'Kubernetes',
  language: YAML,
  recognise,
  rules,
  units: ({ file }, settings) =>
    file.documents.map(({ start, document }) => ({
      start,
      document,
      subjects: () => subjectsOf(document, settings),
      silences: () => silencesIn(document, settings),
    })),
};

function* subjectsOf(document: YamlDocument, settings: Settings): Iterable<Subject> {
  yield { visitor: 'document', view: document };
  for (const object of objectsOf(document)) {
    yield { visitor: 'object', view: object };
    const workload = Workload.of(object, settings);
    if (!workload) continue;
    yield { visitor: 'workload', view: workload };
    for (const container of workload.containers) yield { visitor: 'container', view: container };
  }
}

function silencesIn(document: YamlDocument, settings: Settings): Silence[] {
  if (!/kube-linter\.io|kube-score|fairwinds|checkov|bridgecrew/.test(document.text)) return [];
  return objectsOf(document).flatMap((object) => silencesOf(object, Workload.of(object, settings)));
}
