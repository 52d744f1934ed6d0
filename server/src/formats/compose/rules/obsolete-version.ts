import { deleteEntry, type Edits } from '../../../document/edit';
import type { Entry } from '../../../document/view';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/obsolete-version',
  severity: 'hint',
  preset: 'recommended',
  category: 'maintenance',
  since: '0.1.0',
  tag: 'unnecessary',
  summary: 'Top-level `version` is obsolete',
  why: 'Compose ignores the version and warns about it on every command. It suggests to readers that keys of other versions would not work.',
  knownProblems: 'Left alone in files for a Swarm: `docker stack deploy` still reads it.',
  references: ['https://docs.docker.com/reference/compose-file/version-and-name/#version-top-level-element-obsolete'],
  peers: ['dclint:no-version-field', 'docker-compose:warning'],
  examples: {
    bad: "version: '3.8'\nservices:\n  web:\n    image: nginx:1.29.1\n",
    good: 'services:\n  web:\n    image: nginx:1.29.1\n',
  },
  on: {
    file(file) {
      const version = file.root.get('version');
      return version && !file.isSwarm ? finding(version.key, { version }) : undefined;
    },
  },
  message: () => 'Compose ignores `version` and warns about it on every command. Delete the line.',
  fixes: [{ kind: 'safe', title: 'Delete `version`', edits: ({ version }) => deleteWithGap(version) }],
});

/** At the top of a file the blank lines below go too: they would be all that is left of it. */
function deleteWithGap(version: Entry): Edits {
  const edits = deleteEntry(version);
  const [edit] = edits ?? [];
  const { document } = version.key;
  const { text } = document;
  if (!edit || edit.newText !== '' || text.slice(0, edit.range.start).trim() !== '') return edits;
  const gap = /^(?:[ \t]*\r?\n)*/.exec(text.slice(edit.range.end))?.[0].length ?? 0;
  return [{ document, range: { start: edit.range.start, end: edit.range.end + gap }, newText: '' }];
}
