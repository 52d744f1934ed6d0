import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ComposeReference, type Answer } from '../../rig/compose';
import { MemoryDisk } from '../../support/memoryDisk';
import { effectiveProject, projectIn, withoutEmpty } from './effective';
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

describe.each(names)('%s', (name) => {
  const disk = new MemoryDisk(Object.fromEntries(filesOf(name).map(([path, text]) => [join(FOLDER, path), text])));
  const said = (): Answer['error'] | object =>
    JSON.parse(readFileSync(join(PROJECTS, `${name}.json`), 'utf8')) as string | object;

  it('is what Compose makes of it', () => {
    const expected = said();
    const found = projectIn(disk, FOLDER);
    if (typeof expected === 'string') expect(found.services.length).toBeGreaterThan(0);
    else expect(withoutEmpty(effectiveProject(found))).toEqual(expected);
  });
});

const reference = ComposeReference.build();
const title = 'Compose itself';

describe.skipIf(typeof reference === 'string')(
  typeof reference === 'string' ? `${title} (skipped: ${reference})` : title,
  () => {
    if (typeof reference === 'string') return;
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-projects-')));
    afterAll(() => {
      rmSync(root, { recursive: true });
      reference.dispose();
    });
    for (const name of names)
      for (const [path, text] of filesOf(name)) {
        const file = join(root, name, 'project', path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    const answers = reference.ask(names.map((name) => join(root, name, 'project')));

    it.each(names)('says so of %s', async (name) => {
      const { project, error } = answers.get(join(root, name, 'project')) ?? {};
      const answer = JSON.stringify(
        project ? withoutEmpty(referenceProject(project)) : error?.split('\n')[0],
        undefined,
        2,
      );
      await expect(`${answer.replaceAll(join(root, name), '/w')}\n`).toMatchFileSnapshot(
        join(PROJECTS, `${name}.json`),
      );
    });
  },
);
