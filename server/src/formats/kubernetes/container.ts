import { insertAt, replaceValue, type Edits } from '../../document/edit';
import type { Value } from '../../document/render';
import type { Entry, MapView, ScalarView } from '../../document/view';
import type { Token } from '../../document/text';
import { findImageLike, parseImageReference, type ImageReference, type KnownImage } from '../../images';
import type { Workload } from './workload';
import { booleanOf, entryAt, isTemplated, lacks, mapsAt, numberAt, scalarAt, textAt } from './values';

/** `sidecar`: an init container that keeps running, and so is treated like an ordinary one by probes and resources. */
export type ContainerType = 'container' | 'init' | 'sidecar' | 'ephemeral';

export interface ContainerPort {
  readonly number: number;
  readonly name: string | undefined;
  readonly view: MapView;
}

export interface EnvironmentVariable {
  readonly name: ScalarView;
  /** The literal value; undefined for `valueFrom` and for names without a value. */
  readonly value: ScalarView | undefined;
  /** The whole list item. */
  readonly view: MapView;
}

/**
 * Fields of the pod's securityContext that its containers inherit
 * (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context).
 */
const INHERITED: ReadonlySet<string> = new Set([
  'runAsUser',
  'runAsGroup',
  'runAsNonRoot',
  'seccompProfile',
  'seLinuxOptions',
  'appArmorProfile',
  'windowsOptions',
]);

/** A container of a pod template, whatever list it stands in. */
export class Container {
  readonly name: string;
  /** Findings about what the container lacks stand here: its name, or where that is missing its first key. */
  readonly token: Token;

  constructor(
    readonly workload: Workload,
    readonly view: MapView,
    readonly type: ContainerType,
  ) {
    const name = scalarAt(view, 'name');
    this.name = name?.text ?? '';
    this.token = name ?? view.entries[0]?.key ?? view;
  }

  /** What findings about this container are grouped by. */
  get subject(): string {
    return `${this.workload.kind}/${this.workload.name}.${this.name}`;
  }

  get(...path: readonly string[]): Entry | undefined {
    return entryAt(this.view, path);
  }

  /** Whether nothing is written at a path, for sure: what a template fills in may hold it. */
  lacks(...path: readonly string[]): boolean {
    return lacks(this.view, path);
  }

  /** A boolean as kubectl reads it; undefined where it is absent, quoted or templated. */
  boolean(...path: readonly string[]): boolean | undefined {
    return booleanOf(this.get(...path)?.value);
  }

  /** Part of it stands in another file (kustomize patches name no image): nothing can be said about what it lacks. */
  get isPartial(): boolean {
    return this.workload.isPatch || this.view.get('image') === undefined || this.view.get('$patch') !== undefined;
  }

  /** Stays as long as its pod: probes make sense here. */
  get isLongRunning(): boolean {
    return this.type === 'container' || this.type === 'sidecar';
  }

  /** The field of the securityContext that counts: the container's own, else the one it inherits from the pod. */
  security(field: string): Entry | undefined {
    if (isTemplated(this.get('securityContext')?.value)) return undefined;
    const own = this.get('securityContext', field);
    if (own && !this.lacks('securityContext', field)) return own;
    return INHERITED.has(field) ? this.workload.get('securityContext', field) : undefined;
  }

  /** Whether a field of the securityContext is set neither here nor, where it is inherited, on the pod, for sure. */
  lacksSecurity(field: string): boolean {
    return (
      this.lacks('securityContext', field) && (!INHERITED.has(field) || this.workload.lacks('securityContext', field))
    );
  }

  /** Names of added capabilities in capitals, without the `CAP_` that the API does not know. */
  get addedCapabilities(): string[] {
    const added = this.get('securityContext', 'capabilities', 'add')?.value;
    const items = added?.kind === 'sequence' ? added.items : [];
    return items.flatMap((item) => (item.kind === 'scalar' ? item.text.toUpperCase().replace(/^CAP_/, '') : []));
  }

  /** The image where it is written out; undefined where it is missing or a template decides. */
  get image(): { readonly token: ScalarView; readonly entry: Entry; readonly reference: ImageReference } | undefined {
    const entry = this.get('image');
    const token = entry?.value;
    if (!entry || token?.kind !== 'scalar' || token.isNull || isTemplated(token)) return undefined;
    const reference = parseImageReference(token.text);
    return reference.hasInterpolation ? undefined : { token, entry, reference };
  }

  get knownImage(): KnownImage | undefined {
    const { image } = this;
    if (!image) return undefined;
    const { text } = image.token;
    return findImageLike(text, this.workload.settings.images);
  }

  /** Ports with a number; names are kept where they are written. */
  get ports(): ContainerPort[] {
    return mapsAt(this.view, 'ports').flatMap((view) => {
      const number = numberAt(view, 'containerPort');
      return number === undefined ? [] : [{ number, name: textAt(view, 'name'), view }];
    });
  }

  get environment(): EnvironmentVariable[] {
    return mapsAt(this.view, 'env').flatMap((view) => {
      const name = scalarAt(view, 'name');
      return name ? [{ name, value: scalarAt(view, 'value'), view }] : [];
    });
  }

  /** Adds fields to the securityContext, which is made where there is none. */
  insertSecurity(fields: Readonly<Record<string, Value>>): Edits {
    const entry = this.get('securityContext');
    if (!entry || isEmpty(entry))
      return entry ? replaceValue(entry, fields) : insertAt(this.view, ['securityContext'], fields);
    const parts = Object.entries(fields).map(([field, value]) => this.insert(['securityContext', field], value));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }

  /** Sets a value at a path; what is written of the path is kept. */
  insert(path: readonly string[], value: Value): Edits {
    return insertAt(this.view, path, value);
  }
}

/** `securityContext:` or `securityContext: {}`. */
function isEmpty({ value }: Entry): boolean {
  if (value?.kind === 'map') return value.entries.length === 0;
  return value === undefined || (value.kind === 'scalar' && value.isNull);
}
