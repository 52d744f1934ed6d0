import { finding } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { builtImageOf } from '../health';
import { heapSettings } from '../heap';
import { memoryLimitOf } from '../limits';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { MEBIBYTE } from '../units';
import { parseImageReference } from '../../../images';

type Runtime = 'Node.js' | 'Java';

export default composeRule({
  id: 'compose/missing-heap-limit',
  severity: 'info',
  preset: 'strict',
  category: 'resources',
  since: '0.1.0',
  crossFile: true,
  summary: 'Old runtime does not know its memory limit',
  why: 'Node.js before 12 and Java before 10 size their heap by the memory of the host. In a container with a limit they grow past it and are killed.',
  knownProblems: 'Newer runtimes read the limit by themselves. Options in files that the container reads are not seen.',
  references: [
    'https://nodejs.org/en/blog/release/v12.0.0',
    'https://www.oracle.com/java/technologies/javase/8u191-relnotes.html',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: node:10.24-alpine\n    mem_limit: 512M\n',
    good: 'services:\n  api:\n    image: node:10.24-alpine\n    mem_limit: 512M\n    environment:\n      NODE_OPTIONS: --max-old-space-size=384\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const limit = memoryLimitOf(service);
      if (!limit || !service.isLongRunning || heapSettings(service).length > 0) return undefined;
      const runtime = oldRuntime(service, surroundings);
      // Files may set any variable.
      if (!runtime || service.get('env_file') || hasOptions(service)) return undefined;
      return finding(
        limit === 'unknown' ? service.key : limit.token,
        { service, limit, runtime },
        { severity: service.lenient(severity) },
      );
    },
  },
  message: ({ service, runtime }) =>
    `The ${runtime} of "${service.name}" is too old to see this limit: its heap grows past it until it is killed. Bound the heap, or update.`,
  fixes: [
    {
      kind: 'review',
      title: 'Let the heap take three quarters of the limit',
      edits: ({ service, limit, runtime }) => {
        if (limit === 'unknown') return undefined;
        const size = Math.floor((limit.value * 0.75) / MEBIBYTE);
        return runtime === 'Node.js'
          ? service.addVariable('NODE_OPTIONS', `--max-old-space-size=${size}`)
          : service.addVariable('JAVA_TOOL_OPTIONS', `-Xmx${size}m`);
      },
    },
  ],
});

function hasOptions({ environment }: ComposeService): boolean {
  return environment.some(({ name, value }) => {
    return (
      /^(?:NODE_OPTIONS|JAVA_TOOL_OPTIONS|JAVA_OPTS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS)$/.test(name) &&
      (value === undefined || value.includes('$'))
    );
  });
}

function oldRuntime(service: ComposeService, surroundings: Surroundings): Runtime | undefined {
  const text = service.isBuilt
    ? builtImageOf(service, surroundings)?.base
    : service.image?.known
      ? service.image.text
      : undefined;
  if (text === undefined) return undefined;
  const { repository, tag = '', registry } = parseImageReference(text);
  const major = Number(/^(?:jre|jdk)?-?(\d+)/.exec(tag)?.[1] ?? Number.NaN);
  if (registry !== undefined || Number.isNaN(major)) return undefined;
  if (repository === 'node') return major < 12 ? 'Node.js' : undefined;
  // From 8u191 on the limit is seen; tags of openjdk that name an older update are rare and spelt out.
  const update = Number(/^8u(\d+)/.exec(tag)?.[1] ?? Number.NaN);
  if (repository === 'openjdk' || repository === 'java') return major < 8 || update < 191 ? 'Java' : undefined;
  return undefined;
}
