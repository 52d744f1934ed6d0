import { holdsData, type KnownImage } from '../../images';
import type { ComposeService } from './model';
import { serviceMounts, type ServiceMount } from './mounts';

/** The volumes and folders of the host that keep what the image is known to keep; named volumes of unknown images too. */
export function dataVolumesOf(service: ComposeService, known: KnownImage | undefined): string[] {
  const places = serviceMounts(service).filter(({ target, kind }) => {
    if (!target?.isKnown) return false;
    return known ? holdsData(target.text, known) : kind === 'volume';
  });
  return [...new Set(places.flatMap((mount) => volumeOf(service, mount) ?? []))];
}

/** The name of a named volume, or the absolute path of a folder of the host; undefined where that is not known. */
export function volumeOf(service: ComposeService, { kind, source, item }: ServiceMount): string | undefined {
  if ((kind !== 'bind' && kind !== 'volume') || !source?.isKnown || source.text === '') return undefined;
  const isRelative = kind === 'bind' && /^(?!\/|[~\\]|[A-Za-z]:)/.test(source.text);
  return isRelative ? service.file.resolve(item.view, source.text) : source.text;
}
