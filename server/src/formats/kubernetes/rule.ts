import { ruleFactory } from '../../engine/rule';
import type { YamlDocument } from '../../document/document';
import type { Container } from './container';
import type { KubernetesObject } from './object';
import type { Workload } from './workload';

/** What the walk over a manifest comes by. */
export interface KubernetesSubjects {
  /** Every document, also one that could not be read as an object. */
  readonly document: YamlDocument;
  readonly object: KubernetesObject;
  readonly workload: Workload;
  readonly container: Container;
}

export const kubernetesRule = ruleFactory<KubernetesSubjects>();
