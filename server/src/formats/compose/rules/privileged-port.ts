import { replacePart } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { portRange, publishedPorts, publishesPorts } from '../ports';
import { composeRule } from '../rule';

const FIRST_OPEN_PORT = 1024;

export default composeRule({
  id: 'compose/privileged-port',
  severity: 'info',
  preset: 'off',
  category: 'network',
  since: '0.1.0',
  summary: 'Service uses a port below 1024',
  why: 'To listen below 1024 a program needs a right of root, which it then has for everything else too. Ports below 1024 of the host also belong to services that administrators expect there.',
  knownProblems:
    'Docker lets every container listen on low ports today, whatever its capabilities are; the rule is for those who have to follow a benchmark. Services that drop NET_BIND_SERVICE or ALL are fine.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ports',
    'https://www.cisecurity.org/benchmark/docker',
  ],
  peers: ['kics:privileged_ports_mapped_in_container', 'cis:5.8'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "443:8443"\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "8443:8443"\n',
  },
  on: {
    service(service) {
      if (!service.get('ports') || publishesPorts(service) === false || dropsBinding(service)) return [];
      return publishedPorts(service).map((port) => {
        const outside = portRange(port.published);
        const inside = portRange(port.target);
        const low = [outside, inside].find((range) => range !== undefined && range.first < FIRST_OPEN_PORT);
        return low && finding(port.token, { service, port, outside, inside, low: low.first });
      });
    },
  },
  message: ({ service, low }) =>
    `"${service.name}" uses port ${low}, which is for privileged programs. Let it listen above 1023, and put a proxy in front if the world expects the low port.`,
  fixes: [
    {
      kind: 'manual',
      title: 'Publish it above 1023',
      edits: ({ service, port: { published }, outside, inside }) => {
        const isInside = inside !== undefined && inside.first < FIRST_OPEN_PORT;
        if (isInside || !published?.written || !outside || outside.first !== outside.last) return undefined;
        const { scalar, written } = published;
        const free = 8000 + outside.first;
        return isTaken(service, free)
          ? undefined
          : replacePart(scalar, written.start, written.end, placeholder(String(free)));
      },
    },
  ],
});

/** By any service of the project, on whatever address. */
function isTaken({ file }: ComposeService, wanted: number): boolean {
  return file.services.some((service) =>
    publishedPorts(service).some(({ published }) => {
      const range = portRange(published);
      return range !== undefined && range.first <= wanted && wanted <= range.last;
    }),
  );
}

function dropsBinding(service: ComposeService): boolean {
  const names = (key: string): string[] =>
    service
      .items(key)
      .flatMap(({ view }) => (view.kind === 'scalar' ? [view.text.toUpperCase().replace(/^CAP_/, '')] : []));
  if (names('cap_add').includes('NET_BIND_SERVICE')) return false;
  return names('cap_drop').some((name) => name === 'NET_BIND_SERVICE' || name === 'ALL');
}
