import { finding } from '../../../engine/rule';
import type { ShellCommand, ShellCompound, ShellNode } from '../../../shell';
import { composeRule } from '../rule';
import { startScripts, type ServiceScript } from '../scripts';

/** Programs that wait until a port answers. */
const WAITERS = /^(?:wait-for-it(?:\.sh)?|wait-for(?:\.sh)?|wait4ports|dockerize|wait-on|waitforit)$/;

export default composeRule({
  id: 'compose/sleep-as-readiness',
  severity: 'hint',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Service waits for another one by itself',
  why: 'A fixed pause is too short on the day the machine is slow, and too long on all others. Compose can wait until the other service says that it is ready.',
  references: ['https://docs.docker.com/compose/how-tos/startup-order/'],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    command: sh -c "sleep 10 && exec ./server"\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    command: ./server\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n    image: postgres:17.6\n    healthcheck:\n      test: ["CMD", "pg_isready"]\n',
  },
  on: {
    service(service) {
      return startScripts(service).flatMap((script) => {
        const [first] = script.shell.root.items;
        const begin = first && beginningOf(first);
        if (!begin || !script.shell.commands.some(isServer)) return [];
        if (begin.kind === 'compound') {
          // Behind a loop that goes on for ever nothing follows.
          const isBefore = begin.parent?.kind === 'list' && begin.parent.items.at(-1) !== begin;
          const [condition] = begin.lists;
          const asked = condition && isBefore ? targetOf(script, commandsIn(script, condition)) : undefined;
          if (!/^(?:while|until)$/.test(begin.form) || asked === undefined) return [];
          const { start } = begin.range;
          return finding(script.tokenOf({ start, end: start + 'while'.length }), { script, target: asked });
        }
        const name = begin.call?.name ?? '';
        const target = WAITERS.test(name) ? targetOf(script, [begin]) : undefined;
        const isPause = name === 'sleep' && !/^(?:infinity|inf)$/.test(begin.call?.args[0]?.text ?? '');
        if (!isPause && target === undefined) return [];
        return finding(script.tokenOf(begin.range), { script, target });
      });
    },
  },
  message: ({ script: { service }, target }) => {
    const whom = target === undefined ? 'what it needs' : `"${target}"`;
    return `"${service.name}" waits for ${whom} by itself before it starts. Let Compose do it: a health check there, and depends_on with condition: service_healthy here.`;
  },
});

/** Something starts that may need what is waited for. */
function isServer({ words }: ShellCommand): boolean {
  return (
    words.length > 0 &&
    !/^(?:sleep|echo|exit|true|false|:|test|\[|cat|touch|while|nc)$|\/false$/.test(words[0]?.text ?? '')
  );
}

/** What runs first. */
function beginningOf(node: ShellNode): ShellCommand | ShellCompound | undefined {
  if (node.kind === 'command' || node.kind === 'compound') return node;
  const [first] = node.items;
  return first && beginningOf(first);
}

function commandsIn({ shell }: ServiceScript, { range }: ShellNode): ShellCommand[] {
  return shell.commands.filter((one) => range.start <= one.range.start && one.range.end <= range.end);
}

/** The service of the same project that commands ask for. */
function targetOf({ service }: ServiceScript, commands: readonly ShellCommand[]): string | undefined {
  const texts = commands.flatMap(({ words, redirections }) =>
    [...words, ...redirections.flatMap(({ target }) => target ?? [])].map(({ unquoted }) => unquoted),
  );
  const parts = new Set(texts.flatMap((text) => text.split(/[/:=@?]+/)));
  return service.file.services.find((other) => other !== service && parts.has(other.name))?.name;
}
