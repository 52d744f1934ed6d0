import type { Token } from '../../../document/text';
import { finding } from '../../../engine/rule';
import type { Item } from '../model';
import { portProblem, type PortProblem } from '../portGrammar';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/invalid-port-mapping',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Port mapping cannot be read',
  why: 'Compose refuses the whole project, or the engine the container, when a port mapping is none. Nothing is reachable.',
  knownProblems: 'Mappings with a variable that has no default are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/services/#ports'],
  peers: ['compose-go:load'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    ports:\n      - "localhost:8080:80"\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    ports:\n      - "127.0.0.1:8080:80"\n',
  },
  on: {
    service(service) {
      return service.items('ports').map((item) => {
        const problem = portProblem(service, item);
        return problem && finding(tokenOf(item, problem), { service, problem });
      });
    },
  },
  message: ({ service, problem: { words } }) =>
    `A port of "${service.name}" cannot be published, because ${words}. Nothing of the project is started.`,
});

function tokenOf({ view }: Item, { key }: PortProblem): Token {
  if (view.kind !== 'map') return view;
  const value = key === undefined ? undefined : view.get(key)?.value;
  return value ?? view.entries[0]?.key ?? view;
}
