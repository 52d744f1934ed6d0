import { deleteEntry, insertKeyBelow } from '../../../document/edit';
import { placeholder } from '../../../document/render';
import type { Entry } from '../../../document/view';
import { finding, type Report } from '../../../engine/rule';
import { scalarText, type ComposeFile } from '../model';
import { declarationsOf } from '../resources';
import { composeRule } from '../rule';

/** Where the content comes from, per section (https://docs.docker.com/reference/compose-file/secrets/). */
const SOURCES = {
  secrets: ['file', 'environment'],
  configs: ['file', 'environment', 'content'],
} as const;
type Section = keyof typeof SOURCES;

interface Data {
  readonly section: Section;
  readonly entry: Entry;
  /** The second of two sources; undefined where there is none at all. */
  readonly surplus: Entry | undefined;
  /** Nothing but a driver, which no plain Docker has. */
  readonly hasDriver: boolean;
}

export default composeRule({
  id: 'compose/missing-secret-source',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Secret or config does not say where its content comes from',
  why: 'Compose refuses the project when a secret or a config has no source, or two of them. Nothing is started.',
  knownProblems:
    'A secret with a `driver` of its own passes the loader and fails when it is used without a Swarm: that is an information.',
  references: [
    'https://docs.docker.com/reference/compose-file/secrets/',
    'https://docs.docker.com/reference/compose-file/configs/',
  ],
  peers: ['compose-go:validate'],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    secrets: [db_password]\nsecrets:\n  db_password:\n    name: shop_db_password\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    secrets: [db_password]\nsecrets:\n  db_password:\n    name: shop_db_password\n    file: ./secrets/db_password.txt\n',
  },
  on: {
    file(file) {
      return [...reportsIn(file, 'secrets'), ...reportsIn(file, 'configs')];
    },
  },
  message: ({ section, entry, surplus, hasDriver }: Data) => {
    const what = `The ${section.slice(0, -1)} "${entry.key.text}"`;
    const sources = SOURCES[section].map((key) => `\`${key}\``).join(' or ');
    if (surplus)
      return `${what} takes its content from two places: Compose refuses the file. Keep one of ${sources}, for instance without \`${surplus.key.text}\`.`;
    if (hasDriver)
      return `${what} leaves its content to a driver, which only a Swarm can ask: Compose refuses to start its services. Give it ${sources}.`;
    return `${what} does not say where its content comes from: Compose refuses the file. Give it ${sources}, or \`external: true\`.`;
  },
  fixes: [
    {
      kind: 'manual',
      title: 'Take the content from a file',
      edits: ({ section, entry, surplus }) => {
        const { text } = entry.key;
        const path = section === 'secrets' ? `./secrets/${text}.txt` : `./config/${text}`;
        return surplus ? undefined : insertKeyBelow(entry, 'file', placeholder(path));
      },
    },
    {
      kind: 'review',
      title: ({ surplus }) => `Delete \`${surplus?.key.text}\``,
      edits: ({ surplus }) => surplus && deleteEntry(surplus),
    },
  ],
});

function* reportsIn(file: ComposeFile, section: Section): Generator<Report<Data>> {
  for (const entries of declarationsOf(file, section).values()) {
    const [entry] = entries;
    if (!entry) continue;
    const written = entries.flatMap(({ value }) => (value?.kind === 'map' ? value.entries : []));
    // What is being typed, or stands in place of a mapping, is not looked into.
    if (entries.some(({ value }) => value?.kind !== 'map' && !(value?.kind === 'scalar' && value.isNull))) continue;
    const known: readonly string[] = SOURCES[section];
    const sources = written.filter(({ key }) => known.includes(key.text));
    const surplus = sources.find(({ key }) => key.text !== sources[0]?.key.text);
    if (surplus) {
      yield finding(surplus.key, { section, entry, surplus, hasDriver: false });
      continue;
    }
    if (sources.length > 0 || written.some(isExternal) || file.isPartial) continue;
    const hasDriver = written.some(({ key }) => key.text === 'driver');
    const data: Data = { section, entry, surplus: undefined, hasDriver };
    yield finding(entry.key, data, hasDriver ? { severity: 'info' } : {});
  }
}

/** For the loader the key alone counts, but `external: false` asks for a source. */
function isExternal({ key, value }: Entry): boolean {
  return key.text === 'external' && scalarText(value) !== 'false';
}
