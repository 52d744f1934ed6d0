import picomatch from 'picomatch';
import type { ImageReference } from './reference';

/** Where an image comes from, with its path on the registry in full: `docker.io/library/nginx`. */
export function originOf({ registry, repository }: ImageReference): string {
  if (registry !== undefined) return `${registry}/${repository}`;
  return repository.includes('/') ? `docker.io/${repository}` : `docker.io/library/${repository}`;
}

/**
 * Whether an image comes from one of these: a host (`docker.io`, `*.example.com`), or the beginning of a path on it
 * (`ghcr.io/acme`). A `*` stands for anything within a part.
 */
export function isFrom(reference: ImageReference, registries: readonly string[]): boolean {
  const origin = originOf(reference);
  return registries.some((registry) => {
    const place = registry
      .trim()
      .replace(/^https?:\/\//, '')
      .replace(/\/+$/, '')
      .toLowerCase();
    return (
      place !== '' && picomatch.isMatch(origin, [place, `${place}/**`], { dot: true, nobrace: true, noextglob: true })
    );
  });
}
