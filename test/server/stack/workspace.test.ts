import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFile } from '../../../server/src/engine/open';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { FORMATS } from '../../../server/src/formats';
import { DISK_FILES } from '../../../server/src/stack/diskFiles';
import { Workspace } from '../../../server/src/stack/workspace';
import { MemoryDisk } from '../../support/memoryDisk';

const RULES = 'groups:\n  - name: g\n    rules:\n      - alert: Down\n        expr: up == 0\n';
const service = (...names: string[]) => `services:\n${names.map((name) => `  ${name}: {image: a:1}\n`).join('')}`;

function workspace(files: Readonly<Record<string, string>>, root = '/w') {
  const disk = new MemoryDisk(files);
  const made = new Workspace(root, disk, DEFAULT_SETTINGS);
  const names = (path: string) => made.surroundingsOf(path).composeServices?.map(({ name }) => name);
  return { disk, made, names };
}

describe('the services around a file', () => {
  it('are those of the compose files in its folder, put together', () => {
    const { names } = workspace({
      '/w/compose.yaml': service('web', 'db'),
      '/w/compose.override.yaml': service('db', 'extra'),
      '/w/notes.yaml': 'hello: world\n',
      '/w/broken.yaml': 'services: [\n',
    });
    expect(names('/w/prometheus.yml')?.sort()).toEqual(['db', 'extra', 'web']);
  });

  it('are those of the nearest folder above that has any, within the root', () => {
    const files = {
      '/w/compose.yaml': service('web'),
      '/w/app/deep/prometheus.yml': '',
      '/compose.yaml': service('out'),
    };
    expect(workspace(files).names('/w/app/deep/prometheus.yml')).toEqual(['web']);
    expect(workspace({ '/w/app/x.yml': '', '/compose.yaml': service('out') }).names('/w/app/x.yml')).toEqual([]);
  });

  it('are also those of other folders that the project is put together from', () => {
    const files = { '/w/.env': 'COMPOSE_FILE=compose.yaml:more/mail.yaml\n', '/w/more/mail.yaml': service('mail') };
    const { names } = workspace({
      ...files,
      '/w/compose.yaml': `include: [db/compose.yaml]\n${service('web')}`,
      '/w/db/compose.yaml': service('db'),
    });
    expect(names('/w/prometheus.yml')?.sort()).toEqual(['db', 'mail', 'web']);
  });

  it('are unknown in a folder that cannot be listed', () => {
    expect(workspace({}).names('/w/prometheus.yml')).toBeUndefined();
  });
});

describe('what was read', () => {
  it('is read once', () => {
    const { disk, names } = workspace({ '/w/compose.yaml': service('web') });
    names('/w/a.yml');
    names('/w/b.yml');
    expect(disk.reads).toEqual(['/w/compose.yaml']);
  });

  it('is read again when it changed, was made or deleted', () => {
    const { disk, made, names } = workspace({ '/w/compose.yaml': service('web') });
    names('/w/a.yml');
    disk.write('/w/compose.yaml', service('api'));
    expect(names('/w/a.yml')).toEqual(['web']);
    made.forget('/w/compose.yaml');
    expect(names('/w/a.yml')).toEqual(['api']);
    disk.write('/w/compose.more.yaml', service('more'));
    made.forget('/w/compose.more.yaml');
    expect(names('/w/a.yml')?.sort()).toEqual(['api', 'more']);
    disk.write('/w/compose.yaml', undefined);
    made.forget('/w/compose.yaml');
    expect(names('/w/a.yml')).toEqual(['more']);
  });

  it('is looked for again in folders that are as new as their first file', () => {
    const { disk, made } = workspace({ '/w/prometheus.yml': '' });
    const ruleFiles = () => made.surroundingsOf('/w/prometheus.yml').ruleFiles;
    expect(ruleFiles()).toEqual([]);
    disk.write('/w/rules/alerts.yml', RULES);
    made.forget('/w/rules/alerts.yml');
    expect(ruleFiles()).toEqual(['/w/rules/alerts.yml']);
  });

  it('keeps its tree when only its listing is new', () => {
    const { made, names } = workspace({ '/w/compose.yaml': service('web') });
    names('/w/a.yml');
    const tree = made.lastParseOf('/w/compose.yaml');
    made.forget('/w/compose.yaml');
    names('/w/a.yml');
    expect(tree).toBeDefined();
    expect(made.lastParseOf('/w/compose.yaml')).toBe(tree);
  });
});

