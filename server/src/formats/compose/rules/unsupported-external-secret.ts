import { deleteEntry, replaceEntry } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import type { Entry, YamlView } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { scalarText, valueAt, type ComposeFile, type ComposeService } from '../model';
import { usesOf } from '../resources';
import { composeRule } from '../rule';

const SECTIONS = ['secrets', 'configs'] as const;
type Section = (typeof SECTIONS)[number];

interface Data {
  readonly section: Section;
  readonly name: string;
  readonly entry: Entry;
  readonly kind: 'external' | 'ignored';
}

export default composeRule({
  id: 'compose/unsupported-external-secret',
  severity: 'warning',
  preset: 'recommended',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Secret needs a Swarm, and Compose has none',
  why: '`docker compose up` refuses external secrets and configs, because only a Swarm stores them. Owner and mode of one that comes from a file are ignored: it keeps those of the file on the host.',
  knownProblems:
    'Files with keys that only a Swarm knows (placement, update_config, overlay networks, `swarm` or `stack` in the name) are left alone.',
  references: [
    'https://docs.docker.com/reference/compose-file/secrets/',
    'https://docs.docker.com/reference/compose-file/services/#secrets',
    'https://github.com/docker/compose/issues/9648',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    secrets:\n      - db_password\n\nsecrets:\n  db_password:\n    external: true\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    secrets:\n      - db_password\n\nsecrets:\n  db_password:\n    file: ./secrets/db_password\n',
  },
  on: {
    file(file) {
      const found = SECTIONS.flatMap((section) => externalOnes(file, section));
      return found.length > 0 && isForSwarm(file) ? [] : found;
    },
    service(service) {
      const found = SECTIONS.flatMap((section) =>
        service.items(section).flatMap(({ view }) => ignoredKeys(service.file, section, view)),
      );
      return found.length > 0 && isForSwarm(service.file) ? [] : found;
    },
  },
  message: ({ section, name, entry, kind }: Data) => {
    const one = section === 'secrets' ? 'secret' : 'config';
    return kind === 'external'
      ? `Compose refuses the external ${one} "${name}": only a Swarm stores such things. Read it from a file, or deploy with \`docker stack deploy\`.`
      : `Compose ignores \`${entry.key.text}\` of the ${one} "${name}": it comes from a file and keeps owner and mode of that file. Set them on the host.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Read it from a file',
      edits: ({ section, name, entry, kind }) =>
        kind === 'external' ? replaceEntry(entry, 'file', placeholder(`./${section}/${name}`)) : undefined,
    },
    {
      kind: 'review',
      title: ({ entry }) => `Delete \`${entry.key.text}\``,
      edits: ({ entry, kind }) => (kind === 'ignored' ? deleteEntry(entry) : undefined),
    },
  ],
});

function externalOnes(file: ComposeFile, section: Section): Report<Data>[] {
  const declared = file.root.get(section)?.value;
  if (declared?.kind !== 'map') return [];
  const used = new Set(file.services.flatMap((service) => usesOf(service, section).map(({ name }) => name)));
  return declared.entries.flatMap(({ key, value }): Report<Data>[] => {
    const entry = value?.kind === 'map' ? value.get('external') : undefined;
    const isExternal = entry?.value?.kind === 'map' || /^true$/i.test(scalarText(entry?.value) ?? '');
    if (!entry || !isExternal || !used.has(key.text)) return [];
    return [finding(entry.key, { section, name: key.text, entry, kind: 'external' })];
  });
}

/** `uid`, `gid` and `mode` of what comes from a file; those of texts and variables are honoured. */
function ignoredKeys(file: ComposeFile, section: Section, view: YamlView): Report<Data>[] {
  if (view.kind !== 'map') return [];
  const name = scalarText(view.get('source')?.value);
  if (name === undefined || !valueAt(file.declared(section, name), 'file')) return [];
  return ['uid', 'gid', 'mode'].flatMap((key): Report<Data>[] => {
    const entry = view.get(key);
    return entry ? [finding(entry.key, { section, name, entry, kind: 'ignored' }, { severity: 'info' })] : [];
  });
}

function isForSwarm(file: ComposeFile): boolean {
  if (file.isSwarm || file.services.some(hasKeysOfSwarm)) return true;
  if (file.project.paths.some((path) => /swarm|stack/i.test(path.slice(path.lastIndexOf('/') + 1)))) return true;
  const networks = file.root.get('networks')?.value;
  return (
    networks?.kind === 'map' && networks.entries.some(({ value }) => scalarText(valueAt(value, 'driver')) === 'overlay')
  );
}

function hasKeysOfSwarm(service: ComposeService): boolean {
  return ['replicas', 'labels', 'restart_policy'].some((key) => service.get('deploy', key));
}
