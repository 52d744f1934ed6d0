import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { isAddressed, serviceTexts } from '../serviceTexts';

const NAME = 'host.docker.internal';

export default composeRule({
  id: 'compose/missing-host-gateway',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Service uses host.docker.internal, which Linux does not know',
  why: 'Docker Desktop knows the name, an engine on Linux does not: what works on the laptop fails on the server with "no such host".',
  knownProblems: 'Files that the service reads are not searched.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#extra_hosts',
    'https://docs.docker.com/reference/cli/docker/container/run/#add-host',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      OLLAMA_URL: http://host.docker.internal:11434\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    environment:\n      OLLAMA_URL: http://host.docker.internal:11434\n    extra_hosts:\n      - host.docker.internal:host-gateway\n',
  },
  on: {
    service(service) {
      if (service.get('network_mode') || service.isPartial) return undefined;
      for (const source of serviceTexts(service)) {
        const start = source.text.search(/(?<![\w.-])host\.docker\.internal(?![\w.-])/);
        if (start < 0 || !isAddressed(source)) continue;
        return knowsHost(service) ? undefined : finding(source.tokenOf(start, start + NAME.length), { service });
      }
      return undefined;
    },
  },
  message: ({ service }) =>
    `"${service.name}" uses ${NAME}, a name that only Docker Desktop knows: on Linux it cannot be resolved. Map it to host-gateway.`,
  fixes: [
    {
      kind: 'review',
      title: `Map ${NAME} to the host`,
      edits: ({ service }) =>
        service.get('extra_hosts')?.value?.kind === 'map'
          ? service.insert(['extra_hosts', NAME], 'host-gateway')
          : service.append('extra_hosts', `${NAME}:host-gateway`),
    },
  ],
});

function knowsHost(service: ComposeService): boolean {
  if (service.entries('extra_hosts').some(({ key }) => key.text === NAME)) return true;
  return service
    .items('extra_hosts')
    .some(({ view }) => view.kind !== 'scalar' || /host\.docker\.internal|\$/.test(view.text));
}
