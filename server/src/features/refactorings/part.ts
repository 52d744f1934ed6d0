import type { MapView } from '../../document/view';
import type { TextRange } from '../../document/text';
import type { OpenedFile } from '../../engine/open';

/** A part of a file that people think of as one thing, with where it stands in the file. */
export interface Part {
  /** As a title calls it: `service "web"`. */
  readonly name: string;
  readonly range: TextRange;
}

/** The service, or the Kubernetes object, around an offset of a file. */
export function partAt({ format, yaml }: OpenedFile, offset: number): Part | undefined {
  const slot = yaml?.documents.findLast(({ start }) => start <= offset);
  const root = slot?.document.root;
  if (!slot || root?.kind !== 'map') return undefined;
  if (format.id === 'compose') return serviceAt(root, slot.start, offset);
  return format.id === 'kubernetes' ? objectIn(root, slot.start, slot.document.text.length) : undefined;
}

function serviceAt(root: MapView, start: number, offset: number): Part | undefined {
  const services = root.get('services')?.value;
  if (services?.kind !== 'map') return undefined;
  for (const { key, value, aliased } of services.entries) {
    const range = { start: start + key.range.start, end: start + (aliased || !value ? key : value).range.end };
    if (range.start <= offset && offset <= range.end) return { name: `service "${key.text}"`, range };
  }
  return undefined;
}

function objectIn(root: MapView, start: number, length: number): Part | undefined {
  const metadata = root.get('metadata')?.value;
  const kind = root.get('kind')?.value;
  const name = metadata?.kind === 'map' ? metadata.get('name')?.value : undefined;
  if (kind?.kind !== 'scalar' || name?.kind !== 'scalar') return undefined;
  return { name: `${kind.text} "${name.text}"`, range: { start, end: start + length } };
}
