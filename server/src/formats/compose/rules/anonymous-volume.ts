import { insertAt, insertKey, replacePart, type Edits } from '../../../document/edit';
import { finding, type Report } from '../../../engine/rule';
import { holdsData } from '../../../images';
import type { ComposeService } from '../model';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

interface Data {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
  readonly folder: string;
}

export default composeRule({
  id: 'compose/anonymous-volume',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Data lies in a volume without a name',
  why: 'A volume without a name belongs to one container: after `docker compose down` the next container starts with a new one, and the data seems to be gone. No backup can name it either.',
  knownProblems: 'Only folders in which a known image keeps its data. Jobs that end by themselves are exempt.',
  references: [
    'https://docs.docker.com/engine/storage/volumes/#named-and-anonymous-volumes',
    'https://docs.docker.com/reference/compose-file/volumes/',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - /var/lib/postgresql/data\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    volumes:\n      - db-data:/var/lib/postgresql/data\nvolumes:\n  db-data: {}\n',
  },
  on: {
    service: (service, { severity }) =>
      service.isOneShot
        ? []
        : serviceMounts(service).map((mount): Report<Data> | undefined => {
            const { kind, source, target, item } = mount;
            const { knownImage } = service;
            if (kind !== 'volume' || source || !target?.isKnown || !knownImage) return undefined;
            if (!holdsData(target.text, knownImage)) return undefined;
            const token = item.view.kind === 'scalar' ? item.view : target.token;
            return finding(token, { service, mount, folder: target.text }, { severity: service.lenient(severity) });
          }),
  },
  message: ({ service, folder }: Data) =>
    `The data of "${service.name}" in ${folder} lies in a volume without a name: after \`docker compose down\` it is lost from sight. Give the volume a name.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ service }) => `Keep the data in the volume "${service.name}-data"`,
      edits: giveName,
    },
  ],
});

function giveName({ service, mount: { item, target } }: Data): Edits {
  const { file } = service;
  const name = `${service.name}-data`;
  const { view } = item;
  if (file.declared('volumes', name) || view.document !== file.document || !target) return undefined;
  const named =
    view.kind === 'map'
      ? insertKey(view, 'source', name)
      : view.kind === 'scalar'
        ? replacePart(view, 0, 0, `${name}:`)
        : undefined;
  const declared = insertAt(file.root, ['volumes', name], {});
  return named && declared && [...named, ...declared];
}
