import { deleteEntry } from '../../../document/edit';
import type { Entry } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { scalarText, type ComposeFile } from '../model';
import { isLayer } from '../references';
import { entriesOf, RESOURCE_KINDS, usesOf, type ResourceKind } from '../resources';
import { composeRule } from '../rule';

interface Data {
  readonly kind: ResourceKind;
  readonly entry: Entry;
}

export default composeRule({
  id: 'compose/unused-declaration',
  severity: 'hint',
  preset: 'strict',
  category: 'maintenance',
  since: '0.1.0',
  tag: 'unnecessary',
  crossFile: true,
  summary: 'Declared and used by no service',
  why: 'A volume or a secret that nobody uses makes the next reader look for who does. Compose does not create it either.',
  knownProblems:
    'Names with variables may mean any entry, so one of them silences the section. Files that include or complete others are left alone.',
  references: ['https://docs.docker.com/reference/compose-file/volumes/'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    volumes: ["data:/var/lib/postgresql/data"]\nvolumes:\n  data:\n  cache:\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    volumes: ["data:/var/lib/postgresql/data"]\nvolumes:\n  data:\n',
    files: { 'README.md': '# Shop\n' },
  },
  on: {
    file(file, { surroundings: { composeServices } }) {
      const { isPartial, services, project } = file;
      if (isPartial || services.length === 0 || isLayer(file)) return undefined;
      // Another file of the folder may be merged with this one and use it.
      const others = composeServices?.some(({ files }) =>
        files.some((path) => !project.sources.some((source) => source.path === path)),
      );
      if (others !== false) return undefined;
      return RESOURCE_KINDS.flatMap((kind) => unusedOf(file, kind));
    },
  },
  message: ({ kind, entry: { key } }: Data) =>
    `No service uses the ${kind.slice(0, -1)} "${key.text}". Delete it, or mount it where it is missing.`,
  fixes: [
    { kind: 'review', title: ({ entry }) => `Delete "${entry.key.text}"`, edits: ({ entry }) => deleteEntry(entry) },
  ],
});

function unusedOf(file: ComposeFile, kind: ResourceKind): Report<Data>[] {
  const declared = entriesOf(file.root.get(kind)?.value);
  if (declared.length === 0) return [];
  const used = new Set(file.services.flatMap((service) => usesOf(service, kind).map(({ name }) => name)));
  if (file.services.some((service) => hasUnknownUse(service.items(kind).map(({ view }) => view)))) return [];
  return declared
    .filter(({ key }) => key.text !== 'default' && !used.has(key.text))
    .map((entry) => finding(entry.key, { kind, entry }));
}

function hasUnknownUse(views: readonly Parameters<typeof scalarText>[0][]): boolean {
  return views.some((view) => {
    const text = view?.kind === 'map' ? scalarText(view.get('source')?.value) : scalarText(view);
    return text?.includes('$') === true;
  });
}
