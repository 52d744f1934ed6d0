import type { YamlDocument } from '../../document/document';
import { ruleFactory } from '../../engine/rule';
import type { Traefik } from './model';

/**
 * What rules about Traefik visit. They run over its own YAML files and, as guests, over compose files: whatever a Traefik is told is put
 * together from labels, flags, variables and files first, and each finding is shown in the file in which it is written.
 */
export interface TraefikSubjects {
  /** Of Traefik's own files only. */
  readonly document: YamlDocument;
  readonly traefik: Traefik;
}

export const traefikRule = ruleFactory<TraefikSubjects>();
