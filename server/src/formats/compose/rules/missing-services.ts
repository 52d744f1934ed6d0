import type { DocumentEdit } from '../../../document/edit';
import { layoutOf } from '../../../document/render';
import { lineStart, nextLine, type Token } from '../../../document/text';
import type { YamlDocument } from '../../../document/document';
import type { MapView } from '../../../document/view';
import { nameOf } from '../../../engine/paths';
import { finding } from '../../../engine/rule';
import { isMainName } from '../recognise';
import { composeRule } from '../rule';
import { isFileKey } from '../schema';

type Problem = 'empty' | 'no mapping' | 'first version' | 'foreign';

export default composeRule({
  id: 'compose/missing-services',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  crossFile: true,
  summary: 'Compose file declares nothing',
  why: 'Compose refuses a file that is empty, or whose services stand at the top as in the first version of the format. Nothing is started.',
  knownProblems:
    'Fragments that hold only networks, volumes, secrets, configs or `x-` keys are accepted, and so are files under names that Compose does not look for.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/',
    'https://docs.docker.com/compose/intro/history/',
  ],
  peers: ['compose-go:load', 'compose-lint:parse'],
  examples: {
    bad: 'web:\n  image: nginx:1.29.1\n  ports:\n    - "127.0.0.1:8080:80"\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    ports:\n      - "127.0.0.1:8080:80"\n',
  },
  on: {
    document(document, { file: { documents } }) {
      // Documents behind the first one are merged into it, and may be empty.
      if (document.problems.length > 0 || documents[0]?.document !== document || documents.length > 1) return undefined;
      const problem = problemOf(document);
      return problem && finding(tokenOf(document), { document, problem });
    },
  },
  message: ({ problem }) => {
    switch (problem) {
      case 'empty':
        return 'This file is empty, and Compose refuses it: nothing can be started. Declare what runs below `services:`.';
      case 'no mapping':
        return 'A Compose file is a mapping with `services:` at its top: Compose refuses this one. Put the services below `services:`, each under its name.';
      case 'first version':
        return 'The services stand at the top of the file, as in the first version of the format: Compose refuses it today. Move them below `services:`.';
      case 'foreign':
        return 'Nothing in this file is a section of a Compose file: Compose refuses it. Declare what runs below `services:`.';
    }
  },
  fixes: [
    {
      kind: 'review',
      title: 'Move everything below `services:`',
      edits: ({ document, problem }) => (problem === 'first version' ? indented(document) : undefined),
    },
  ],
});

function problemOf({ root, source, text }: YamlDocument): Problem | undefined {
  // Somebody has just made the file.
  if (text.trim() === '') return undefined;
  if (root === undefined || (root.kind === 'scalar' && root.isNull)) return 'empty';
  if (root.kind !== 'map') return 'no mapping';
  const entries = root.entries.filter(({ key }) => !key.text.startsWith('x-'));
  if (root.entries.length === 0) return 'empty';
  if (entries.length === 0 || entries.some(({ key }) => isFileKey(key.text))) return undefined;
  if (entries.every(({ value }) => value?.kind === 'map' && isContainer(value))) return 'first version';
  return isMainName(nameOf(source)) ? 'foreign' : undefined;
}

function isContainer(view: MapView): boolean {
  return ['image', 'build', 'extends'].some((key) => view.get(key));
}

function tokenOf(document: YamlDocument): Token {
  const { root } = document;
  if (root?.kind === 'map') return root.entries[0]?.key ?? root;
  if (root?.kind === 'scalar') return root;
  return { document, range: { start: root?.range.start ?? 0, end: root?.range.start ?? 0 } };
}

/** Every line from the first key on one step further to the right. */
function indented(document: YamlDocument): readonly DocumentEdit[] | undefined {
  const { text, root } = document;
  if (root?.kind !== 'map') return undefined;
  const { lineBreak, step } = layoutOf(document);
  const margin = ' '.repeat(step);
  const start = lineStart(text, root.range.start);
  // One line in brackets stays one line.
  if (text.charAt(root.range.start) === '{' || start !== root.range.start) return undefined;
  const edits: DocumentEdit[] = [];
  for (let at = start; at < text.length; at = nextLine(text, at)) {
    if (/^(?:---|\.\.\.)/.test(text.slice(at, at + 3))) break;
    const isBlank = /^[ \t]*(?:\r?\n|$)/.test(text.slice(at, nextLine(text, at)));
    const newText = (at === start ? `services:${lineBreak}` : '') + (isBlank ? '' : margin);
    if (newText !== '') edits.push({ document, range: { start: at, end: at }, newText });
  }
  return edits;
}
