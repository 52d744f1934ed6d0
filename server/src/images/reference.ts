import { remembered } from '../engine/remember';

/** An image reference taken apart. Offsets are zero-based, count UTF-16 units and point into the text that was parsed. */
export interface ImageReference {
  /** Host, with port if there is one. Absent for Docker Hub, however it was written. */
  readonly registry?: string;
  /** Path on the registry in lower case; `library/` of Docker Hub is stripped. Empty when there is no name. */
  readonly repository: string;
  /** Empty when the colon is there and nothing follows. */
  readonly tag?: string;
  /** Algorithm and hex digits, without the `@`. */
  readonly digest?: string;
  /** `${…}` or `$NAME` is left somewhere in the text: that part is not known. */
  readonly hasInterpolation: boolean;
  /** End of registry and repository: where a missing tag goes. */
  readonly nameEnd: number;
  /** Range of the tag, without its colon. Present exactly when `tag` is. */
  readonly tagStart?: number;
  readonly tagEnd?: number;
}

const DOCKER_HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/**
 * Takes an image reference apart, the way the engine does
 * (https://pkg.go.dev/github.com/distribution/reference). Never throws: what is half typed gives the parts that are there.
 */
export const parseImageReference = remembered((text): ImageReference => {
  const { masked, hasInterpolation } = maskInterpolations(text);
  const start = text.length - text.trimStart().length;
  const end = Math.max(start, text.trimEnd().length);

  const at = masked.indexOf('@', start);
  const digest = at < 0 ? undefined : text.slice(at + 1, end);
  const nameAndTagEnd = at < 0 ? end : at;

  // A colon before the last slash belongs to the registry's port.
  const lastSlash = masked.lastIndexOf('/', nameAndTagEnd - 1);
  const colon = masked.indexOf(':', Math.max(start, lastSlash + 1));
  const hasTag = colon >= 0 && colon < nameAndTagEnd;
  const nameEnd = hasTag ? colon : nameAndTagEnd;

  const firstSlash = masked.indexOf('/', start);
  const hasPath = firstSlash >= 0 && firstSlash < nameEnd;
  const firstPart = hasPath ? text.slice(start, firstSlash) : '';
  const hasRegistry = hasPath && /[.:$]|^localhost$/.test(firstPart);
  const registry = hasRegistry ? lowerCase(firstPart) : undefined;
  const onDockerHub = registry === undefined || DOCKER_HUB_HOSTS.has(registry);
  const path = lowerCase(text.slice(hasRegistry ? firstSlash + 1 : start, nameEnd));

  return {
    ...(onDockerHub ? {} : { registry }),
    repository: onDockerHub ? path.replace(/^library\//, '') : path,
    ...(hasTag ? { tag: text.slice(colon + 1, nameAndTagEnd), tagStart: colon + 1, tagEnd: nameAndTagEnd } : {}),
    ...(digest === undefined ? {} : { digest }),
    hasInterpolation,
    nameEnd,
  };
});

/** Replaces every interpolation by as many letters, so that colons and slashes in defaults are not taken for structure. */
function maskInterpolations(text: string): { masked: string; hasInterpolation: boolean } {
  if (!text.includes('$')) return { masked: text, hasInterpolation: false };
  let masked = '';
  let hasInterpolation = false;
  let position = 0;
  while (position < text.length) {
    const length = interpolationLength(text, position);
    if (length > 0) {
      hasInterpolation = true;
      masked += 'x'.repeat(length);
      position += length;
    } else {
      masked += text.charAt(position);
      position += 1;
    }
  }
  return { masked, hasInterpolation };
}

/** Length of the interpolation that begins at `position`, 0 when none does. An unfinished `${` reaches to the end. */
function interpolationLength(text: string, position: number): number {
  if (text.charAt(position) !== '$') return 0;
  if (text.charAt(position + 1) !== '{') return /^\$[A-Za-z_]\w*/.exec(text.slice(position))?.[0].length ?? 0;
  let depth = 0;
  for (let index = position + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth === 0) return index + 1 - position;
  }
  return text.length - position;
}

/** Variable names are case-sensitive, image names are not. */
function lowerCase(part: string): string {
  return part.includes('$') ? part : part.toLowerCase();
}

const MOVING_WORDS = new Set([
  'latest',
  'stable',
  'edge',
  'nightly',
  'dev',
  'test',
  'beta',
  'canary',
  'main',
  'master',
  'lts',
]);

/** A version (`3.2`, `v1`), a date (`20240612`) or a commit hash: a part that a publisher does not move. */
const FIXED_PART = /^v?\d+(\.\d+)*$|^(?=[a-f]*\d)[0-9a-f]{7,40}$/;

/**
 * Whether a tag is moved to newer builds by custom. A variant does not change that: `latest-alpine`, `lts-jdk17` and
 * `amd64-latest` move as much as `latest` does, because nothing in them names a release. A part that does name one wins:
 * `1.4.2-beta`, `stable-20240612` and `main-3f2a9c1` stay what they are.
 */
export function isMovingTag(tag: string): boolean {
  const parts = tag.toLowerCase().split('-');
  return parts.some((part) => MOVING_WORDS.has(part)) && !parts.some((part) => FIXED_PART.test(part));
}
