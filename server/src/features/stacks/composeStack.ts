import type { ComposeProject } from '../../engine/composeProject';
import type { Settings } from '../../engine/settings';
import type { Surroundings } from '../../engine/surroundings';
import { dataVolumesOf } from '../../formats/compose/dataVolumes';
import { runningImage } from '../../formats/compose/health';
import { textsOf } from '../../formats/compose/layers';
import { ComposeFile, type ComposeService, type TextValue } from '../../formats/compose/model';
import { portRange, publishedPorts, publishesPorts, type PublishedPort } from '../../formats/compose/ports';
import { suggestedProbe } from '../../formats/compose/suggestedProbe';
import type { Declared, DeclaredPort, DeclaredStack, DeclaredStackService } from '../../protocol';
import { environmentOf } from './composeEnvironment';
import { healthIn } from './composeHealth';
import { uriOf, type Places } from './place';
import { composeBytes } from './quantity';

export interface StackContext {
  readonly settings: Settings;
  readonly places: Places;
  readonly surroundingsOf: (path: string) => Surroundings;
  readonly read: (path: string) => string | undefined;
}

/** A compose project; undefined where its main file holds no mapping. */
export function composeStack(
  project: ComposeProject,
  variants: readonly string[],
  context: StackContext,
): DeclaredStack | undefined {
  const file = effectiveFile(project, context.settings);
  if (!file) return undefined;
  const main = file.document.source;
  const services = file.services.map((service) => stackService(service, context));
  const others = [...project.sources, ...project.sourceOf.values()].map(({ path }) => path);
  return {
    id: `compose:${uriOf(main)}`,
    kind: 'compose',
    name: project.name,
    folder: uriOf(project.folder),
    files: [...new Set([...project.paths, ...others])].map(uriOf),
    variants: variants.map(uriOf),
    activeProfiles: project.activeProfiles,
    isComplete: project.missing.length === 0,
    services,
    objectives: context.settings.objectives,
  };
}

/** The main file of a project in the light of all of it; undefined where it holds no mapping. */
export function effectiveFile(project: ComposeProject, settings: Settings): ComposeFile | undefined {
  const main = project.sources.find(({ path }) => path === project.paths[0]);
  if (main?.document.root?.kind !== 'map') return undefined;
  return new ComposeFile(main.document, main.document.root, main.path, settings, project);
}

function stackService(service: ComposeService, context: StackContext): DeclaredStackService {
  const { places, read } = context;
  // Builds are read from where the service is declared.
  const surroundings = context.surroundingsOf(service.key.document.source);
  const known = runningImage(service, surroundings);
  const { image } = service;
  return {
    name: service.name,
    source: places.of(service.key),
    image: image?.known ? places.declared(image.text, image.token) : undefined,
    imageKind: known?.kind,
    isBuilt: service.isBuilt,
    ports: publishesPorts(service) ? publishedPorts(service).flatMap((port) => portsOf(port, places)) : [],
    healthCheck: healthIn(service, surroundings, places),
    suggestedProbe: suggestedProbe(service, surroundings)?.test,
    limits: {
      memoryBytes: limit(service, 'memory', 'mem_limit', composeBytes, places),
      cpus: limit(service, 'cpus', 'cpus', Number, places),
      processes: limit(service, 'pids', 'pids_limit', Number, places),
    },
    restart: restartOf(service, places),
    ...environmentOf(service, read),
    containerName: knownText(service.text('container_name')),
    replicas: replicasOf(service),
    profiles: service.holders('profiles').flatMap(({ value }) => textsOf(value)),
    isOneShot: service.isOneShot,
    hasContainer: service.hasContainer,
    dataVolumes: dataVolumesOf(service, known),
    isBackup: known?.class === 'backup',
    isPartial: service.isPartial,
  };
}

function knownText(value: TextValue | undefined): string | undefined {
  return value?.known ? value.text : undefined;
}

/** More ports than these are a range that nobody looks at one by one. */
const MOST_PORTS = 200;

/** One for each port of a range, as the engine counts them. */
function portsOf(port: PublishedPort, places: Places): Declared<DeclaredPort>[] {
  const { hostIp, published, target, protocol, token, reach } = port;
  const inside = portRange(target);
  const outside = portRange(published);
  if (!inside || !protocol || reach === 'unknown' || published?.isKnown === false) return [];
  const count = Math.min(inside.last - inside.first + 1, MOST_PORTS);
  // A range of the host for one port of the container: the engine takes whichever is free.
  const isChosen = !outside || outside.first === 0 || outside.last - outside.first !== inside.last - inside.first;
  return Array.from({ length: count }, (_, index) => {
    const hostAddress = reach === 'everywhere' ? '' : (hostIp?.text.replace(/^\[|\]$/g, '') ?? '');
    const hostPort = isChosen ? undefined : outside.first + index;
    return places.declared({ hostAddress, hostPort, containerPort: inside.first + index, protocol }, token);
  });
}

/** The first of the two spellings that is written; values that mean "unlimited" count as none. */
function limit(
  service: ComposeService,
  inDeploy: string,
  own: string,
  parse: (text: string) => number | undefined,
  places: Places,
): Declared<number> | undefined {
  const written = service.text('deploy', 'resources', 'limits', inDeploy) ?? service.text(own);
  const value = written?.known ? parse(written.text) : undefined;
  return written && value !== undefined && value > 0 ? places.declared(value, written.token) : undefined;
}

/** `deploy.restart_policy` wins over `restart`, and calls the policies by other names. */
function restartOf(service: ComposeService, places: Places): Declared<string> | undefined {
  const policy = service.get('deploy', 'restart_policy');
  if (policy) {
    const condition = service.text('deploy', 'restart_policy', 'condition');
    const attempts = service.text('deploy', 'restart_policy', 'max_attempts');
    if (condition?.known === false || attempts?.known === false) return undefined;
    const source = places.of(condition?.token ?? policy.key);
    const name = { any: 'always', none: 'no' }[condition?.text ?? 'any'] ?? condition?.text ?? '';
    return { value: name === 'on-failure' && attempts ? `${name}:${attempts.text}` : name, source };
  }
  const restart = service.text('restart');
  if (!restart?.known) return undefined;
  return places.declared(/^false$/i.test(restart.text) ? 'no' : restart.text, restart.token);
}

/** One where nobody can know: a variable decides, or the number of nodes. */
function replicasOf(service: ComposeService): number {
  const written = service.text('deploy', 'replicas') ?? service.text('scale');
  return written?.known && /^\d+$/.test(written.text) ? Number(written.text) : 1;
}
