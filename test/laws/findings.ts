import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from '../../server/src/engine/finding';
import { lint } from '../../server/src/engine/lint';
import { openFile } from '../../server/src/engine/open';
import { NOTHING_AROUND } from '../../server/src/engine/surroundings';
import { Checker } from '../../server/src/features/checker';
import { FORMATS } from '../../server/src/formats';
import { DISK_FILES } from '../../server/src/stack/diskFiles';
import { EVERYTHING } from '../support/lint';

/** Everything that is found in a text. */
export type FindingsOf = (text: string) => readonly Finding[];

/** What is found in texts that stand in place of a file, as if there was no other one. */
export function findingsAlone(path: string): FindingsOf {
  return (text) => {
    const file = openFile(path, text, FORMATS, EVERYTHING);
    return file ? lint(file, EVERYTHING, NOTHING_AROUND).findings : [];
  };
}

/** What is found in texts that stand in place of a file, in the light of everything in its folder and below. */
export function findingsInFolder(path: string): FindingsOf {
  const checker = new Checker(DISK_FILES, ({ rule, error }) => {
    throw new Error(`${rule} threw`, { cause: error });
  });
  checker.setRoots([pathToFileURL(dirname(path)).toString()]);
  return (text) => checker.findingsOf(pathToFileURL(path).toString(), text, EVERYTHING);
}
