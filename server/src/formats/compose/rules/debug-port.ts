import { deleteItem } from '../../../document/edit';
import type { Token } from '../../../document/text';
import { finding, type Report, type Severity } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { portRange, publishedPorts, publishesPorts, type PublishedPort } from '../ports';
import { composeRule } from '../rule';
import { serviceTexts } from '../serviceTexts';

/** Ports that nothing else is known for, and ports that mean a debugger only in images of one's own. */
const DEBUGGERS: ReadonlyMap<number, string> = new Map([
  [5005, 'the Java debugger'],
  [9229, 'the Node.js inspector'],
]);
const OWN_DEBUGGERS: ReadonlyMap<number, string> = new Map([
  [2345, 'the Delve debugger'],
  [40000, 'the Delve debugger'],
  [5678, 'debugpy'],
  [6060, 'pprof'],
]);
/** They use one of these ports for their own service. */
const NAMESAKES = /rasa|n8n/;
const SWITCHES =
  /--inspect(?:-brk|-wait)?=(?:0\.0\.0\.0|\[::\])(?::\d+)?|-agentlib:jdwp=\S*address=(?:\*|0\.0\.0\.0):\d+|-Xrunjdwp:\S*address=(?:\*|0\.0\.0\.0):\d+/;

interface Data {
  readonly service: ComposeService;
  readonly port: PublishedPort | undefined;
  readonly debugger: string;
}

export default composeRule({
  id: 'compose/debug-port',
  severity: 'warning',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'Debugger can be reached from outside of the container',
  why: 'A debugger asks for no password and runs whatever it is given: who reaches it owns the service and everything that the service may do.',
  knownProblems:
    'Ports on a loopback address are left alone. 2345, 5678, 6060 and 40000 count only for images that are built here; an image may use them for something else.',
  references: [
    'https://nodejs.org/en/learn/getting-started/debugging#security-implications',
    'https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "8080:8080"\n      - "9229:9229"\n',
    good: 'services:\n  api:\n    image: example/api:1.4\n    ports:\n      - "8080:8080"\n',
  },
  on: {
    service: (service, { severity }) => [...publishedDebuggers(service, severity), startedDebugger(service, severity)],
  },
  message: ({ service, port, debugger: name }: Data) =>
    port
      ? `"${service.name}" publishes ${name}: whoever reaches the port runs what he likes in it. Delete the port, or bind it to 127.0.0.1 while you debug.`
      : `"${service.name}" opens ${name} to everybody who reaches the container, and it asks for no password. Delete the option outside of development.`,
  fixes: [
    {
      kind: 'review',
      title: 'Delete the port',
      edits: ({ port }) => port && deleteItem(port.item.holder, port.item.view),
    },
  ],
});

function publishedDebuggers(service: ComposeService, severity: Severity): Report<Data>[] {
  if (!service.get('ports') || publishesPorts(service) !== true) return [];
  return publishedPorts(service).flatMap((port): Report<Data>[] => {
    const range = portRange(port.target);
    if (!range || range.first !== range.last || port.protocol !== 'tcp' || port.reach !== 'everywhere') return [];
    const isPortOfImage = service.knownImage?.ports.some((one) => one.port === range.first) === true;
    const name = DEBUGGERS.get(range.first) ?? (service.isBuilt ? OWN_DEBUGGERS.get(range.first) : undefined);
    if (name === undefined || isPortOfImage || NAMESAKES.test(programOf(service))) return [];
    return [finding(port.token, { service, port, debugger: name }, { severity: service.lenient(severity) })];
  });
}

function startedDebugger(service: ComposeService, severity: Severity): Report<Data> | undefined {
  for (const source of serviceTexts(service)) {
    const match = SWITCHES.exec(source.text);
    if (!match) continue;
    const token: Token = source.tokenOf(match.index, match.index + match[0].length);
    const name = match[0].startsWith('--') ? 'the Node.js inspector' : 'the Java debugger';
    return finding(token, { service, port: undefined, debugger: name }, { severity: service.lenient(severity) });
  }
  return undefined;
}

function programOf({ name, image }: ComposeService): string {
  return `${name} ${image?.reference.repository ?? ''}`;
}
