import { finding } from '../../../engine/rule';
import { commandLineOf } from '../commandLine';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

/** Programs that start others, or that do not react to signals as the first process of a container. */
const SPAWNER = /^(?:npm|npx|yarn|pnpm|node|nodejs|ts-node|python3?(?:\.\d+)?|crond?|supercronic)$/;
const BROWSERS = /puppeteer|playwright|chrome|chromium|selenium|browserless/;
/** What does the same inside the image. */
const INIT = /(?:^|\/)(?:tini|dumb-init|s6-\w+|catatonit|docker-init|supervisord|init)$/;

export default composeRule({
  id: 'compose/missing-init',
  severity: 'hint',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Program that starts others is the first process of its container',
  why: 'The first process of a container gets no default reaction to signals and has to clear up after its children. Programs that are not made for it ignore SIGTERM until they are killed, or leave zombies until no process can be started.',
  knownProblems: 'Said of bare runtimes and of browsers; an image that is built here may bring an init of its own.',
  references: ['https://docs.docker.com/reference/compose-file/services/#init', 'https://github.com/krallin/tini'],
  examples: {
    bad: 'services:\n  api:\n    image: node:24.3-alpine\n    command: npm start\n',
    good: 'services:\n  api:\n    image: node:24.3-alpine\n    command: npm start\n    init: true\n',
  },
  on: {
    service(service, { severity }) {
      if (service.isBuilt || service.isPartial || !service.isLongRunning || service.get('init')) return undefined;
      const words = commandLineOf(service).map(({ text }) => text);
      if (!isSpawner(service, words) || words.some((word) => INIT.test(word))) return undefined;
      return finding(service.key, { service }, { subject: service.subject, severity: service.lenient(severity) });
    },
  },
  message: ({ service }) =>
    `"${service.name}" has no init process: it may ignore the request to stop, and what it starts may remain as zombies. Set \`init: true\`.`,
  fixes: [
    { kind: 'review', title: 'Run it below an init process', edits: ({ service }) => service.insert(['init'], true) },
  ],
});

function isSpawner({ knownImage, image }: ComposeService, words: readonly string[]): boolean {
  const isRuntime = knownImage?.kind === 'node' || knownImage?.kind === 'python';
  if (isRuntime) return words.length === 0 || words.some((word) => SPAWNER.test(word.slice(word.lastIndexOf('/') + 1)));
  return BROWSERS.test(image?.reference.repository ?? '');
}
