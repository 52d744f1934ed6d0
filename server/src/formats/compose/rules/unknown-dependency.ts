import { deleteEntry, deleteItem, renameKey, replaceScalar, type Edits } from '../../../document/edit';
import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import { dependenciesOf, type Dependency } from '../dependencies';
import { isLayer, serviceNamesAround } from '../references';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/unknown-dependency',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Depends on a service that does not exist',
  why: 'Compose refuses the whole project when a dependency names no service, also where it says `required: false`. Nothing is started.',
  knownProblems:
    'The other Compose files of the folder, of the folders above it and of their direct subfolders are looked at, because a project may be put together from several. Files with `include`, and files that only add to others, are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    depends_on: [databse]\n  database:\n    image: postgres:17.6\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    depends_on: [database]\n  database:\n    image: postgres:17.6\n',
  },
  on: {
    service(service, { surroundings }) {
      const { file } = service;
      if (file.isPartial) return undefined;
      const dependencies = dependenciesOf(service);
      const unknown = dependencies.filter(({ name }) => !file.service(name));
      if (unknown.length === 0 || isLayer(file)) return undefined;
      const names = serviceNamesAround(file, surroundings);
      // Neither itself nor what it depends on already can be meant.
      const taken = new Set([service.name, ...dependencies.map(({ name }) => name)]);
      const candidates = [...names].filter((name) => !taken.has(name));
      return unknown
        .filter(({ name }) => !names.has(name))
        .map((dependency) =>
          finding(dependency.token, { service, dependency, meant: nearest(dependency.name, candidates) }),
        );
    },
  },
  message: ({ service, dependency: { name }, meant }) =>
    `"${service.name}" depends on "${name}", which is no service: Compose refuses the project. ` +
    (meant ? `Did you mean "${meant}"?` : 'Declare it, or delete the dependency.'),
  fixes: [
    {
      kind: 'review',
      title: ({ meant }) => `Depend on "${meant}" instead`,
      edits: ({ dependency, meant }) => (meant === undefined ? undefined : rename(dependency, meant)),
    },
    {
      kind: 'review',
      title: ({ dependency }) => `Delete the dependency on "${dependency.name}"`,
      edits: ({ dependency: { written } }) =>
        written.form === 'map' ? deleteEntry(written.entry) : deleteItem(written.item.holder, written.item.view),
    },
  ],
});

function rename({ written, token }: Dependency, name: string): Edits {
  return written.form === 'map' ? renameKey(written.entry, name) : replaceScalar(token, name);
}
