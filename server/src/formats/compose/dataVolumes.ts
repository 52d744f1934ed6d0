import type { YamlView } from '../../document/view';
import { holdsData, type KnownImage } from '../../images';
import { scalarText, type ComposeService } from './model';
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

/** Somebody asked a cache in so many words to keep what it holds. */
export function isToldToKeepData(service: ComposeService): boolean {
  const words = ['entrypoint', 'command']
    .flatMap((key) => service.items(key))
    .map(({ view }) => scalarText(view) ?? '');
  return /--appendonly[= ]+["']?yes|--save[= ]+["']?\d/.test(words.join(' '));
}

/** Whether another service, or a hook of the service itself, sets the owner of a volume before it is used. */
export function isOwnerSet(service: ComposeService, volume: string): boolean {
  if (
    service
      .items('post_start')
      .some(({ view }) => view.kind === 'map' && setsOwner(textsBelow(view.get('command')?.value)))
  )
    return true;
  return service.file.services.some((other) => {
    if (!serviceMounts(other).some((mount) => volumeOf(other, mount) === volume)) return false;
    return setsOwner(
      ['entrypoint', 'command'].flatMap((key) => other.items(key).flatMap(({ view }) => textsBelow(view))),
    );
  });
}

function setsOwner(texts: readonly string[]): boolean {
  return /\b(?:chown|chmod|setfacl|install\s+-[a-z]*[omd])\b/.test(texts.join(' '));
}

function textsBelow(view: YamlView | undefined): string[] {
  if (view?.kind === 'sequence') return view.items.flatMap((item) => scalarText(item) ?? []);
  return [scalarText(view) ?? ''];
}
