import { deleteEntry } from '../../../document/edit';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/container-name-with-replicas',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Service with several replicas has a fixed container name',
  why: 'A name can be given once. Compose refuses the whole project when a service with a `container_name` shall run more than once.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#container_name',
    'https://docs.docker.com/reference/compose-file/deploy/#replicas',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  worker:\n    image: example/worker:2.1\n    container_name: worker\n    deploy:\n      replicas: 3\n',
    good: 'services:\n  worker:\n    image: example/worker:2.1\n    deploy:\n      replicas: 3\n',
  },
  on: {
    service(service) {
      const name = service.text('container_name');
      if (!name || (name.known && name.text === '')) return undefined;
      const scale = service.text('scale');
      const replicas = scale ?? service.text('deploy', 'replicas');
      if (!replicas?.known || !(Number(replicas.text) > 1)) return undefined;
      const related = [{ token: replicas.token, message: 'The number of replicas' }];
      const count = Number(replicas.text);
      return finding(name.entry.key, { service, entry: name.entry, count }, { related });
    },
  },
  message: ({ service, count }) =>
    `"${service.name}" shall run ${count} times, and a container name can be given once: Compose refuses the project. Delete \`container_name\`; Compose numbers the containers itself.`,
  fixes: [{ kind: 'review', title: 'Delete `container_name`', edits: ({ entry }) => deleteEntry(entry) }],
});
