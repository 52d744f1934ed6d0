import type { RuleDescription } from '../../server/src/engine/rule';
import { LEVELS } from '../../server/src/engine/settings';
import { configurationSchema } from '../../server/src/formats/holdfast/schema';

/** The `contributes.configuration` of the manifest: what can be set in `holdfast.yaml` too is described by the same schema. */
export function manifestSettings(rules: readonly RuleDescription[]): unknown {
  const { properties } = configurationSchema(rules);
  const shared = (name: string, order: number, more: object = {}) => ({
    scope: 'resource',
    order,
    ...properties?.[name],
    ...more,
  });
  return [
    {
      title: 'Holdfast',
      properties: {
        'holdfast.enable': {
          scope: 'resource',
          order: 1,
          type: 'boolean',
          default: true,
          description: 'Check the files of this folder.',
        },
        'holdfast.run': {
          scope: 'resource',
          order: 2,
          type: 'string',
          enum: ['onType', 'onSave'],
          enumDescriptions: ['Check while typing.', 'Check when a file is opened and when it is saved.'],
          default: 'onType',
          description: 'When files are checked.',
        },
        'holdfast.preset': shared('preset', 3),
        'holdfast.target': shared('target', 4),
        'holdfast.rules': {
          ...shared('rules', 5),
          default: {},
          markdownDescription:
            'Severity of single rules, or of all rules of a format (`compose/*`); `off` switches a rule off. What `holdfast.yaml` says comes first.',
          // The page of settings shows a plain table; the full list is completed in settings.json.
          additionalProperties: { type: 'string', enum: LEVELS },
        },
        'holdfast.ignore': shared('ignore', 6, {
          default: [],
          description: 'Files and folders that are not checked: globs relative to the folder that is open.',
        }),
        'holdfast.registries': shared('registries', 7, { default: [] }),
        'holdfast.live.enable': {
          scope: 'window',
          order: 10,
          type: 'boolean',
          default: true,
          description:
            'Watch what runs, and compare it with the files. Nothing is asked while nobody looks, nor before the folder is trusted.',
        },
        'holdfast.live.dockerHost': {
          scope: 'machine-overridable',
          order: 11,
          type: 'string',
          default: '',
          markdownDescription:
            'The Docker engine to watch: an address (`unix:///var/run/docker.sock`, `tcp://machine:2376`, `ssh://user@machine`) or the name of a Docker context. Empty: the engine that `docker ps` would ask.',
        },
        'holdfast.live.prometheusUrl': {
          scope: 'machine-overridable',
          order: 12,
          type: 'string',
          default: '',
          markdownDescription:
            'The Prometheus to ask what it scrapes and which alerts fire, such as `http://127.0.0.1:9090` or `https://metrics.example.org/prometheus`. Empty: the one in the stack, if its port is published. Users, passwords and tokens do not belong here: run *Holdfast: Set Prometheus Credentials…* instead, which keeps them secret.',
        },
        'holdfast.live.codeLens': {
          scope: 'window',
          order: 13,
          type: 'boolean',
          default: true,
          description: 'Show above each service of a Compose file how it feels, with links to act.',
        },
        'holdfast.smoke.allowRemoteDestructive': {
          // Of the machine: no folder that is opened may say so.
          scope: 'machine',
          order: 15,
          type: 'boolean',
          default: false,
          description:
            'Let destructive smoke tests run on an engine of another machine too, after asking. Others may depend on what runs there.',
        },
        'holdfast.trace.server': {
          scope: 'window',
          order: 20,
          type: 'string',
          enum: ['off', 'messages', 'verbose'],
          default: 'off',
          description: 'Log what the editor and the language server say to each other.',
        },
      },
    },
  ];
}
