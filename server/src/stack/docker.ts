import type { OpenedFile } from '../engine/open';
import type { BuildSource, BuiltImage } from '../engine/surroundings';
import { builtImageOf } from '../formats/dockerfile/builtImage';
import { DockerfileDocument, parseDockerfile } from '../formats/dockerfile/document';
import { isRemote, resolvePath } from './files';

/** What Dockerfiles are read through; undefined for what is not there or lies outside of the workspace. */
interface Readers {
  readonly file: (path: string) => OpenedFile | undefined;
  readonly text: (path: string) => string | undefined;
}

/** The Dockerfile of a build in an absolute folder; undefined where it is elsewhere or cannot be read. */
export function readBuiltImage(
  read: Readers,
  { context, dockerfile, inline, target }: BuildSource,
): BuiltImage | undefined {
  const document =
    inline !== undefined
      ? documentOf('', inline)
      : isRemote(context)
        ? undefined
        : dockerfileAt(read, resolvePath(context, dockerfile ?? 'Dockerfile'));
  return document && builtImageOf(document, target);
}

/** The tree that its own rules look at, or, under a name by which no Dockerfile is known, one that is made for this. */
function dockerfileAt({ file, text }: Readers, path: string): DockerfileDocument | undefined {
  const document = file(path)?.parsed.documents[0]?.document;
  if (document instanceof DockerfileDocument) return document;
  const written = text(path);
  return written === undefined ? undefined : documentOf(path, written);
}

function documentOf(path: string, text: string): DockerfileDocument | undefined {
  return parseDockerfile(path, text).documents[0]?.document;
}

/**
 * Whether the engine keeps its logs small under this daemon.json: json-file with a size, or a driver that is not json-file
 * (https://docs.docker.com/engine/logging/configure/). Undefined when the text cannot be read.
 */
export function rotatesLogs(daemonConfiguration: string): boolean | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(daemonConfiguration);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const driver = 'log-driver' in parsed ? parsed['log-driver'] : 'json-file';
  const options = 'log-opts' in parsed ? parsed['log-opts'] : undefined;
  if (driver !== 'json-file') return true;
  return typeof options === 'object' && options !== null && 'max-size' in options;
}
