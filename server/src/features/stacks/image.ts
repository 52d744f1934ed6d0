import type { KnownImage } from '../../images';

/** Whether a place in the container is, or holds, a folder in which the image keeps its data. */
export function holdsData(place: string, { dataFolders }: KnownImage): boolean {
  const folder = place.replace(/(?<=.)\/+$/, '');
  return dataFolders.some((one) => one === folder || one.startsWith(`${folder}/`));
}
