import type { DeclaredContainer } from '../../engine/containers';
import { insideContainer, type Mount } from '../../engine/mounts';
import type { Surroundings } from '../../engine/surroundings';

/** The containers of one of these kinds that see a file of the workspace; undefined where no project is known. */
export function readersOf(
  path: string,
  kinds: readonly string[],
  { nearestProject }: Surroundings,
): readonly DeclaredContainer[] | undefined {
  return nearestProject?.containers.filter(({ image, mounts }) => {
    const known = mounts.flatMap(({ source, target }): Mount[] => (source === undefined ? [] : [{ source, target }]));
    return image?.kind !== undefined && kinds.includes(image.kind) && insideContainer(known, path) !== undefined;
  });
}

/** Whether a tag is of a version or a later one: `7.2-alpine` is of 7.0. Undefined where it names none that is exact enough. */
export function isAtLeast(tag: string | undefined, bound: string): boolean | undefined {
  const written = /^v?(\d+(?:\.\d+)*)/
    .exec(tag ?? '')?.[1]
    ?.split('.')
    .map(Number);
  if (!written) return /^(?:latest|alpine|bookworm|trixie|noble|jammy)$/.test(tag ?? '') ? true : undefined;
  for (const [index, limit] of bound.split('.').map(Number).entries()) {
    const number = written[index];
    // `6` stands for the newest 6.x.
    if (number === undefined || number > limit) return true;
    if (number < limit) return false;
  }
  return true;
}
