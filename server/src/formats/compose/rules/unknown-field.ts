import { renameKey } from '../../../document/edit';
import { nearest } from '../../../engine/nearest';
import { finding } from '../../../engine/rule';
import { composeRule } from '../rule';
import { isServiceKey, unknownKeys } from '../schema';

export default composeRule({
  id: 'compose/unknown-field',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Key is not part of the Compose Specification',
  why: 'Compose refuses a file with a key it does not know, and nothing in it is started. Keys of your own are allowed when they begin with `x-`.',
  knownProblems:
    'A key that looks like no other one is only a hint, because a newer Compose may know it. Free mappings such as `environment`, `labels` and `driver_opts` are not looked into.',
  references: [
    'https://docs.docker.com/reference/compose-file/',
    'https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json',
  ],
  peers: ['compose-go:schema', 'dclint:invalid-schema'],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    enviroment:\n      TZ: UTC\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    environment:\n      TZ: UTC\n',
  },
  on: {
    file({ root }) {
      // Without services this is a fragment for another tool, or a file of the days before `services:`.
      if (!root.get('services') && !root.get('include')) return undefined;
      return unknownKeys(root).map(({ entry, known, parent }) => {
        const name = entry.key.text;
        const meant = nearest(name, known);
        const isMisplaced = !meant && parent?.key.text !== undefined && isServiceKey(name);
        const data = { entry, name, meant, isMisplaced, place: parent ? `"${parent.key.text}"` : 'the file' };
        return finding(entry.key, data, meant ? {} : { severity: 'hint' });
      });
    },
  },
  message: ({ name, meant, place, isMisplaced }) => {
    if (meant) return `"${name}" is no key of ${place}: Compose refuses the file. Did you mean "${meant}"?`;
    if (isMisplaced)
      return `"${name}" is a key of the service itself, not of ${place}: Compose refuses the file. Move it up.`;
    return `"${name}" is not known as a key of ${place}. Unless your Compose is newer than this list, it refuses the file.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ meant }) => `Rename to "${meant}"`,
      edits: ({ entry, meant }) =>
        meant === undefined || entry.owner.get(meant) ? undefined : renameKey(entry, meant),
    },
  ],
});
