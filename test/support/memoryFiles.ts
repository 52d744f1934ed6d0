import type { Files } from '../../server/src/stack/files';

/** Files that exist nowhere but here; `contents` by paths relative to `root`. */
export function memoryFiles(root: string, contents: Readonly<Record<string, string>>): Files {
  const paths = Object.keys(contents).map((name) => `${root}/${name}`);
  return {
    read: (path) => contents[path.slice(root.length + 1)],
    list: (folder) => {
      const below = paths.flatMap((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : []));
      const names = below.map((path) => path.replace(/\/.*/s, '/'));
      return names.length > 0 || folder === root ? [...new Set(names)] : undefined;
    },
  };
}
