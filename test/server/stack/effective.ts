import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { ComposeFile, scalarText, type ComposeService } from '../../../server/src/formats/compose/model';
import { serviceMounts } from '../../../server/src/formats/compose/mounts';
import { publishedPorts } from '../../../server/src/formats/compose/ports';
import type { Files } from '../../../server/src/stack/files';
import { Workspace } from '../../../server/src/stack/workspace';

/** What a service comes to, in the words of `docker compose config`. */
export interface Effective {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly environment: Readonly<Record<string, string | null>>;
  readonly labels: Readonly<Record<string, string | null>>;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly expose: readonly string[];
}

/** The project that `docker compose` finds in a folder of a disk. */
export function projectIn(disk: Files, folder: string): ComposeFile {
  const project = new Workspace('/', disk, DEFAULT_SETTINGS).composeProjectIn(folder);
  const main = project?.sources.find(({ path }) => path === project.paths[0]);
  if (!project || main?.document.root?.kind !== 'map') throw new Error(`no project in ${folder}`);
  return new ComposeFile(main.document, main.document.root, main.path, DEFAULT_SETTINGS, project);
}

/** Services by name; the paths of the host are absolute. */
export function effectiveServices(file: ComposeFile): Record<string, Effective> {
  return Object.fromEntries(file.services.map((service) => [service.name, effective(service)]));
}

function effective(service: ComposeService): Effective {
  const values = (...path: string[]) =>
    Object.fromEntries(
      service
        .variables(...path)
        .map(({ name, value, scalar }) => [name, value === undefined ? null : service.interpolate(scalar, value).text]),
    );
  const image = service.text('image')?.text;
  const restart = service.text('restart')?.text;
  const command = service.items('command').flatMap(({ view }) => scalarText(view)?.split(' ') ?? []);
  return {
    ...(image === undefined ? {} : { image }),
    ...(command.length === 0 ? {} : { command }),
    ...(restart === undefined ? {} : { restart }),
    environment: values('environment'),
    labels: values('labels'),
    ports: publishedPorts(service)
      .map(({ hostIp, published, target, protocol }) => {
        const outside = published ? `${hostIp ? `${hostIp.text}:` : ''}${published.text}:` : '';
        return `${outside}${target?.text ?? ''}/${protocol ?? ''}`;
      })
      .sort(),
    volumes: serviceMounts(service)
      .map(({ item, source, target, kind }) => {
        const from = kind === 'bind' ? service.file.resolve(item.view, source?.text ?? '') : (source?.text ?? '');
        return `${from}:${target?.text ?? ''}`;
      })
      .sort(),
    expose: service
      .items('expose')
      .flatMap(({ view }) => scalarText(view) ?? [])
      .sort(),
  };
}
