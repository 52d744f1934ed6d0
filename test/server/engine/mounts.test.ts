import { describe, expect, it } from 'vitest';
import { insideContainer, originOf } from '../../../server/src/engine/mounts';
import { relativePath, resolvePath } from '../../../server/src/engine/paths';

const MOUNTS = [
  { source: '/w/prometheus', target: '/etc/prometheus' },
  { source: '/w/alerts', target: '/etc/prometheus/rules' },
  { source: '/w/one.yml', target: '/etc/prometheus/single.yml' },
];

describe('mounts', () => {
  it('tell where a container sees a file', () => {
    expect(insideContainer(MOUNTS, '/w/prometheus/a.yml')).toBe('/etc/prometheus/a.yml');
    expect(insideContainer(MOUNTS, '/w/one.yml')).toBe('/etc/prometheus/single.yml');
    expect(insideContainer(MOUNTS, '/w/prometheus-2/a.yml')).toBeUndefined();
  });

  it('tell what fills a path inside, the deepest mount first', () => {
    expect(originOf(MOUNTS, [], '/etc/prometheus/rules/*.yml')).toEqual({ path: '/w/alerts/*.yml' });
    expect(originOf(MOUNTS, [], '/etc/prometheus/x.yml')).toEqual({ path: '/w/prometheus/x.yml' });
    expect(originOf(MOUNTS, [], '/etc/prometheus/single.yml')).toEqual({ path: '/w/one.yml' });
    expect(originOf(MOUNTS, ['/etc/prometheus/rules/made'], '/etc/prometheus/rules/made/*.yml')).toBe('hidden');
    expect(originOf(MOUNTS, ['/etc'], '/etc/prometheus/x.yml')).toEqual({ path: '/w/prometheus/x.yml' });
    expect(originOf(MOUNTS, [], '/data/x.yml')).toBe('image');
    expect(originOf([{ source: '/w', target: '/' }], [], '/a/b')).toEqual({ path: '/w/a/b' });
  });
});

describe('paths', () => {
  it('are resolved and made relative', () => {
    expect(resolvePath('/w/a', '../b/./c.yml')).toBe('/w/b/c.yml');
    expect(relativePath('/w/a', '/w/a/rules/x.yml')).toBe('rules/x.yml');
    expect(relativePath('/w/a/b', '/w/rules/x.yml')).toBe('../../rules/x.yml');
  });
});
