/** What is known of an image, as far as it matters for its volumes. */
export interface Keeper {
  readonly dataFolders: readonly string[];
}

/** Whether a place in the container is, or holds, a folder in which the image keeps its data. */
export function holdsData(place: string, { dataFolders }: Keeper): boolean {
  const folder = place.replace(/(?<=.)\/+$/, '');
  return dataFolders.some((one) => one === folder || one.startsWith(`${folder}/`));
}
