import { isMovingTag, type ImageReference } from '../../images';
import { UNKNOWN } from './expansion';
import type { ComposeService, TextValue } from './model';

/** Whether a reference, with `UNKNOWN` for what a variable decides, has neither a digest nor a tag that stays. */
export function isUnpinned({ tag, digest, repository, nameEnd }: ImageReference, text: string): boolean {
  if (digest !== undefined || repository === '' || tag === '') return false;
  if (tag !== undefined) return !tag.includes(UNKNOWN) && isMovingTag(tag);
  // A variable in the last part of the name may bring the tag with it.
  return !text.slice(0, nameEnd).split('/').at(-1)?.includes(UNKNOWN);
}

/** Another service of the file builds the image under this very name. */
export function isBuiltHere(service: ComposeService, image: TextValue): boolean {
  return service.file.services.some((other) => other.isBuilt && other.text('image')?.text === image.text);
}
