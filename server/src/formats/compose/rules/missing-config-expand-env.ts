import { resolvePath } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { appendArguments, commandLineOf, optionOf } from '../commandLine';
import { fileInContainer } from '../containerFiles';
import { composeRule } from '../rule';

/** What the images read when no command says otherwise. */
const CONFIGURATION: Readonly<Record<string, string>> = {
  loki: '/etc/loki/local-config.yaml',
  promtail: '/etc/promtail/config.yml',
};
/** Variables of the environment are written in capitals; `${1}` and `${name}` stand for groups of an expression. */
const VARIABLE = /^[^#\n]*?\$\{([A-Z_][A-Z0-9_]*)(?::[^}]*)?\}/m;

export default composeRule({
  id: 'compose/missing-config-expand-env',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Variables in a mounted configuration are not filled in',
  why: 'Loki and Promtail take "${NAME}" as it stands unless they are told to fill it in: they log in with the name of a variable, or look for a host of that name.',
  references: [
    'https://grafana.com/docs/loki/latest/configure/#use-environment-variables-in-the-configuration',
    'https://grafana.com/docs/loki/latest/send-data/promtail/configuration/#use-environment-variables-in-the-configuration',
  ],
  examples: {
    bad: 'services:\n  loki:\n    image: grafana/loki:3.7.2\n    command: -config.file=/etc/loki/loki.yaml\n    volumes:\n      - ./loki.yaml:/etc/loki/loki.yaml:ro\n',
    good: 'services:\n  loki:\n    image: grafana/loki:3.7.2\n    command: -config.file=/etc/loki/loki.yaml -config.expand-env=true\n    volumes:\n      - ./loki.yaml:/etc/loki/loki.yaml:ro\n',
    files: { 'loki.yaml': 'common:\n  storage:\n    s3:\n      bucketnames: ${LOKI_BUCKET}\n' },
  },
  on: {
    service(service, { surroundings }) {
      const usual = CONFIGURATION[service.knownImage?.kind ?? ''];
      if (usual === undefined || service.get('entrypoint')) return undefined;
      const words = commandLineOf(service);
      const expand = optionOf(words, '-config.expand-env', '--config.expand-env');
      if ((expand && expand.value !== 'false') || words.some(({ isKnown }) => !isKnown)) return undefined;
      const path = optionOf(words, '-config.file', '--config.file')?.value ?? usual;
      const file = fileInContainer(service, resolvePath('/', path), surroundings);
      const name = file.state === 'read' ? VARIABLE.exec(file.text)?.[1] : undefined;
      if (file.state !== 'read' || name === undefined) return undefined;
      const data = { service, name, expand, usual, hasCommand: words.length > 0 };
      return finding(expand?.token ?? file.token, data);
    },
  },
  message: ({ service, name }) =>
    `The configuration of "${service.name}" uses \${${name}}, which stays as it is: nothing tells the program to fill it in. Add \`-config.expand-env=true\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Fill variables in',
      edits: ({ service, expand, usual, hasCommand }) => {
        if (expand) return expand.replace('true');
        const before = hasCommand ? [] : [`-config.file=${usual}`];
        return appendArguments(service, [...before, '-config.expand-env=true'], []);
      },
    },
  ],
});
