import { insertAt, type Edits } from '../../document/edit';
import type { Value } from '../../document/render';
import type { Entry, MapView } from '../../document/view';
import type { Settings } from '../../engine/settings';
import { Container } from './container';
import type { KubernetesObject } from './object';
import { entryAt, isTemplated, lacks, mapAt, mapsAt, numberAt, textAt, textsOf } from './values';

/** Where each pod-bearing kind keeps its pod template. A Pod is its own template. */
const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  Rollout: ['spec', 'template'],
};

export const WORKLOAD_KINDS: readonly string[] = Object.keys(TEMPLATE_PATHS);

/** An object that runs pods, seen through its pod template. */
export class Workload {
  readonly kind: string;
  readonly name: string;
  readonly containers: readonly Container[];

  private constructor(
    readonly object: KubernetesObject,
    /** Holds `metadata` and `spec` of the pods. */
    readonly template: MapView,
    readonly podSpec: MapView,
    readonly settings: Settings,
  ) {
    this.kind = object.kind;
    this.name = object.name;
    this.containers = [
      ...mapsAt(podSpec, 'containers').map((view) => new Container(this, view, 'container')),
      ...mapsAt(podSpec, 'initContainers').map((view) => new Container(this, view, initType(view))),
      ...mapsAt(podSpec, 'ephemeralContainers').map((view) => new Container(this, view, 'ephemeral')),
    ];
  }

  /** The workload that an object is; undefined for every other kind and where the pod template is not written. */
  static of(object: KubernetesObject, settings: Settings): Workload | undefined {
    const path = TEMPLATE_PATHS[object.kind];
    if (!path) return undefined;
    const template = path.length === 0 ? object.view : mapAt(object.view, ...path);
    const podSpec = mapAt(template, 'spec');
    return template && podSpec && new Workload(object, template, podSpec, settings);
  }

  /** The entry at a path below the pod's `spec`. */
  get(...path: readonly string[]): Entry | undefined {
    return entryAt(this.podSpec, path);
  }

  /** Whether nothing is written at a path below the pod's `spec`, for sure. */
  lacks(...path: readonly string[]): boolean {
    return lacks(this.podSpec, path);
  }

  /** Labels of the pods. */
  get labels(): Map<string, string> {
    return textsOf(mapAt(this.template, 'metadata', 'labels'));
  }

  /** Annotations of the pods. */
  get annotations(): Map<string, string> {
    return textsOf(mapAt(this.template, 'metadata', 'annotations'));
  }

  /** The pods select Windows nodes, by the field or by the label that came before it. */
  get isWindows(): boolean {
    return [
      ['os', 'name'],
      ['nodeSelector', 'kubernetes.io/os'],
      ['nodeSelector', 'beta.kubernetes.io/os'],
    ].some((path) => textAt(this.podSpec, ...path)?.toLowerCase() === 'windows');
  }

  /** Runs only when somebody calls `helm test` (https://helm.sh/docs/topics/chart_tests/). */
  get isHelmTest(): boolean {
    return /\btest\b/.test(this.object.annotations.get('helm.sh/hook') ?? '');
  }

  /** Runs to an end by design: a job, or a Pod that nobody restarts once it has succeeded. */
  get isOneShot(): boolean {
    if (this.kind === 'Job' || this.kind === 'CronJob') return true;
    return this.kind === 'Pod' && /^(?:Never|OnFailure)$/.test(textAt(this.podSpec, 'restartPolicy') ?? '');
  }

  /**
   * A kustomize patch rather than a whole manifest: the API refuses a workload of apps/v1 without selector and labels, so the rest
   * of it stands in another file and nothing can be said about what is missing here.
   */
  get isPatch(): boolean {
    return (
      textAt(this.object.view, 'apiVersion') === 'apps/v1' &&
      lacks(this.object.view, ['spec', 'selector']) &&
      lacks(this.template, ['metadata', 'labels'])
    );
  }

  /** `spec.replicas`; `unknown` where a template fills it in, 1 (the default of the API) where it is not written. */
  get replicas(): number | 'unknown' {
    if (lacks(this.object.view, ['spec', 'replicas'])) return 1;
    return numberAt(this.object.view, 'spec', 'replicas') ?? 'unknown';
  }

  /** Sets a value at a path below the pod's `spec`; what is written of the path is kept. */
  insert(path: readonly string[], value: Value): Edits {
    return insertAt(this.podSpec, path, value);
  }
}

/** A sidecar is an init container that stays (https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/). */
function initType(view: MapView): 'sidecar' | 'init' {
  const restartPolicy = view.get('restartPolicy')?.value;
  return restartPolicy?.kind === 'scalar' && !isTemplated(restartPolicy) && restartPolicy.text === 'Always'
    ? 'sidecar'
    : 'init';
}
