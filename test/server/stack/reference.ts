import type { ReferenceProject, ReferenceService } from '../../rig/compose';
import {
  DURATIONS,
  LISTS,
  NUMBERS,
  portText,
  SAID_OF_RESOURCES,
  SIZES,
  sorted,
  testOf,
  TEXTS,
  unique,
  words,
  type Effective,
  type EffectiveProject,
} from './effective';
import { RESOURCE_KINDS } from '../../../server/src/formats/compose/resources';
import { bytesOf, millisecondsOf } from '../../../server/src/formats/compose/units';

/** What Compose prints, in the words in which our own answer is put. */
export function referenceProject(project: ReferenceProject): EffectiveProject {
  return {
    name: project.name,
    services: sorted(Object.entries(project.services ?? {}).map(([name, service]) => [name, effective(service)])),
    resources: sorted(
      RESOURCE_KINDS.flatMap((kind) =>
        Object.entries(project[kind] ?? {}).map(([name, declared]) => {
          const said = SAID_OF_RESOURCES.flatMap((key): [string, string][] => {
            const value = declared?.[key];
            return value === undefined || value === false || value === '' ? [] : [[key, textOf(value)]];
          });
          return [`${kind}/${name}`, Object.fromEntries(said)] as const;
        }),
      ),
    ),
  };
}

function effective(service: ReferenceService): Effective {
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], service);
  const single = (paths: readonly string[], write: (text: string) => string): [string, string][] =>
    paths.flatMap((path): [string, string][] => {
      const text = textOf(at(path) ?? '');
      return text === '' || text === 'false' ? [] : [[path, write(text)]];
    });
  return {
    values: sorted([
      ...single(TEXTS, (text) => text),
      ...single(NUMBERS, (text) => String(Number(text))),
      ...single(SIZES, (text) => String(bytesOf(text))),
      ...single(DURATIONS, (text) => String(millisecondsOf(text))),
      ...single(['build.context'], (text) => text),
    ]),
    command: (service.command ?? []).flatMap(words),
    entrypoint: (service.entrypoint ?? []).flatMap(words),
    test: testOf(service.healthcheck?.test ?? []),
    environment: values(service.environment),
    labels: values(service.labels),
    args: values(service.build?.args),
    sysctls: values(service.sysctls),
    logOptions: values(service.logging?.options),
    ports: (service.ports ?? [])
      .map(({ host_ip, published, target, protocol }) =>
        portText(host_ip ?? '', published ?? '', String(target), protocol),
      )
      .sort(),
    volumes: (service.volumes ?? [])
      .map(
        ({ source = '', target, read_only }) => `${source.replace(/(.)\/$/, '$1')}:${target}${read_only ? ':ro' : ''}`,
      )
      .sort(),
    networks: sorted(
      Object.entries(service.networks ?? {}).map(([name, said]) => [name, [...(said?.aliases ?? [])].sort()]),
    ),
    dependsOn: sorted(
      Object.entries(service.depends_on ?? {}).flatMap(([name, { condition, required }]) =>
        name === '' ? [] : [[name, `${condition}${required === false ? '?' : ''}`] as const],
      ),
    ),
    secrets: unique([...(service.secrets ?? []), ...(service.build?.secrets ?? [])].map(({ source }) => source)),
    configs: unique((service.configs ?? []).map(({ source }) => source)),
    profiles: [...(service.profiles ?? [])].sort(),
    envFiles: unique((service.env_file ?? []).map(({ path }) => path)),
    lists: sorted(
      LISTS.flatMap((path) => {
        const list = (at(path) ?? []) as readonly unknown[];
        return list.length > 0 ? [[path, list.map(textOf).sort()] as const] : [];
      }),
    ),
  };
}

function values(written: Readonly<Record<string, string | null>> | undefined): Record<string, string | null> {
  // Compose doubles dollars, so that its output can be read again.
  return sorted(Object.entries(written ?? {}).map(([name, value]) => [name, value === null ? null : textOf(value)]));
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? 'true' : String(value);
}
