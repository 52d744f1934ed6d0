import { describe, expect, it } from 'vitest';
import { readVolume } from '../../../../client/src/live/backups/sources/volume';
import { EngineError, type Container } from '../../../../client/src/live/docker';
import { pathInfoOf, type PathInfo } from '../../../../client/src/live/docker/pathInfo';
import { SLOT } from '../support';
import { questionOf } from './support';

const CONTAINER = { id: 'c1', name: 'shop-backup-1', state: 'exited' } as Container;
const FILE: PathInfo = { bytes: 5_000, writtenAt: SLOT, isFolder: false, linkTarget: '' };

/** @param paths what is where in a stopped container */
function look(path: string, paths: Readonly<Record<string, Partial<PathInfo>>>) {
  const question = questionOf({ containersOf: () => Promise.resolve([CONTAINER]) });
  const pathInfo = (_id: string, at: string): Promise<PathInfo> => {
    const found = paths[at];
    return found
      ? Promise.resolve({ ...FILE, ...found })
      : Promise.reject(new EngineError('not-found', 'Nothing is there.'));
  };
  const context = { ...question.context, engine: { ...question.context.engine, pathInfo } };
  return readVolume({ kind: 'volume', service: 'backup', path }, { ...question, context });
}

describe('a backup in a container that does not run', () => {
  it('is known by its file, or by a link to it', async () => {
    const run = { endedAt: SLOT, exit: 'success', bytes: 5_000, name: 'shop-1.sql.gz', path: '/backups/shop-1.sql.gz' };
    expect((await look('/backups/shop-1.sql.gz', { '/backups/shop-1.sql.gz': {} })).runs).toMatchObject([run]);
    const linked = {
      '/backups/latest': { bytes: 13, writtenAt: SLOT + 1, linkTarget: '/backups/shop-1.sql.gz' },
      '/backups/shop-1.sql.gz': {},
    };
    expect((await look('/backups/latest', linked)).runs).toMatchObject([run]);
  });

  it.each([
    [
      'is a folder',
      { '/backups': { isFolder: true } },
      'shop-backup-1 is not running, so that /backups cannot be listed.',
    ],
    ['is nowhere', {}, '/backups does not exist in shop-backup-1.'],
    ['is a link to nowhere', { '/backups': { linkTarget: '/gone' } }, '/gone does not exist in shop-backup-1.'],
    ['has no time', { '/backups': { writtenAt: undefined } }, 'The engine does not know when /backups was written.'],
  ])('is unknown where its path %s', async (_, paths, message) => {
    await expect(look('/backups', paths)).rejects.toMatchObject({ message });
  });
});

describe('what an engine tells of a path', () => {
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

  it('has size, time, kind and where a link leads', () => {
    const stat = { name: 'x', size: 7, mode: 0o644, mtime: '2026-06-15T02:00:00.5Z', linkTarget: '' };
    expect(pathInfoOf(encoded(stat))).toEqual({ bytes: 7, writtenAt: SLOT + 500, isFolder: false, linkTarget: '' });
    expect(pathInfoOf(encoded({ ...stat, mode: 2_147_484_141 }))?.isFolder).toBe(true);
    expect(pathInfoOf(encoded({ ...stat, mode: 134_218_239, linkTarget: '/y' }))).toMatchObject({
      ...{ isFolder: false, linkTarget: '/y' },
    });
  });

  it.each([undefined, '', '!', encoded('x'), encoded({ name: 'x' })])('may be nothing: %s', (header) => {
    expect(pathInfoOf(header)).toBeUndefined();
  });
});
