import type { OpenedFile } from '../../engine/open';
import { folderOf, nameOf } from '../../engine/paths';
import { holdersIn, type Holder } from '../../formats/kubernetes/backups';
import type { Container } from '../../formats/kubernetes/container';
import { dataVolumesOf } from '../../formats/kubernetes/dataVolumes';
import { objectsOf } from '../../formats/kubernetes/object';
import { numberAt, scalarAt, textAt } from '../../formats/kubernetes/values';
import { Workload } from '../../formats/kubernetes/workload';
import type { Declared, DeclaredHealthCheck, DeclaredStack, DeclaredStackService } from '../../protocol';
import type { StackContext } from './composeStack';
import { uriOf, type Places } from './place';
import { kubernetesQuantity } from './quantity';

/** The workloads of the manifests in one folder; undefined where there are none. */
export function kubernetesStack(files: readonly OpenedFile[], context: StackContext): DeclaredStack | undefined {
  const [first] = files;
  if (!first) return undefined;
  const services = files.flatMap(({ yaml }) =>
    (yaml?.documents ?? [])
      .flatMap(({ document }) => objectsOf(document))
      .flatMap((object) => Workload.of(object, context.settings) ?? [])
      .filter((workload) => !workload.isHelmTest && !workload.isPatch)
      .flatMap((workload) => servicesOf(workload, context.places)),
  );
  if (services.length === 0) return undefined;
  const folder = folderOf(first.path);
  return {
    id: `kubernetes:${uriOf(folder)}`,
    kind: 'kubernetes',
    name: nameOf(folder),
    folder: uriOf(folder),
    files: files.map(({ path }) => uriOf(path)),
    services,
    objectives: context.settings.objectives,
  };
}

function servicesOf(workload: Workload, places: Places): DeclaredStackService[] {
  return holdersIn(workload).map((holder) => serviceOf(holder, places));
}

function serviceOf({ name, workload, container }: Holder, places: Places): DeclaredStackService {
  const { image, knownImage } = container;
  return {
    name,
    source: places.of(container.token),
    image: image && places.declared(image.token.text, image.token),
    imageKind: knownImage?.kind,
    isBuilt: false,
    ports: container.ports.map(({ number, view }) => {
      const protocol = textAt(view, 'protocol')?.toLowerCase() ?? 'tcp';
      const port = { hostAddress: '', hostPort: numberAt(view, 'hostPort'), containerPort: number, protocol };
      return places.declared(port, scalarAt(view, 'containerPort') ?? view);
    }),
    healthCheck: healthOf(container, places),
    suggestedProbe: knownImage?.probe.kind === 'command' ? knownImage.probe.test : undefined,
    limits: {
      memoryBytes: limit(container, 'memory', places),
      cpus: limit(container, 'cpu', places),
      processes: undefined,
    },
    restart: undefined,
    environmentNames: container.environment.map(({ name }) => name.text),
    isEnvironmentComplete: container.get('envFrom') === undefined,
    containerName: container.name,
    replicas: numberAt(workload.object.spec, 'replicas') ?? 1,
    profiles: [],
    isOneShot: workload.isOneShot,
    hasContainer: true,
    dataVolumes: dataVolumesOf(workload, container),
    isBackup: knownImage?.class === 'backup',
    isPartial: container.isPartial,
    workload: { kind: workload.kind, name: workload.name, namespace: workload.object.namespace },
  };
}

/** Kubernetes takes no notice of the health check that an image brings. */
function healthOf(container: Container, places: Places): DeclaredHealthCheck {
  for (const key of ['readinessProbe', 'livenessProbe']) {
    const probe = container.get(key);
    if (probe && !container.lacks(key)) return { kind: 'declared', test: undefined, source: places.of(probe.key) };
  }
  return container.isPartial ? { kind: 'unknown' } : { kind: 'absent' };
}

function limit(container: Container, name: string, places: Places): Declared<number> | undefined {
  const written = scalarAt(container.view, 'resources', 'limits', name);
  const value = written && kubernetesQuantity(written.text);
  return written && value !== undefined ? places.declared(value, written) : undefined;
}
