import type { YamlDocument } from '../../../document/document';
import type { ScalarView, YamlView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { valueAt, type ComposeFile, type ComposeService } from '../model';
import { hasCertainFolder, localPath, presenceOf, severityOfMissing } from '../presence';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly problem: 'file' | 'service' | 'cycle';
  readonly name: string;
}

/** What `extends` of a service names. */
interface Base {
  readonly service: ScalarView;
  readonly file: ScalarView | undefined;
}

export default composeRule({
  id: 'compose/unknown-extends',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Extends a service that does not exist',
  why: 'Compose refuses the whole project when the file or the service that another one extends is not there, or when services extend each other in a circle.',
  knownProblems:
    'Files outside of the workspace, files at an address and names with variables are left alone. Where the Compose file is the only one in its folder it was most likely copied there: then a missing file is a warning.',
  references: ['https://docs.docker.com/reference/compose-file/services/#extends'],
  peers: ['compose-go:load'],
  examples: {
    bad: 'services:\n  api:\n    extends:\n      file: common.yaml\n      service: web\n',
    good: 'services:\n  api:\n    extends:\n      file: common.yaml\n      service: base\n',
    files: { 'common.yaml': 'services:\n  base:\n    image: example/api:2.1\n' },
  },
  on: {
    service(service, { surroundings }) {
      const base = baseOf(service.own);
      return base && problemOf(service, base, surroundings);
    },
  },
  message: ({ service, problem, name }: Data) => {
    const who = `"${service.name}" extends`;
    if (problem === 'file')
      return `${who} a service of "${name}", and there is no such file: Compose refuses the project. Correct the path.`;
    if (problem === 'cycle')
      return `${who} "${name}", which extends "${service.name}" in the end: Compose refuses the project. Break the circle.`;
    return `${who} "${name}", and there is no such service in that file: Compose refuses the project. Correct the name.`;
  },
});

function baseOf(service: YamlView | undefined): Base | undefined {
  const value = valueAt(service, 'extends');
  if (value?.kind === 'scalar') return value.isNull ? undefined : { service: value, file: undefined };
  const name = valueAt(value, 'service');
  const file = valueAt(value, 'file');
  if (name?.kind !== 'scalar' || name.isNull || (file && file.kind !== 'scalar')) return undefined;
  return { service: name, file: file?.isNull === false ? file : undefined };
}

function problemOf(service: ComposeService, base: Base, surroundings: Surroundings): Report<Data> | undefined {
  const { file } = service;
  const own = service.own.document;
  const visited = new Set<YamlView>([service.own]);
  let document: YamlDocument | undefined = own;
  for (let at: Base | undefined = base; at && document;) {
    const isFirst: boolean = at === base;
    const { known, text: name } = service.interpolate(at.service);
    if (at.file) {
      const path: string | undefined = localPath(file, at.file);
      if (path === undefined) return undefined;
      if (isFirst && presenceOf(path, surroundings) === 'missing' && hasCertainFolder(file, surroundings)) {
        const severity = severityOfMissing(file, surroundings);
        return finding(at.file, { service, problem: 'file', name: at.file.text }, { severity });
      }
      document = documentAt(path, file, surroundings);
    }
    if (!known || !document || document.problems.length > 0) return undefined;
    const next: YamlView | undefined = valueAt(document.root, 'services', name);
    if (next === undefined) return isFirst ? finding(at.service, { service, problem: 'service', name }) : undefined;
    if (next === service.own) return finding(base.service, { service, problem: 'cycle', name: base.service.text });
    if (visited.has(next)) return undefined;
    visited.add(next);
    at = baseOf(next);
  }
  return undefined;
}

/** The document of a file, as the editor shows it where it is part of the project. */
function documentAt(path: string, { project }: ComposeFile, { yaml }: Surroundings): YamlDocument | undefined {
  for (const source of project.sourceOf.values()) if (source.path === path) return source.document;
  return yaml(path)?.documents[0]?.document;
}
