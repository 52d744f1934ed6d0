import { applications } from './data/applications';
import { backups } from './data/backups';
import { cachesAndQueues } from './data/cachesAndQueues';
import { databases } from './data/databases';
import { exporters } from './data/exporters';
import { monitoring } from './data/monitoring';
import { proxies } from './data/proxies';
import { runtimes } from './data/runtimes';
import { storage } from './data/storage';
import { webApplications } from './data/webApplications';
import { remembered } from '../engine/remember';
import { factsOf } from './facts';
import type { ImageReference } from './reference';
import { parseImageReference } from './reference';
import type { ImageEntry, ImageProbe, KnownImage } from './types';

export { isBareBase } from './bareBases';
export { bringsHealthcheck } from './builtInHealthchecks';
export { discontinued, endOfLife, type EndOfLife } from './lifecycle';
export { misplacedVariable } from './variables';
export { dataWorth, holdsData, type DataWorth } from './dataWorth';
export { PROBE_DEFAULTS } from './probes';
export { isMovingTag, parseImageReference } from './reference';
export { isFrom, originOf } from './registries';
export { isSlowStarter } from './slowStarters';
export type { ImageReference } from './reference';
export type * from './types';

export const KNOWN_IMAGES: readonly ImageEntry[] = [
  ...databases,
  ...cachesAndQueues,
  ...storage,
  ...proxies,
  ...monitoring,
  ...exporters,
  ...applications,
  ...webApplications,
  ...runtimes,
  ...backups,
];

/** Official images whose name is an everyday word for something of one's own, so that `registry.corp/node` says nothing. */
const EVERYDAY_NAMES = new Set(['node', 'python', 'registry']);

const entryByKind = new Map(KNOWN_IMAGES.map((entry) => [entry.kind, entry]));
const entryByRepository = new Map(KNOWN_IMAGES.flatMap((entry) => entry.repositories.map((name) => [name, entry])));
const entryByOwnerAndName = new Map(
  KNOWN_IMAGES.flatMap((entry) =>
    entry.repositories.filter((name) => name.includes('/')).map((name) => [lastParts(name, 2), entry]),
  ),
);

/**
 * What is known about an image, also one of somebody's own that behaves like a well-known one. `own` maps names as they are written
 * without tag and digest (`registry.example.com/team/db`) to the image they stand for (`postgres`); the tag is kept.
 */
export function findImageLike(text: string, own: Readonly<Record<string, string>>): KnownImage | undefined {
  let find = finders.get(own);
  if (!find) finders.set(own, (find = remembered((one) => findStandIn(one, own))));
  return find(text);
}

const finders = new WeakMap<Readonly<Record<string, string>>, (text: string) => KnownImage | undefined>();

function findStandIn(text: string, own: Readonly<Record<string, string>>): KnownImage | undefined {
  const reference = parseImageReference(text);
  const standsFor = own[text.slice(0, reference.nameEnd)];
  return findImage(standsFor === undefined ? reference : standsFor + text.slice(reference.nameEnd));
}

/**
 * What is known about an image, with the facts that hold for its tag. Where the tag is not known (an interpolation, or a
 * digest alone), facts that depend on it are withheld instead of guessed. Undefined for an unknown image.
 */
export function findImage(referenceOrText: ImageReference | string): KnownImage | undefined {
  const reference = typeof referenceOrText === 'string' ? parseImageReference(referenceOrText) : referenceOrText;
  const name =
    reference.registry === undefined ? reference.repository : `${reference.registry}/${reference.repository}`;
  const exact = entryByRepository.get(name);
  if (exact !== undefined) return factsOf(exact, reference, name);

  const official = officialName(reference);
  const throughProxy = official === undefined ? undefined : entryByRepository.get(official);
  if (throughProxy !== undefined) return factsOf(throughProxy, reference, official);

  // Nothing says which tags a private copy holds, so none is offered.
  const copy = privateCopy(reference);
  return copy === undefined ? undefined : factsOf(copy, reference);
}

/**
 * Docker Hub alone keeps official images below `library/`; elsewhere that folder is a pull-through cache of it:
 * mirror.gcr.io/library/…, public.ecr.aws/docker/library/…, a proxy project of Harbor, GitLab's dependency proxy.
 */
function officialName(reference: ImageReference): string | undefined {
  return /(?:^|\/)library\/([^/]+)$/.exec(reference.repository)?.[1];
}

/**
 * A private registry mostly keeps the names of what it copies. Owner and name together (`grafana/loki`) are unmistakable.
 * A bare official name (`redis`) counts only directly below the host: deeper down the folder is an owner, and
 * `ghcr.io/acme/postgres` is rather acme's own build than a copy.
 */
function privateCopy(reference: ImageReference): ImageEntry | undefined {
  if (reference.registry === undefined || reference.registry.includes('$')) return undefined;
  if (reference.repository.includes('/')) return entryByOwnerAndName.get(lastParts(reference.repository, 2));
  return EVERYDAY_NAMES.has(reference.repository) ? undefined : entryByRepository.get(reference.repository);
}

function lastParts(path: string, count: number): string {
  return path.split('/').slice(-count).join('/');
}

/** How another tag of the image is probed: what fits after the tag was pinned, for example. Undefined stands for `latest`. */
export function probeFor(image: Pick<KnownImage, 'kind' | 'probe'>, tag: string | undefined): ImageProbe {
  const entry = entryByKind.get(image.kind);
  return entry === undefined ? image.probe : factsOf(entry, { ...(tag === undefined ? {} : { tag }) }).probe;
}

/** The variable that takes the path of a file instead of the value, undefined where the image reads none. */
export function secretFileVariable(image: Pick<KnownImage, 'secretFiles'>, name: string): string | undefined {
  const support = image.secretFiles;
  if (support === undefined || support === 'none' || name.endsWith(support.suffix)) return undefined;
  const covered = support.variables instanceof RegExp ? support.variables.test(name) : support.variables.includes(name);
  return covered ? `${name}${support.suffix}` : undefined;
}
