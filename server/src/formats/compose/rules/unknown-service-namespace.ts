import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import { isLayer, serviceNamesAround } from '../references';
import { composeRule } from '../rule';
import { namespaceReferences } from '../serviceReferences';

export default composeRule({
  id: 'compose/unknown-service-namespace',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Shares a namespace, volumes or links with a service that does not exist',
  why: 'Compose refuses the whole project when `network_mode`, `ipc`, `pid`, `volumes_from` or `links` names no service. Nothing is started.',
  knownProblems:
    'Services of the other Compose files of the folder, of the folders above it and right below are taken for known, because a project may be put together from several files.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#network_mode',
    'https://docs.docker.com/reference/compose-file/services/#volumes_from',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  torrent:\n    image: example/torrent:4.1\n    network_mode: service:vnp\n  vpn:\n    image: example/vpn:3.4\n',
    good: 'services:\n  torrent:\n    image: example/torrent:4.1\n    network_mode: service:vpn\n  vpn:\n    image: example/vpn:3.4\n',
  },
  on: {
    service(service, { surroundings }) {
      const { file } = service;
      if (file.isPartial) return undefined;
      const unknown = namespaceReferences(service).filter(({ name }) => !file.service(name));
      if (unknown.length === 0 || isLayer(file)) return undefined;
      const names = serviceNamesAround(file, surroundings);
      return unknown
        .filter(({ name }) => !names.has(name))
        .map(({ name, token, via }) => {
          const meant = nearest(
            name,
            [...names].filter((other) => other !== service.name),
          );
          return finding(token, { service, name, via, meant });
        });
    },
  },
  message: ({ service, name, via, meant }) =>
    `\`${via}\` of "${service.name}" names the service "${name}", which does not exist: Compose refuses the project. ` +
    (meant === undefined ? 'Declare it, or name another one.' : `Did you mean "${meant}"?`),
});
