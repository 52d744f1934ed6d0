import type { Format, Subject } from '../../engine/format';
import type { Settings } from '../../engine/settings';
import type { DockerfileDocument } from './document';
import { DOCKERFILE } from './language';
import { Dockerfile } from './model';
import type { DockerfileSubjects } from './rule';
import { rules } from './rules';
import { silencesOf } from './silences';

export const dockerfile: Format<DockerfileDocument> = {
  id: 'dockerfile',
  title: 'Dockerfile',
  language: DOCKERFILE,
  recognise: () => true,
  rules,
  units: ({ path, file }, settings) =>
    file.documents.map(({ start, document }) => ({
      start,
      document,
      subjects: () => subjectsOf(document, path, settings),
      silences: () => silencesOf(document),
    })),
};

function* subjectsOf(document: DockerfileDocument, path: string, settings: Settings): Generator<Subject> {
  yield subject('document', document);
  const file = new Dockerfile(document, path, settings);
  yield subject('file', file);
  for (const instruction of file.preamble) yield subject('instruction', { instruction, stage: undefined, file });
  for (const stage of file.stages) {
    yield subject('stage', stage);
    for (const instruction of [stage.from, ...stage.instructions])
      yield subject('instruction', { instruction, stage, file });
    for (const run of stage.runs) {
      yield subject('run', run);
      for (const call of run.calls) yield subject('call', call);
    }
  }
}

function subject<Name extends keyof DockerfileSubjects>(visitor: Name, view: DockerfileSubjects[Name]): Subject {
  return { visitor, view };
}
