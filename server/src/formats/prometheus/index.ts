import { YAML } from '../../engine/yamlLanguage';
import type { Format } from '../../engine/format';
import { PrometheusConfig } from './model';
import { recognise } from './recognise';
import { rules } from './rules';

export const prometheus: Format = {
  id: 'prometheus',
  title: 'Prometheus configuration',
  language: YAML,
  recognise,
  rules,
  units: ({ path, file }) =>
    file.documents.map(({ start, document }, index) => ({
      start,
      document,
      *subjects() {
        yield { visitor: 'document', view: document };
        const { root } = document;
        // Prometheus reads the first document of the file and no other.
        if (root?.kind !== 'map' || index > 0) return;
        const config = new PrometheusConfig(document, root, path);
        yield { visitor: 'config', view: config };
        for (const job of config.jobs) {
          yield { visitor: 'job', view: job };
          for (const target of job.targets) yield { visitor: 'target', view: target };
        }
      },
    })),
};
