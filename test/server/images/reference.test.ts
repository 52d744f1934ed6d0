import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMovingTag, parseImageReference } from '../../../server/src/images';

describe('parseImageReference', () => {
  function partsOf(text: string): object {
    const { registry, repository, tag, digest, hasInterpolation } = parseImageReference(text);
    return { registry, repository, tag, digest, hasInterpolation };
  }

  it.each([
    ['postgres', { repository: 'postgres' }],
    ['postgres:17.6', { repository: 'postgres', tag: '17.6' }],
    ['library/postgres:17', { repository: 'postgres', tag: '17' }],
    ['docker.io/postgres', { repository: 'postgres' }],
    ['docker.io/library/postgres:17', { repository: 'postgres', tag: '17' }],
    ['index.docker.io/grafana/loki:3.7.2', { repository: 'grafana/loki', tag: '3.7.2' }],
    ['localhost:5000/app', { registry: 'localhost:5000', repository: 'app' }],
    ['localhost/app:1', { registry: 'localhost', repository: 'app', tag: '1' }],
    ['localhost:5000', { repository: 'localhost', tag: '5000' }],
    [
      'registry.example.com:443/team/app:1.2',
      { registry: 'registry.example.com:443', repository: 'team/app', tag: '1.2' },
    ],
    ['mirror.gcr.io/library/redis', { registry: 'mirror.gcr.io', repository: 'library/redis' }],
    ['redis@sha256:abc', { repository: 'redis', digest: 'sha256:abc' }],
    ['quay.io/a/b:1@sha256:abc', { registry: 'quay.io', repository: 'a/b', tag: '1', digest: 'sha256:abc' }],
    ['Postgres:Alpine', { repository: 'postgres', tag: 'Alpine' }],
    ['GHCR.io/Acme/App', { registry: 'ghcr.io', repository: 'acme/app' }],
    ['  redis:8 ', { repository: 'redis', tag: '8' }],
    ['redis:', { repository: 'redis', tag: '' }],
    ['redis:8@', { repository: 'redis', tag: '8', digest: '' }],
    ['', { repository: '' }],
  ])('reads %j', (text, expected) => {
    expect(partsOf(text)).toEqual({ ...expected, hasInterpolation: false });
  });

  it.each([
    ['${IMAGE}', { repository: '${IMAGE}' }],
    ['${IMAGE:-postgres:16}', { repository: '${IMAGE:-postgres:16}' }],
    ['app:${TAG:-latest}', { repository: 'app', tag: '${TAG:-latest}' }],
    ['app:$TAG', { repository: 'app', tag: '$TAG' }],
    ['app:1-${A:-${B:-x:y/z@w}}', { repository: 'app', tag: '1-${A:-${B:-x:y/z@w}}' }],
    ['${REGISTRY:-docker.io:5000}/app:1', { registry: '${REGISTRY:-docker.io:5000}', repository: 'app', tag: '1' }],
    ['${PREFIX}Postgres:15', { repository: '${PREFIX}Postgres', tag: '15' }],
    ['app@${DIGEST}', { repository: 'app', digest: '${DIGEST}' }],
    ['app:${TAG', { repository: 'app', tag: '${TAG' }],
  ])('keeps interpolations in %j whole', (text, expected) => {
    expect(partsOf(text)).toEqual({ ...expected, hasInterpolation: true });
  });

  it.each([
    ['postgres', 8, undefined],
    ['postgres:17', 8, [9, 11]],
    [' localhost:5000/app:1 ', 19, [20, 21]],
    ['redis@sha256:abc', 5, undefined],
    ['redis:8@sha256:abc', 5, [6, 7]],
    ['app:${TAG:-latest}', 3, [4, 18]],
    ['redis:', 5, [6, 6]],
  ])('points into %j', (text, nameEnd, tag) => {
    const reference = parseImageReference(text);
    expect(reference.nameEnd).toBe(nameEnd);
    expect(reference.tagStart === undefined ? undefined : [reference.tagStart, reference.tagEnd]).toEqual(tag);
  });

  it('never throws, and its offsets give back what it read', () => {
    const piece = fc.constantFrom(
      'postgres',
      '/',
      ':',
      '@',
      '.',
      '$',
      '{',
      '}',
      'A',
      ' ',
      '8',
      '${A:-b:c}',
      'docker.io',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const { tag, tagStart, tagEnd, nameEnd } = parseImageReference(text);
        expect(nameEnd).toBeGreaterThanOrEqual(0);
        expect(nameEnd).toBeLessThanOrEqual(text.length);
        expect(tagStart === undefined ? undefined : text.slice(tagStart, tagEnd)).toBe(tag);
      }),
    );
  });
});

describe('isMovingTag', () => {
  it.each([
    ...['latest', 'stable', 'edge', 'nightly', 'dev', 'test', 'beta', 'canary', 'main', 'master', 'lts'],
    ...['LATEST', 'latest-alpine', 'lts-alpine3.22', 'lts-jdk17', 'latest-pg17', 'amd64-latest', 'ubi9-latest'],
  ])('%s moves', (tag) => expect(isMovingTag(tag)).toBe(true));

  it.each([
    ...['17', '17.6', 'v3.6.7', '17-alpine', 'alpine', 'management', 'trixie-slim', 'mainline', 'latestish', ''],
    ...['1.4.2-beta', '3.0.0-beta.1', 'stable-20240612', 'main-3f2a9c1', 'RELEASE.2025-09-07T16-13-09Z'],
  ])('%j does not', (tag) => expect(isMovingTag(tag)).toBe(false));
});
