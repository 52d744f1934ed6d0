import { describe, expect, it } from 'vitest';
import { isFrom, originOf, parseImageReference } from '../../../server/src/images';

describe('the registry of an image', () => {
  it.each([
    ['nginx:1', 'docker.io/library/nginx'],
    ['acme/web', 'docker.io/acme/web'],
    ['index.docker.io/acme/web', 'docker.io/acme/web'],
    ['GHCR.io/Acme/Web@sha256:abc', 'ghcr.io/acme/web'],
    ['localhost:5000/web:1', 'localhost:5000/web'],
  ])('of %s is part of %s', (text, origin) => expect(originOf(parseImageReference(text))).toBe(origin));

  it.each([
    ['nginx', 'docker.io', true],
    ['nginx', 'docker.io/library', true],
    ['acme/web', 'docker.io/library', false],
    ['ghcr.io/acme/shop/web:1', ' https://ghcr.io/Acme/ ', true],
    ['ghcr.io/acme-fake/web', 'ghcr.io/acme', false],
    ['ghcr.io/acme/web', 'ghcr.io/acme/web', true],
    ['eu.example.com/web', '*.example.com', true],
    ['example.com/web', '*.example.com', false],
    ['evil.com/example.com/web', '*.example.com', false],
    ['evil.com/eu.example.com/web', '*/eu.example.com', true],
    ['quay.io/a', '{quay.io,x}', false],
    ['quay.io/a', '', false],
    ['quay.io/a', '*', true],
  ])('of %s is one of %j: %s', (text, registry, expected) => {
    expect(isFrom(parseImageReference(text), [registry])).toBe(expected);
  });
});
