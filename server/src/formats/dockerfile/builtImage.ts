import { DEFAULT_SETTINGS } from '../../engine/settings';
import type { BuiltImage } from '../../engine/surroundings';
import type { DockerfileDocument } from './document';
import type { Instruction } from './instruction';
import { Dockerfile } from './model';

/**
 * What a Dockerfile says about the image it builds, up to the image it begins with. `target` is the stage that is built, the last
 * one by default. Undefined when there is no such stage.
 */
export function builtImageOf(document: DockerfileDocument, target?: string): BuiltImage | undefined {
  const file = new Dockerfile(document, document.source, DEFAULT_SETTINGS);
  const stage = target === undefined ? file.finalStage : file.stageNamed(target);
  if (!stage) return undefined;
  const healthcheck = stage.last('HEALTHCHECK');
  return {
    healthcheck: !healthcheck ? 'absent' : isNone(healthcheck) ? 'none' : 'present',
    user: stage.last('USER')?.words[0]?.text,
    base: stage.rootImage,
  };
}

/** `HEALTHCHECK NONE`; a command may be called so as well. */
function isNone({ document, keywordRange, end }: Instruction): boolean {
  return /^\s*none\s*$/i.test(document.text.slice(keywordRange.end, end));
}
