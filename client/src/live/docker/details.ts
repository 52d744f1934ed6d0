/** The parts of a container that are asked for when they are needed, and never kept. */
import { objectOf, textOf, textsOf } from './json';

export interface ContainerDetails {
  /** May hold secrets. */
  readonly environment: ReadonlyMap<string, string>;
  /** On the machine of the engine; empty where its logging driver writes no file. */
  readonly logPath: string;
}

/** @param value the answer of `GET /containers/{id}/json` */
export function detailsOf(value: unknown): ContainerDetails {
  const container = objectOf(value);
  const variables = textsOf(objectOf(container.Config).Env).map((entry): [string, string] => {
    const end = entry.indexOf('=');
    return end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)];
  });
  return { environment: new Map(variables), logPath: textOf(container.LogPath) };
}
