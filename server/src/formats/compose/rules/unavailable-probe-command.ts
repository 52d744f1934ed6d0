import { finding } from '../../../engine/rule';
import type { KnownImage } from '../../../images';
import type { Surroundings } from '../../../engine/surroundings';
import { commandLineOf } from '../commandLine';
import { dockerfileOf, runningImage } from '../health';
import { deleteHealthcheck, replaceProbe } from '../healthcheckFix';
import type { ComposeService } from '../model';
import { serviceMounts } from '../mounts';
import { probeOf, type Probe, type ProbeCommand } from '../probe';
import { composeRule } from '../rule';
import type { ShellNode } from '../../../shell';

/** What only a shell makes something of. */
const OPERATOR = /^(?:\|\|?|&&|;|[12]?>>?|<)$/;
/** Says no more than that something failed. */
const ENDING: ReadonlySet<string> = new Set(['exit', 'false', 'true', 'echo', 'kill']);
/** Where images keep what they ship; elsewhere lies what somebody put there. */
const USUAL_FOLDER = /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?[^/]+$/;

export default composeRule({
  id: 'compose/unavailable-probe-command',
  severity: 'error',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Health check runs a program that the image does not have',
  why: 'The probe fails every time: the service is "unhealthy" for ever although it works, what waits for its health never starts, and nobody believes the state any more.',
  knownProblems:
    'Said of well-known images, and of images that are built on one by a Dockerfile that does not name the program (a warning only). Containers that install packages when they start are left alone.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://github.com/grafana/loki/issues/11590',
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/issues/30798',
  ],
  examples: {
    bad: 'services:\n  models:\n    image: ollama/ollama:0.9.0\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:11434/api/tags"]\n',
    good: 'services:\n  models:\n    image: ollama/ollama:0.9.0\n    healthcheck:\n      test: ["CMD", "ollama", "list"]\n',
  },
  on: {
    service(service, { surroundings }) {
      const probe = probeOf(service);
      if (!probe) return undefined;
      const operator = operatorIn(probe);
      if (operator)
        return finding(operator.token, {
          service,
          surroundings,
          probe,
          program: operator.text,
          problem: 'operator' as Problem,
        });
      const image = runningImage(service, surroundings);
      const missing = image && missingProgram(service, image, probe);
      const name = missing === 'shell' ? 'sh' : missing?.name;
      if (!missing || name === undefined || (service.isBuilt && mayAdd(service, surroundings, name))) return undefined;
      const problem: Problem = missing === 'shell' ? 'shell' : 'program';
      const [first] = service.items('healthcheck', 'test');
      const token = missing === 'shell' ? (first?.view ?? probe.test.key) : missing.program.token;
      // What is built here could bring it in a way that nobody thought of.
      const more = service.isBuilt ? ({ severity: 'warning' } as const) : {};
      return finding(token, { service, surroundings, probe, program: name, problem }, more);
    },
  },
  message: ({ service, program, problem }) => {
    if (problem === 'operator')
      return `\`CMD\` starts no shell, so "${program}" reaches the program as an argument and the probe of "${service.name}" cannot work. Use CMD-SHELL.`;
    const what = problem === 'shell' ? 'no shell' : `no \`${program}\``;
    return `The image of "${service.name}" has ${what}: the probe fails every time, and the service is unhealthy for ever. Probe it with what the image has.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Probe it with what the image has',
      edits: ({ service, surroundings, problem }) =>
        problem === 'operator' ? undefined : replaceProbe(service, surroundings),
    },
    {
      kind: 'review',
      title: 'Take the health check away, and test it from outside',
      edits: ({ service, problem }) => {
        const kind = service.knownImage?.probe.kind;
        return problem !== 'operator' && kind !== undefined && kind !== 'command'
          ? deleteHealthcheck(service)
          : undefined;
      },
    },
  ],
});

type Problem = 'program' | 'shell' | 'operator';

function operatorIn({ form, script, commands }: Probe) {
  if (form !== 'exec' || script) return undefined;
  return commands.flatMap(({ args }) => args).find(({ text }) => OPERATOR.test(text));
}

function missingProgram(
  service: ComposeService,
  { missingPrograms = [] }: KnownImage,
  probe: Probe,
): ProbeCommand | 'shell' | undefined {
  if (missingPrograms.length === 0 || installs(service)) return undefined;
  const isMissing = ({ name, program }: ProbeCommand): boolean =>
    missingPrograms.includes(name) && USUAL_FOLDER.test(program.text) && !isMounted(service, name);
  if (probe.form === 'shell' && missingPrograms.includes('sh') && !isMounted(service, 'sh')) return 'shell';
  const missing = probe.commands.filter(isMissing);
  return missing.find(({ shell }) => !shell || !hasOtherWay(shell, probe, isMissing));
}

/** `wget … || curl …`: one of the two is enough; a condition only looks whether it is there. */
function hasOtherWay(node: ShellNode, probe: Probe, isMissing: (command: ProbeCommand) => boolean): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (parent.kind === 'list' && parent.role === 'condition') return true;
  if (parent.kind === 'chain') {
    const index = parent.items.findIndex((item) => item === node);
    const others = parent.items.filter((_, at) => at !== index && parent.operators[Math.min(at, index)] === '||');
    const ways = probe.commands.filter(({ shell }) => shell && others.some((item) => isInside(shell, item)));
    if (ways.some((way) => !ENDING.has(way.name) && !isMissing(way))) return true;
  }
  return hasOtherWay(parent, probe, isMissing);
}

function isInside(node: ShellNode, outer: ShellNode): boolean {
  return node === outer || (node.parent !== undefined && isInside(node.parent, outer));
}

/** Whether what the Dockerfile does may bring a program: it names it, runs scripts, or copies a whole file system. */
function mayAdd(service: ComposeService, surroundings: Surroundings, program: string): boolean {
  const text = dockerfileOf(service, surroundings)?.replace(/^\s*HEALTHCHECK\b(?:.*\\\n)*.*$/gim, '');
  if (text === undefined) return true;
  const isNamed = new RegExp(`\\b${program}\\b`).test(text);
  return (
    isNamed ||
    /\.sh\b|ansible|playwright|install-php|^\s*(?:COPY|ADD)\s.*\s\/\s*$|COPY\s+--from=\S+\s+(?:\/\s|\/usr\/?\s|\/bin)/im.test(
      text,
    )
  );
}

function installs(service: ComposeService): boolean {
  return commandLineOf(service).some(({ text }) => /\b(?:apk|apt|apt-get|yum|dnf|microdnf|install)\b/.test(text));
}

function isMounted(service: ComposeService, program: string): boolean {
  return serviceMounts(service).some(({ target }) => target?.text.endsWith(`/${program}`) === true);
}
