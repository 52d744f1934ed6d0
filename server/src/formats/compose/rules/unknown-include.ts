import type { ScalarView, YamlView } from '../../../document/view';
import { folderOf, isRemote, nameOf, resolvePath } from '../../../engine/paths';
import { finding, type Report } from '../../../engine/rule';
import type { Surroundings } from '../../../engine/surroundings';
import { valueAt, type ComposeFile } from '../model';
import { hasCertainFolder, localPath, presenceOf, severityOfMissing } from '../presence';
import { composeRule } from '../rule';

interface Data {
  readonly path: ScalarView;
  /** The files of the circle, this one first and last. */
  readonly cycle: readonly string[] | undefined;
}

export default composeRule({
  id: 'compose/unknown-include',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Includes a file that does not exist',
  why: 'Compose refuses the whole project when an included file is not there, or when files include each other in a circle.',
  knownProblems:
    'Files outside of the workspace, files at an address and paths with variables are left alone. Where the Compose file is the only one in its folder it was most likely copied there: then a missing file is a warning.',
  references: ['https://docs.docker.com/reference/compose-file/include/'],
  peers: ['compose-go:load'],
  examples: {
    bad: 'include:\n  - databases.yaml\nservices:\n  api:\n    image: example/api:2.1\n',
    good: 'include:\n  - database.yaml\nservices:\n  api:\n    image: example/api:2.1\n',
    files: { 'database.yaml': 'services:\n  db:\n    image: postgres:17.6\n' },
  },
  on: {
    file(file, { surroundings }) {
      return includedPaths(file.root).map((path): Report<Data> | undefined => {
        const place = localPath(file, path);
        if (place === undefined) return undefined;
        if (presenceOf(place, surroundings) === 'missing') {
          if (!hasCertainFolder(file, surroundings)) return undefined;
          return finding(path, { path, cycle: undefined }, { severity: severityOfMissing(file, surroundings) });
        }
        const here = ownPath(file);
        const way = here === undefined ? undefined : wayTo(here, place, surroundings, new Set());
        return way && finding(path, { path, cycle: [here ?? '', ...way].map(nameOf) });
      });
    },
  },
  message: ({ path, cycle }: Data) =>
    cycle
      ? `These files include each other in a circle: ${cycle.join(' → ')}. Compose refuses the project; take one of the includes away.`
      : `"${path.text}" is included and does not exist: Compose refuses the project. Correct the path.`,
});

/** The items of `include`: a path, or a mapping with one or several. */
function includedPaths(root: YamlView): ScalarView[] {
  const list = valueAt(root, 'include');
  const items = list?.kind === 'sequence' ? list.items : [];
  return items.flatMap((item) => {
    const path = item.kind === 'map' ? item.get('path')?.value : item;
    const paths = path?.kind === 'sequence' ? path.items : path ? [path] : [];
    return paths.filter((one): one is ScalarView => one.kind === 'scalar' && !one.isNull);
  });
}

function ownPath({ project, document }: ComposeFile): string | undefined {
  return project.sourceOf.get(document)?.path;
}

/** The files through which one includes another in the end; undefined where it does not. */
function wayTo(
  goal: string,
  from: string,
  surroundings: Surroundings,
  visited: Set<string>,
): readonly string[] | undefined {
  if (from === goal) return [goal];
  if (visited.has(from)) return undefined;
  visited.add(from);
  const root = surroundings.yaml(from)?.documents[0]?.document.root;
  for (const { text } of root ? includedPaths(root) : []) {
    if (text.includes('$') || isRemote(text)) continue;
    const way = wayTo(goal, resolvePath(folderOf(from), text), surroundings, visited);
    if (way) return [from, ...way];
  }
  return undefined;
}
