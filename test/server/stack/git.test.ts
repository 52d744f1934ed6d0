import { describe, expect, it } from 'vitest';
import { NOTHING_AROUND } from '../../../server/src/engine/surroundings';
import { isIgnoredByGit } from '../../../server/src/stack/git';
import { Workspace } from '../../../server/src/stack/workspace';
import { lintText, only, pointsAt } from '../../support/lint';
import { MemoryDisk } from '../../support/memoryDisk';

const REPOSITORY = { '/w/.git/HEAD': 'ref: refs/heads/main\n' };

function ignored(path: string, files: Record<string, string>, root = '/w'): boolean | undefined {
  return isIgnoredByGit(new MemoryDisk(files), root, path);
}

describe('what git leaves out', () => {
  it('is told by the nearest .gitignore that speaks of it', () => {
    const files = { ...REPOSITORY, '/w/.gitignore': '.env\n*.env\n', '/w/a/.gitignore': '!web.env\n' };
    expect(ignored('/w/.env', files)).toBe(true);
    expect(ignored('/w/a/b/.env', files)).toBe(true);
    expect(ignored('/w/a/web.env', files)).toBe(false);
    expect(ignored('/w/a/api.env', files)).toBe(true);
    expect(ignored('/w/compose.yaml', files)).toBe(false);
  });

  it('includes what only this clone leaves out', () => {
    expect(ignored('/w/.env', { ...REPOSITORY, '/w/.git/info/exclude': '.env\n' })).toBe(true);
  });

  it('reaches into folders that are left out as a whole', () => {
    expect(ignored('/w/local/stack/.env', { ...REPOSITORY, '/w/.gitignore': '/local/\n' })).toBe(true);
  });

  it('is not known without a repository, or where it lies above the workspace', () => {
    expect(ignored('/w/.env', { '/w/.gitignore': '.env\n' })).toBeUndefined();
    expect(ignored('/w/a/.env', { ...REPOSITORY, '/w/a/x': '' }, '/w/a')).toBeUndefined();
  });
});

describe('rules about files of variables in a repository', () => {
  const text = 'TAG=1.4\nDB_URL=postgres://shop:Zk3vQ8nT1xW6@db/shop\nDB_PASSWORD=Zk3vQ8nT1xW6\n';

  function found(id: string, path: string, files: Record<string, string>): string[] {
    const settings = only(id);
    const surroundings = new Workspace('/w', new MemoryDisk(files), settings).surroundingsOf(path);
    return lintText(text, { path, settings, surroundings }).findings.map((one) => pointsAt(text, one));
  }

  it.each([
    ['dotenv/tracked-env-file', '3:DB_PASSWORD'],
    ['dotenv/credential-in-url', '2:Zk3vQ8nT1xW6'],
  ])('%s speaks up where git takes the file along', (id, place) => {
    expect(found(id, '/w/.env', REPOSITORY)).toEqual([place]);
    expect(found(id, '/w/.env', { ...REPOSITORY, '/w/.gitignore': '.env\n' })).toEqual([]);
    expect(found(id, '/w/test.env', REPOSITORY)).toEqual([]);
  });

  it('knows nothing of a text that stands alone', () => {
    const settings = only('dotenv/tracked-env-file');
    expect(lintText(text, { path: '/w/.env', settings, surroundings: NOTHING_AROUND }).findings).toEqual([]);
  });
});
