import type { Token } from '../../../document/text';
import { resolvePath } from '../../../engine/paths';
import { finding, lower, type Report, type Severity } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import type { ComposeService } from '../model';
import { hasCertainFolder, localPath, presenceOf, severityOfMissing } from '../presence';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly problem: 'context' | 'dockerfile' | 'target';
  readonly text: string;
}

export default composeRule({
  id: 'compose/unknown-dockerfile',
  severity: 'warning',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'What shall be built does not exist',
  why: 'The build fails when its folder, its Dockerfile or the stage in it is not there: on the machine that has to build the image anew, which is often the one that replaces a broken one.',
  knownProblems: 'Addresses, paths with variables and paths outside of the workspace are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/build/#dockerfile'],
  peers: ['docker-language-server:link'],
  examples: {
    bad: 'services:\n  web:\n    build:\n      context: .\n      dockerfile: Dockerfile.prod\n',
    good: 'services:\n  web:\n    build:\n      context: .\n      dockerfile: Dockerfile\n',
    files: { Dockerfile: 'FROM nginx:1.29.1\n' },
  },
  on: {
    service(service, { surroundings }) {
      const { file } = service;
      const context = service.buildContext;
      const folder = context ? localPath(file, context.token) : implied(service);
      if (folder === undefined || !hasCertainFolder(file, surroundings)) return undefined;
      const place = presenceOf(folder, surroundings);
      const severity = lower(severityOfMissing(file, surroundings));
      if (place === 'missing' && context) return report(service, 'context', context.token, context.text, severity);
      const inline = service.text('build', 'dockerfile_inline');
      if (place !== 'there' || inline) return undefined;
      const dockerfile = service.text('build', 'dockerfile');
      if (dockerfile?.known === false) return undefined;
      const path = resolvePath(folder, (dockerfile?.text ?? 'Dockerfile').replaceAll('\\', '/'));
      if (presenceOf(path, surroundings) === 'missing') {
        const token = dockerfile?.token ?? context?.token ?? service.get('build')?.key;
        return token && report(service, 'dockerfile', token, dockerfile?.text ?? 'Dockerfile', severity);
      }
      return targetProblem(service, folder, dockerfile?.text, surroundings);
    },
  },
  message: ({ service, problem, text }: Data) => {
    if (problem === 'context')
      return `"${service.name}" is built from the folder "${text}", which does not exist: the build fails. Correct the path.`;
    if (problem === 'target')
      return `"${service.name}" is built up to the stage "${text}", and its Dockerfile has none of that name: the build fails. Correct the name.`;
    return `"${service.name}" is built from "${text}", and there is no such file in its folder: the build fails. Correct the path, or add the file.`;
  },
});

/** Without a `context` it is the folder of the project. */
function implied(service: ComposeService): string | undefined {
  const build = service.get('build');
  return build?.value?.kind === 'map' && !build.value.get('context') ? service.file.resolve(build.key, '.') : undefined;
}

function targetProblem(
  service: ComposeService,
  context: string,
  dockerfile: string | undefined,
  { builtImage }: Surroundings,
): Report<Data> | undefined {
  const target = service.text('build', 'target');
  // Stages can also be counted.
  if (!target?.known || target.text === '' || /^\d+$/.test(target.text)) return undefined;
  const source = { context, dockerfile, inline: undefined };
  const isThere = builtImage({ ...source, target: target.text }) !== undefined;
  // Where the whole file says nothing it cannot be read.
  const isReadable = isThere || builtImage({ ...source, target: undefined }) !== undefined;
  return isThere || !isReadable ? undefined : report(service, 'target', target.token, target.text, 'warning');
}

function report(
  service: ComposeService,
  problem: Data['problem'],
  token: Token,
  text: string,
  severity: Severity,
): Report<Data> {
  return finding(token, { service, problem, text }, { severity });
}
