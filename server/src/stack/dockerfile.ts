import { DockerfileParser } from 'dockerfile-ast';
import type { BuiltImage } from '../engine/surroundings';

interface Stage {
  /** As written behind FROM, with the defaults of build arguments filled in; undefined where one has none. */
  readonly base: string | undefined;
  readonly name: string | undefined;
  healthcheck: BuiltImage['healthcheck'];
  user: string | undefined;
}

/**
 * What a Dockerfile says about the image it builds, up to the image it begins with. `target` is the stage that is built, the last
 * one by default. Undefined when there is no such stage. Format: https://docs.docker.com/reference/dockerfile/
 */
export function readDockerfile(text: string, target?: string): BuiltImage | undefined {
  const stages = stagesOf(text);
  let at = target === undefined ? stages.length - 1 : indexOfStage(stages, target, stages.length);
  let built: BuiltImage | undefined;
  // A stage that begins with an earlier one inherits what it does not say itself.
  for (let stage = stages[at]; stage; stage = stages[at]) {
    built = {
      healthcheck: !built || built.healthcheck === 'absent' ? stage.healthcheck : built.healthcheck,
      user: built?.user ?? stage.user,
      base: stage.base,
    };
    at = stage.base === undefined ? -1 : indexOfStage(stages, stage.base, at);
  }
  return built;
}

/** Stages are named by `AS name`, upper and lower case alike; only an earlier one can be built upon. */
function indexOfStage(stages: readonly Stage[], name: string, before: number): number {
  const wanted = name.toLowerCase();
  for (let index = before - 1; index >= 0; index--) if (stages[index]?.name?.toLowerCase() === wanted) return index;
  return -1;
}

function stagesOf(text: string): Stage[] {
  const dockerfile = DockerfileParser.parse(text);
  const defaults = new Map<string, string>();
  for (const argument of dockerfile.getInitialARGs()) {
    const property = argument.getProperty();
    const value = property?.getValue();
    if (property && value) defaults.set(property.getName(), value);
  }
  const froms = new Map(dockerfile.getFROMs().map((from) => [from.getRange().start.line, from]));
  const stages: Stage[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const from = froms.get(instruction.getRange().start.line);
    if (from) {
      const base = fillIn(from.getImage() ?? '', defaults);
      stages.push({ base, name: from.getBuildStage() ?? undefined, healthcheck: 'absent', user: undefined });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) continue;
    const keyword = instruction.getKeyword();
    // Taking the others apart costs more than all the rest.
    if (keyword !== 'USER' && keyword !== 'HEALTHCHECK') continue;
    const [first] = instruction.getArguments();
    if (keyword === 'USER') stage.user = first?.getValue();
    else stage.healthcheck = first?.getValue().toUpperCase() === 'NONE' ? 'none' : 'present';
  }
  return stages;
}

/** `${NAME}`, `${NAME:-default}` and `$NAME`; undefined when a value is not known. */
function fillIn(text: string, values: ReadonlyMap<string, string>): string | undefined {
  let isKnown = text !== '';
  const filled = text.replace(
    /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
    (_, braced: string | undefined, fallback: string | undefined, bare: string | undefined) => {
      const value = values.get(braced ?? bare ?? '') ?? fallback;
      isKnown &&= value !== undefined;
      return value ?? '';
    },
  );
  return isKnown ? filled : undefined;
}
