import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../../server/src/formats/compose/expansion';
import { normalisePath, serviceMounts } from '../../../../server/src/formats/compose/mounts';
import { appWith } from './support';

function only(item: string, rest = '') {
  const [mount, ...others] = serviceMounts(appWith(`volumes:\n  - ${item}`, rest));
  if (!mount || others.length > 0) throw new Error('not one mount');
  return mount;
}

describe('serviceMounts', () => {
  it.each([
    ['/srv/data:/data', 'bind', '/srv/data', '/data', false],
    ['/srv/data:/data:ro', 'bind', '/srv/data', '/data', true],
    ['"./conf:/etc/app:z,ro"', 'bind', 'conf', '/etc/app', true],
    ['~/.ssh:/ssh', 'bind', '~/.ssh', '/ssh', false],
    ['data:/data', 'volume', undefined, '/data', false],
    ['/data', 'volume', undefined, '/data', false],
    ['C:\\data:/data', 'bind', 'C:/data', '/data', false],
    [
      '\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine',
      'npipe',
      '//./pipe/docker_engine',
      '\\\\.\\pipe\\docker_engine',
      false,
    ],
    ['npipe:////./pipe/docker_engine:/pipe', 'npipe', '////./pipe/docker_engine', '/pipe', false],
    ['${DIR}/x:/x', 'bind', `${UNKNOWN}/x`, '/x', false],
    ['${DIR:-/srv}/x:/x', 'bind', '/srv/x', '/x', false],
    ['${NAME}:/x', 'volume', undefined, '/x', false],
    ['/a:/b:${MODE}', 'bind', '/a', '/b', undefined],
    ['{ type: bind, source: /a, target: /b, read_only: true }', 'bind', '/a', '/b', true],
    ['{ source: /a/, target: /b }', 'bind', '/a', '/b', false],
    ['{ type: volume, source: data, target: /b }', 'volume', undefined, '/b', false],
    ['{ type: tmpfs, target: /b }', 'tmpfs', undefined, '/b', false],
    ['{ type: cluster, source: x, target: /b }', 'other', undefined, '/b', false],
  ])('reads %s', (item, kind, hostPath, target, isReadOnly) => {
    const mount = only(item);
    expect([mount.kind, mount.hostPath, mount.target?.text, mount.isReadOnly]).toEqual([
      kind,
      hostPath,
      target,
      isReadOnly,
    ]);
  });

  it('sees through a named volume that is a bind mount', () => {
    const declared = (options: string) => `volumes:\n  data:\n    driver_opts: ${options}\n`;
    expect(only('data:/x', declared('{ type: none, o: bind, device: /srv/data/ }')).hostPath).toBe('/srv/data');
    expect(only('data:/x', declared('{ type: none, o: bind, device: "${DIR:-/srv}" }')).hostPath).toBe('/srv');
    expect(only('data:/x', declared('{ type: nfs, o: "addr=10.0.0.5", device: /srv }')).hostPath).toBeUndefined();
    expect(only('other:/x', declared('{ device: /srv }')).hostPath).toBeUndefined();
  });
});

describe('normalisePath', () => {
  it.each([
    ['/', '/'],
    ['//var//run/', '/var/run'],
    ['/var/lib/../run/./x', '/var/run/x'],
    ['/../etc', '/etc'],
    ['./a/../b', 'b'],
    ['../a', '../a'],
  ])('%s', (path, expected) => expect(normalisePath(path)).toBe(expected));
});
