/** What an engine tells of one path in a container without running anything there. */
import { isObject, numberOf, textOf, timeOf } from './json';

export interface PathInfo {
  readonly bytes: number;
  /** Milliseconds since 1970; undefined where the engine does not know. */
  readonly writtenAt: number | undefined;
  readonly isFolder: boolean;
  /** Where a link leads, as the container sees it; empty for what is none. */
  readonly linkTarget: string;
}

/** The bit of a folder: https://pkg.go.dev/io/fs#FileMode */
const FOLDER = 2 ** 31;

/**
 * @param header `X-Docker-Container-Path-Stat`: JSON in base64, https://docs.docker.com/reference/api/engine/
 * @returns undefined for what is none
 */
export function pathInfoOf(header: unknown): PathInfo | undefined {
  const stat = parsed(Buffer.from(textOf(header), 'base64').toString('utf8'));
  if (!isObject(stat) || typeof stat.size !== 'number') return undefined;
  return {
    bytes: stat.size,
    writtenAt: timeOf(stat.mtime),
    isFolder: numberOf(stat.mode) % (2 * FOLDER) >= FOLDER,
    linkTarget: textOf(stat.linkTarget),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