describe('a file that an editor holds', () => {
  const opened = (text: string, path = '/w/compose.yaml') => openFile(path, text, FORMATS, DEFAULT_SETTINGS);

  it('takes the place of the one on disk', () => {
    const { made, names } = workspace({ '/w/compose.yaml': service('web') });
    expect(names('/w/a.yml')).toEqual(['web']);
    made.adopt('/w/compose.yaml', service('unsaved'), opened(service('unsaved')));
    expect(names('/w/a.yml')).toEqual(['unsaved']);
    made.adopt('/w/compose.yaml', '', undefined);
    expect(names('/w/a.yml')).toEqual([]);
  });

  it('does not unsettle anything when it is the same', () => {
    const { made } = workspace({ '/w/compose.yaml': '' });
    const file = opened(service('web'));
    made.adopt('/w/compose.yaml', service('web'), file);
    const before = made.surroundingsOf('/w/a.yml');
    made.adopt('/w/compose.yaml', service('web'), file);
    expect(made.surroundingsOf('/w/a.yml')).toBe(before);
  });

  it('leaves the project alone whose variables it was read for, as long as it reads the same', () => {
    const variables = 'TAG=1.4\n';
    const { made } = workspace({
      '/w/compose.yaml': 'include:\n  - {path: db/compose.yaml, env_file: db/defaults.env}\n',
      '/w/db/compose.yaml': service('db'),
      '/w/db/defaults.env': variables,
    });
    const before = made.composeProjectIn('/w');
    made.adopt('/w/db/defaults.env', variables, opened(variables, '/w/db/defaults.env'));
    expect(made.composeProjectIn('/w')).toBe(before);
    made.adopt('/w/db/defaults.env', 'TAG=2\n', opened('TAG=2\n', '/w/db/defaults.env'));
    expect(made.composeProjectIn('/w')).not.toBe(before);
  });
});

describe('patterns', () => {
  const files = {
    '/w/rules/a.yml': RULES,
    '/w/rules/b.yaml': RULES,
    '/w/rules/deep/c.yml': RULES,
    '/secret/d.yml': RULES,
  };
  const find = (pattern: string) => workspace(files).made.surroundingsOf('/w/prometheus.yml').findFiles(pattern);

  it.each([
    ['rules/*.yml', ['/w/rules/a.yml']],
    ['./rules/?.y*ml', ['/w/rules/a.yml', '/w/rules/b.yaml']],
    ['*/*/*.yml', ['/w/rules/deep/c.yml']],
    ['/w/rules/[a]*', ['/w/rules/a.yml']],
    ['rules/**', ['/w/rules/a.yml', '/w/rules/b.yaml', '/w/rules/deep']],
    ['none/*.yml', []],
  ])('%s', (pattern, found) => expect(find(pattern)?.toSorted()).toEqual(found));

  it.each(['../secret/*.yml', '/secret/*.yml', '/*'])(
    '%s leads out of the workspace, where nothing is known',
    (pattern) => {
      expect(find(pattern)).toBeUndefined();
    },
  );
});

describe('the disk', () => {
  let root: string;
  beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'disk-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('lists files and folders, and follows no link to a folder', () => {
    mkdirSync(join(root, 'folder'));
    writeFileSync(join(root, 'compose.yaml'), 'a: ä\n');
    symlinkSync('.', join(root, 'loop'));
    symlinkSync('compose.yaml', join(root, 'link.yaml'));
    symlinkSync('nowhere', join(root, 'dangling.yaml'));
    expect([...(DISK_FILES.list(root) ?? [])].sort()).toEqual(
      ['compose.yaml', 'dangling.yaml', 'folder/', 'link.yaml', 'loop'].sort(),
    );
    expect(DISK_FILES.read(join(root, 'compose.yaml'))).toBe('a: ä\n');
    expect(DISK_FILES.read(join(root, 'link.yaml'))).toBe('a: ä\n');
  });

  it.skipIf(process.platform === 'win32')('answers nothing for what is no readable file, and never waits', () => {
    symlinkSync('nowhere', join(root, 'dangling.yaml'));
    symlinkSync('self.yaml', join(root, 'self.yaml'));
    mkdirSync(join(root, 'folder.yaml'));
    execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
    for (const name of ['dangling.yaml', 'self.yaml', 'folder.yaml', 'pipe.yaml', 'missing.yaml']) {
      expect(DISK_FILES.read(join(root, name))).toBeUndefined();
    }
    expect(DISK_FILES.read('/dev/zero')).toBeUndefined();
    expect(DISK_FILES.list(join(root, 'missing'))).toBeUndefined();
    expect(DISK_FILES.list(join(root, 'pipe.yaml'))).toBeUndefined();
  });
});
