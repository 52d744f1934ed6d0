import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AnyFormat } from '../../server/src/engine/format';

/**
 * Real files of other projects, kept outside of this repository: the folder named by HOLDFAST_CORPUS, else `shared/corpus` beside
 * the checkout. Undefined where there is none; tests that need it then say that they were skipped.
 */
export const CORPUS = [process.env['HOLDFAST_CORPUS'], join(import.meta.dirname, '../../../shared/corpus')].find(
  (path): path is string => path !== undefined && existsSync(path),
);

/** Every YAML file below some folders of the corpus, sorted. */
export function corpusFiles(...folders: readonly string[]): string[] {
  return filesBelow(folders).filter((path) => /\.ya?ml$/.test(path));
}

/** Every file below some folders of the corpus that by its name is in the language of a format, sorted. */
export function corpusFilesOf({ language }: Pick<AnyFormat, 'language'>, ...folders: readonly string[]): string[] {
  return filesBelow(folders).filter((path) => language.reads(basename(path)) && statSync(path).isFile());
}

function filesBelow(folders: readonly string[]): string[] {
  if (!CORPUS) return [];
  const root = CORPUS;
  return folders
    .flatMap((folder) =>
      (readdirSync(join(root, folder), { recursive: true }) as string[]).map((name) => join(root, folder, name)),
    )
    .sort();
}
