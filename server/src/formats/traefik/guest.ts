import type { ContainerProject } from '../../engine/containers';
import type { Guest } from '../../engine/format';
import type { Surroundings } from '../../engine/surroundings';
import { readTraefik, type ConfigurationFiles } from './model';
import { rules } from './rules';

/** Traefik in compose files: what its container is started with and mounts, and what the labels of all containers tell it. */
export const traefikGuest: Guest = {
  rules,
  *subjects({ visitor, view }, surroundings) {
    if (visitor !== 'containers') return;
    const project = view as ContainerProject;
    // Most projects have no Traefik, and nothing is worked out for them.
    if (!project.documents.some(({ text }) => /traefik/i.test(text))) return;
    yield { visitor: 'traefik', view: readTraefik(project, filesIn(surroundings)) };
  },
};

export function filesIn({ yaml, findFiles }: Surroundings): ConfigurationFiles {
  return { open: yaml, find: findFiles };
}
