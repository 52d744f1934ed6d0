import type { Token } from '../../document/text';
import { originOf, type Mount } from '../../engine/mounts';
import { isWithin, resolvePath } from '../../engine/paths';
import type { Surroundings } from '../../engine/surroundings';
import { volumeOf } from './dataVolumes';
import { Expansion } from './expansion';
import { scalarText, valueAt, type ComposeService } from './model';
import { serviceMounts } from './mounts';

/** What fills a place inside a container. */
export interface FileSource {
  /** What mounts it. */
  readonly token: Token;
  /** Written in the compose file itself. */
  readonly content: string | undefined;
  /** Of the workspace; undefined where that is not known. */
  readonly path: string | undefined;
}

/** Files and folders that are mounted, by their path in the container. */
export function sourcesOf(service: ComposeService): ReadonlyMap<string, FileSource> {
  return service.once('file sources', () => readSources(service));
}

function readSources(service: ComposeService): Map<string, FileSource> {
  const sources = new Map<string, FileSource>();
  for (const mount of serviceMounts(service)) {
    if (!mount.target?.isKnown || mount.kind !== 'bind') continue;
    const path = volumeOf(service, mount);
    sources.set(resolvePath('/', mount.target.text), { token: mount.item.view, content: undefined, path });
  }
  for (const { view } of service.items('configs')) {
    const name = scalarText(view.kind === 'map' ? view.get('source')?.value : view);
    const declared = name === undefined ? undefined : service.file.declared('configs', name);
    if (name === undefined || !declared) continue;
    const target = (view.kind === 'map' && scalarText(view.get('target')?.value)) || `/${name}`;
    const content = valueAt(declared, 'content');
    const file = valueAt(declared, 'file');
    sources.set(resolvePath('/', target), {
      token: view,
      content:
        content?.kind === 'scalar' ? new Expansion(content.text, service.file.variablesFor(content)).text : undefined,
      path:
        file?.kind === 'scalar'
          ? service.file.resolve(file, new Expansion(file.text, service.file.variablesFor(file)).text)
          : undefined,
    });
  }
  return sources;
}

/** A file as a container sees it. */
export type ContainerFile =
  /** Nothing is mounted there: what the image holds. */
  | { readonly state: 'image' }
  /** Mounted, but from where nobody can read it. */
  | { readonly state: 'unread'; readonly token: Token }
  | { readonly state: 'read'; readonly text: string; readonly token: Token; readonly path: string | undefined };

/** What a container finds at an absolute path. */
export function fileInContainer(service: ComposeService, path: string, { text }: Surroundings): ContainerFile {
  const sources = sourcesOf(service);
  const { mounts, hidden } = placesOf(service);
  const origin = originOf(mounts, hidden, path);
  if (origin === 'image') return { state: 'image' };
  const [, source] = [...sources].filter(([target]) => isWithin(path, target)).at(-1) ?? [];
  if (origin === 'hidden' || !source) return { state: 'unread', token: source?.token ?? service.key };
  if (source.content !== undefined)
    return { state: 'read', text: source.content, token: source.token, path: undefined };
  const content = source.path === undefined ? undefined : text(origin.path);
  if (content === undefined) return { state: 'unread', token: source.token };
  return { state: 'read', text: content, token: source.token, path: origin.path };
}

/** What is mounted out of the workspace, and where something else lies on top. */
function placesOf(service: ComposeService): { readonly mounts: readonly Mount[]; readonly hidden: readonly string[] } {
  return service.once('file places', () => ({
    mounts: [...sourcesOf(service)].map(([target, source]) => ({ source: source.path ?? target, target })),
    hidden: serviceMounts(service).flatMap(({ kind, target }) =>
      kind !== 'bind' && target?.isKnown ? [resolvePath('/', target.text)] : [],
    ),
  }));
}
