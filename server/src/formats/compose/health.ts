import type { Token } from '../../document/text';
import { isRemote, resolvePath } from '../../engine/paths';
import type { BuildSource, BuiltImage, Surroundings } from '../../engine/surroundings';
import { bringsHealthcheck, findImageLike, isBareBase, parseImageReference, type KnownImage } from '../../images';
import { scalarText, type ComposeService } from './model';

/** Whether Docker can tell that a service works, as far as the files say. */
export type Health =
  /** The service has a test, or its image brings one. */
  | { readonly state: 'checked' }
  /** Switched off on purpose, at this place. */
  | { readonly state: 'disabled'; readonly token: Token }
  /** No test in the file. `isCertain`: the image is known to bring none either. */
  | { readonly state: 'absent'; readonly isCertain: boolean }
  /** No test in the file, and the Dockerfile cannot be read. */
  | { readonly state: 'unread' }
  /** A variable decides, or part of the service is declared elsewhere. */
  | { readonly state: 'unknown' };

/** The effective health check: the service's own, else the one of the image it runs. */
export function healthOf(service: ComposeService, surroundings: Surroundings): Health {
  const disable = service.text('healthcheck', 'disable');
  if (disable && !disable.known) return { state: 'unknown' };
  if (disable && service.boolean('healthcheck', 'disable') === true) return { state: 'disabled', token: disable.token };
  const test = service.get('healthcheck', 'test')?.value;
  const first = test?.kind === 'sequence' ? test.items[0] : test;
  const word = scalarText(first);
  if (first && word !== undefined) {
    return first.kind === 'scalar' && service.interpolate(first).text === 'NONE'
      ? { state: 'disabled', token: first }
      : { state: 'checked' };
  }
  if (service.isPartial) return { state: 'unknown' };
  if (service.isBuilt) return healthOfBuild(service, surroundings);
  const { image } = service;
  // A variable in the name leaves open which image it is; one in the tag does not.
  const name = image && (image.known ? image.text : image.token.text);
  if (image && !image.known && parseImageReference(image.token.text).repository.includes('$'))
    return { state: 'unknown' };
  const health = healthOfImage(name, service.knownImage);
  // Timing without a test, or `disable: false`, is for the check that the image brings.
  const isExpected =
    health.state === 'absent' && !health.isCertain && service.get('healthcheck')?.value?.kind === 'map';
  return isExpected ? { state: 'unknown' } : health;
}

function healthOfBuild(service: ComposeService, surroundings: Surroundings): Health {
  const built = builtImageOf(service, surroundings);
  if (!built) return { state: 'unread' };
  if (built.healthcheck === 'present') return { state: 'checked' };
  if (built.healthcheck === 'none' || built.base === 'scratch') return { state: 'absent', isCertain: true };
  return healthOfImage(built.base, baseImage(service, built));
}

function healthOfImage(name: string | undefined, image: KnownImage | undefined): Health {
  const isChecked = image ? image.probe.kind === 'built-in' : name !== undefined && bringsHealthcheck(name);
  const isCertain = image !== undefined || (name !== undefined && isBareBase(name));
  return isChecked ? { state: 'checked' } : { state: 'absent', isCertain };
}

/** What the Dockerfile of a service says; undefined when nothing is built or it cannot be read. */
export function builtImageOf(service: ComposeService, surroundings: Surroundings): BuiltImage | undefined {
  const source = buildSource(service);
  return source && surroundings.builtImage(source);
}

/** The Dockerfile of a service as it is written; undefined when nothing is built or it cannot be read. */
export function dockerfileOf(service: ComposeService, { text }: Surroundings): string | undefined {
  const source = buildSource(service);
  if (!source || isRemote(source.context)) return undefined;
  return source.inline ?? text(resolvePath(source.context, source.dockerfile ?? 'Dockerfile'));
}

/** Undefined also where a variable without default decides what is built. */
export function buildSource(service: ComposeService): BuildSource | undefined {
  const build = service.get('build');
  if (!build) return undefined;
  const context = service.buildContext;
  const [dockerfile, inline, target] = ['dockerfile', 'dockerfile_inline', 'target'].map((key) =>
    service.text('build', key),
  );
  if ([context, dockerfile, inline, target].some((value) => value?.known === false)) return undefined;
  return {
    context: service.file.resolve(context?.token ?? build.key, context?.text ?? '.'),
    dockerfile: dockerfile?.text,
    inline: inline?.text,
    target: target?.text,
  };
}

/** The known image whose program runs: the service's own, or the one its Dockerfile begins with. */
export function runningImage(service: ComposeService, surroundings: Surroundings): KnownImage | undefined {
  if (!service.isBuilt) return service.knownImage;
  const built = builtImageOf(service, surroundings);
  return built && baseImage(service, built);
}

function baseImage(service: ComposeService, { base }: BuiltImage): KnownImage | undefined {
  return base === undefined ? undefined : findImageLike(base, service.file.settings.images);
}

/** Why no probe can run inside a service; undefined where one can, or where nothing is known. */
export function probeObstacle(service: ComposeService, surroundings: Surroundings): string | undefined {
  if (service.isBuilt && builtImageOf(service, surroundings)?.base === 'scratch')
    return 'It is built from scratch: no shell and no tool is inside.';
  const image = runningImage(service, surroundings);
  // A bare runtime says nothing about the program that somebody put into it.
  return image?.probe.kind === 'none' && image.class !== 'runtime' ? image.probe.reason : undefined;
}
