import { discontinuedImages } from './data/discontinued';
import { maintainedProducts } from './data/endOfLife';
import { covers } from './facts';
import type { ImageReference } from './reference';
import type { Discontinued, EndedVersions, MaintainedProduct, TagRange } from './types';

/** The end of the version that a reference names. */
export interface EndOfLife extends Pick<MaintainedProduct, 'title' | 'keepsData' | 'isStepwise'> {
  /** Year and month. */
  readonly ended: string;
  readonly successor: EndedVersions['successor'];
}

/** What holds for a reference; nothing for a tag that is not known, or that is the newest one by its name. */
export function endOfLife(reference: ImageReference): EndOfLife | undefined {
  const name = nameOf(reference);
  const product = maintainedProducts.find(({ repositories }) => repositories.includes(name));
  const versions = product?.ended.find((row) => isAmong(row, reference));
  if (!product || !versions) return undefined;
  const { title, keepsData, isStepwise } = product;
  return {
    title,
    ended: versions.month,
    successor: versions.successor,
    ...(keepsData ? { keepsData } : {}),
    ...(isStepwise ? { isStepwise } : {}),
  };
}

function isAmong({ tags, names = [] }: EndedVersions, { tag = '', digest }: ImageReference): boolean {
  if (tags === undefined) return true;
  if (digest !== undefined || tag.includes('$')) return false;
  return names.includes(tag.split('-')[0] ?? '') || tags.some((range) => isInside(range, tag));
}

/** A bound says nothing about a tag that begins with no version. */
function isInside(range: TagRange, tag: string): boolean {
  const isBounded = range.from !== undefined || range.before !== undefined;
  return (!isBounded || /^v?\d/.test(tag)) && covers(range, tag);
}

export function discontinued(reference: ImageReference): Discontinued | undefined {
  const name = nameOf(reference);
  return discontinuedImages.find((row) => (row.name.endsWith('/') ? name.startsWith(row.name) : name === row.name));
}

function nameOf({ registry, repository }: ImageReference): string {
  return registry === undefined ? repository : `${registry}/${repository}`;
}
