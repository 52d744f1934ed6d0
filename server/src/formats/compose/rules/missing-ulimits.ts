import { finding } from '../../../engine/rule';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** Enough for a server with thousands of connections. */
const OPEN_FILES = 65_536;

/** Keep their heap out of the swap space, which takes the right to lock memory. */
const LOCKS_MEMORY: ReadonlySet<string> = new Set(['elasticsearch', 'opensearch']);

export default composeRule({
  id: 'compose/missing-ulimits',
  severity: 'hint',
  preset: 'off',
  category: 'resources',
  since: '0.1.0',
  grouped: 'ulimits',
  summary: 'Service has the limits of the engine on files and processes',
  why: 'How many files a process may open is whatever the engine was started with, which differs from host to host: some programs run out of them, others allocate memory for a billion.',
  knownProblems: 'Most services need none. The rule is for those who have to show that they thought of it.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#ulimits',
    'https://www.elastic.co/docs/deploy-manage/deploy/self-managed/setup-configuration-memory',
  ],
  peers: ['cis:5.19', 'owasp:7'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    ulimits:\n      nofile: 65536\n',
  },
  on: {
    service(service) {
      if (service.isPartial || !service.isLongRunning) return undefined;
      const limits = service.get('ulimits');
      const isUnlocked = locksMemory(service) && !service.get('ulimits', 'memlock');
      if (limits && !isUnlocked) return undefined;
      return finding(limits?.key ?? service.key, { service, isUnlocked }, { subject: service.subject });
    },
  },
  message: ({ service, isUnlocked }) =>
    isUnlocked
      ? `"${service.name}" may not lock its memory, so its heap can be swapped out, which makes it stand still. Set \`memlock\` to -1.`
      : `How many files "${service.name}" may open depends on the host. Set \`ulimits\`.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ isUnlocked }) => (isUnlocked ? 'Let it lock its memory' : 'Bound its open files'),
      edits: ({ service, isUnlocked }) =>
        isUnlocked ? service.insert(['ulimits', 'memlock'], -1) : service.insert(['ulimits', 'nofile'], OPEN_FILES),
    },
  ],
});

function locksMemory({ knownImage, environment }: ComposeService): boolean {
  const asksForIt = environment.some(({ name, value }) => name === 'bootstrap.memory_lock' && value === 'true');
  return asksForIt || LOCKS_MEMORY.has(knownImage?.kind ?? '');
}
