import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { UNKNOWN } from '../../../server/src/formats/compose/expansion';
import type { ComposeFile } from '../../../server/src/formats/compose/model';
import { DISK_FILES } from '../../../server/src/stack/diskFiles';
import { Workspace } from '../../../server/src/stack/workspace';
import { ComposeReference } from '../../rig/compose';
import { CORPUS, corpusFiles } from '../../support/corpus';
import { MemoryDisk } from '../../support/memoryDisk';
import { composeFileOf, effectiveProject, projectIn, withoutEmpty, withoutUnknown } from './effective';
import { referenceProject } from './reference';

/**
 * Small projects, each a file of `-- path --` parts, and beside it what Compose makes of it or why it refuses it. Where Go is
 * installed Compose is asked again; `npx vitest run composeReference -u` writes down what it says.
 */
const PROJECTS = join(import.meta.dirname, 'projects');
const names = readdirSync(PROJECTS).flatMap((name) => (name.endsWith('.txtar') ? [name.slice(0, -6)] : []));
const FOLDER = '/w/project';

function filesOf(name: string): [string, string][] {
  const text = readFileSync(join(PROJECTS, `${name}.txtar`), 'utf8');
  const [, ...parts] = text.split(/^-- (.+) --\n/m);
  return parts.flatMap((path, index): [string, string][] => (index % 2 === 0 ? [[path, parts[index + 1] ?? '']] : []));
}

it.each(names)('%s is what Compose makes of it', (name) => {
  const disk = new MemoryDisk(Object.fromEntries(filesOf(name).map(([path, text]) => [join(FOLDER, path), text])));
  const expected = JSON.parse(readFileSync(join(PROJECTS, `${name}.json`), 'utf8')) as string | object;
  const found = projectIn(disk, FOLDER);
  // Of what Compose refuses as much is seen as can be read.
  if (typeof expected === 'string') expect(found.services.length).toBeGreaterThan(0);
  else expect(withoutUnknown(withoutEmpty(effectiveProject(found)))).toEqual(expected);
});

const reference = ComposeReference.build();
const skipped = typeof reference === 'string' ? ` (skipped: ${reference})` : '';
afterAll(() => {
  if (typeof reference !== 'string') reference.dispose();
});

describe.skipIf(typeof reference === 'string')(`Compose itself${skipped}`, () => {
  if (typeof reference === 'string') return;
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-projects-')));
  afterAll(() => rmSync(root, { recursive: true }));
  const folderOf = (name: string): string => join(root, name, 'project');
  for (const name of names)
    for (const [path, text] of filesOf(name)) {
      mkdirSync(dirname(join(folderOf(name), path)), { recursive: true });
      writeFileSync(join(folderOf(name), path), text);
    }
  const answers = reference.ask(names.map(folderOf));

  it.each(names)('says so of %s', async (name) => {
    const { project, error } = answers.get(folderOf(name)) ?? {};
    const answer = project ? withoutEmpty(referenceProject(project)) : error?.split('\n')[0];
    const text = JSON.stringify(answer, undefined, 2).replaceAll(join(root, name), '/w');
    await expect(`${text}\n`).toMatchFileSnapshot(join(PROJECTS, `${name}.json`));
  });
});

describe.skipIf(typeof reference === 'string' || !CORPUS)(
  `every real project${skipped}${CORPUS ? '' : ' (skipped: there is no corpus)'}`,
  () => {
    it('is what Compose makes of it', { timeout: 300_000 }, () => {
      if (typeof reference === 'string' || !CORPUS) return;
      const corpus = realpathSync(CORPUS);
      const found = realProjects(corpus);
      const answers = reference.ask([...found.keys()]);
      let compared = 0;
      const differences = [...found].flatMap(([path, file]) => {
        const project = answers.get(path)?.project;
        if (!project) return [];
        compared++;
        const expected = withoutEmpty(referenceProject(project));
        return differencesIn(expected, withoutEmpty(effectiveProject(file)), relative(corpus, path));
      });
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(400);
    });
  },
);

/** Projects that Compose finds by itself by their folder, others by the file that would be named with `-f`. */
function realProjects(corpus: string): Map<string, ComposeFile> {
  const workspace = new Workspace(corpus, DISK_FILES, DEFAULT_SETTINGS);
  const found = new Map<string, ComposeFile>();
  for (const file of corpusFiles('real/compose', 'compose-go', 'compose-lint-fixtures', 'kics-compose', 'stacks')) {
    const path = realpathSync(file);
    const opened = workspace.file(path);
    if (opened?.format.id !== 'compose' || opened.yaml?.documents[0]?.document.root?.kind !== 'map') continue;
    const alone = workspace.composeProjectOf(opened);
    if (alone && !alone.isDefault) found.set(path, composeFileOf(alone));
    const folder = dirname(path);
    const project = workspace.composeProjectIn(folder);
    if (project && !found.has(folder)) found.set(folder, composeFileOf(project));
  }
  return found;
}

/** Places where two answers differ; where ours is that nobody can know, secrets among them, none is. */
function differencesIn(expected: unknown, found: unknown, at: string): string[] {
  if (isRecord(expected) && isRecord(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => differencesIn(expected[key], found[key], `${at} ${key}`));
  }
  const [wanted, given] = [expected, found].map((value) => JSON.stringify(value) ?? 'nothing');
  return wanted === given || given?.includes(UNKNOWN) ? [] : [`${at}: ${wanted} and not ${given}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
