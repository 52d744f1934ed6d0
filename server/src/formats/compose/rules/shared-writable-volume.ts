import { isWithin } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import { holdsData } from '../../../images';
import { volumeOf } from '../dataVolumes';
import { engineSocketAt, hostPlaceOf } from '../hostPaths';
import type { ComposeFile, ComposeService } from '../model';
import { makeReadOnly } from '../mountEdits';
import { serviceMounts, type ServiceMount } from '../mounts';
import { composeRule } from '../rule';

interface Writer {
  readonly service: ComposeService;
  readonly mount: ServiceMount;
}

interface Data extends Writer {
  readonly volume: string;
  readonly others: readonly Writer[];
}

export default composeRule({
  id: 'compose/shared-writable-volume',
  severity: 'info',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Several services write to the same volume',
  why: 'Services that write to the same files overwrite what the others wrote, and one that is broken into changes what the others read or run.',
  knownProblems:
    'Services made from one image, whatever its tag, or from one build are taken for copies of one program. Jobs that end, backup services and services that never run together (profiles) are exempt. Whether a service really writes cannot be seen.',
  references: [
    'https://docs.docker.com/engine/storage/volumes/#use-a-read-only-volume',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],
  peers: ['kics:shared_volumes_between_containers'],
  examples: {
    bad: 'services:\n  db:\n    image: mariadb:11.8.3\n    volumes:\n      - data:/var/lib/mysql\n  watcher:\n    image: example/watcher:1.4\n    volumes:\n      - data:/data\n\nvolumes:\n  data:\n',
    good: 'services:\n  db:\n    image: mariadb:11.8.3\n    volumes:\n      - data:/var/lib/mysql\n  watcher:\n    image: example/watcher:1.4\n    volumes:\n      - data:/data:ro\n\nvolumes:\n  data:\n',
  },
  on: {
    service(service) {
      const mounts = serviceMounts(service);
      if (mounts.length === 0 || !isWriter(service)) return [];
      return mounts.map((mount) => judge({ service, mount }, writersOf(service.file)));
    },
  },
  message: ({ service, volume, others }: Data) =>
    `"${service.name}" and ${others.map((other) => `"${other.service.name}"`).join(', ')} all write to ${volume}. Mount it read-only where it is only read.`,
  fixes: [
    {
      kind: 'manual',
      title: ({ service }) => `Mount it read-only in "${service.name}"`,
      edits: (data) => (ownsData(data) ? undefined : makeReadOnly(data.mount)),
    },
  ],
});

const writers = new WeakMap<ComposeFile, ReadonlyMap<string, readonly Writer[]>>();

/** Every service that can write to a volume, by the volume. */
function writersOf(file: ComposeFile): ReadonlyMap<string, readonly Writer[]> {
  const known = writers.get(file);
  if (known) return known;
  const found = new Map<string, Writer[]>();
  for (const service of file.services) {
    if (!isWriter(service)) continue;
    for (const mount of serviceMounts(service)) {
      const volume = sharedName(service, mount);
      if (volume !== undefined) found.set(volume, [...(found.get(volume) ?? []), { service, mount }]);
    }
  }
  writers.set(file, found);
  return found;
}

function isWriter(service: ComposeService): boolean {
  return service.isLongRunning && service.knownImage?.class !== 'backup';
}

/** The volume that a mount can write to; undefined for sockets and for places of the host that are a matter of their own. */
function sharedName(service: ComposeService, mount: ServiceMount): string | undefined {
  const { hostPath, isReadOnly } = mount;
  if (isReadOnly !== false || hostPlaceOf(mount)) return undefined;
  if (hostPath !== undefined && (engineSocketAt(hostPath) || isPlaceOfSystem(hostPath))) return undefined;
  return volumeOf(service, mount);
}

/** Sockets, devices and clocks: shared by their nature. */
function isPlaceOfSystem(path: string): boolean {
  return (
    /\.sock$|^\/etc\/(?:localtime|timezone)$/.test(path) ||
    ['/dev', '/tmp', '/run', '/var/run'].some((one) => isWithin(path, one))
  );
}

function judge(writer: Writer, all: ReadonlyMap<string, readonly Writer[]>): Report<Data> | undefined {
  const volume = sharedName(writer.service, writer.mount);
  const others = all.get(volume ?? '')?.filter((other) => competes(writer.service, other.service)) ?? [];
  if (volume === undefined || others.length === 0) return undefined;
  // Whose data it is has to write it.
  if (ownsData(writer) && !others.some((other) => ownsData(other))) return undefined;
  const { view } = writer.mount.item;
  const token = view.kind === 'scalar' ? view : (writer.mount.source?.token ?? view);
  const distinct = others.filter(({ service }, index) => others.findIndex((one) => one.service === service) === index);
  const related = distinct.map(({ service, mount }) => ({
    token: mount.item.view,
    message: `"${service.name}" writes to it here`,
  }));
  const name = writer.mount.source?.text ?? volume;
  return finding(token, { ...writer, volume: name, others: distinct }, { related });
}

/** It is the folder in which the image of the service keeps its data. */
function ownsData({ service: { knownImage }, mount: { target } }: Writer): boolean {
  return knownImage !== undefined && target !== undefined && holdsData(target.text, knownImage);
}

/** Different programs that can run at the same time. */
function competes(one: ComposeService, other: ComposeService): boolean {
  if (one === other || isSameProgram(one, other)) return false;
  const first = profilesOf(one);
  const second = profilesOf(other);
  return first.length === 0 || second.length === 0 || first.some((profile) => second.includes(profile));
}

function isSameProgram(one: ComposeService, other: ComposeService): boolean {
  const image = one.image?.reference;
  const others = other.image?.reference;
  // Another version of it is the same program.
  if (image) return image.repository === others?.repository && image.registry === others.registry;
  const context = one.buildContext?.text;
  return context !== undefined && context === other.buildContext?.text;
}

function profilesOf(service: ComposeService): string[] {
  return service.items('profiles').flatMap(({ view }) => (view.kind === 'scalar' ? [view.text] : []));
}
