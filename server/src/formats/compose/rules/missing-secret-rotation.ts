import { finding } from '../../../engine/rule';
import { scalarText, valueAt } from '../model';
import { composeRule } from '../rule';

/** `db_password_v2`, `db_password_2026_01`, `db-password-20260101`, `tls.3`. */
const VERSION = /[-_.]?v\d+$|[-_.]\d+(?:[-_]\d+)*$/i;

export default composeRule({
  id: 'compose/missing-secret-rotation',
  severity: 'hint',
  preset: 'off',
  category: 'secrets',
  since: '0.1.0',
  summary: 'Nothing says when the secret was last changed',
  why: 'A secret without a version in its name is changed in place, if ever: nobody sees which one is in use, and going back means remembering the old one.',
  references: [
    'https://docs.docker.com/engine/swarm/secrets/#example-rotate-a-secret',
    'https://docs.docker.com/reference/compose-file/secrets/',
  ],
  examples: {
    bad: 'services:\n  db:\n    image: postgres:17.6\n    secrets:\n      - db_password\n\nsecrets:\n  db_password:\n    file: ./secrets/db_password\n',
    good: 'services:\n  db:\n    image: postgres:17.6\n    secrets:\n      - db_password_v2\n\nsecrets:\n  db_password_v2:\n    file: ./secrets/db_password\n',
  },
  on: {
    file({ root }) {
      const secrets = root.get('secrets')?.value;
      if (secrets?.kind !== 'map') return [];
      return secrets.entries.map(({ key, value }) => {
        const names = [key.text, scalarText(valueAt(value, 'name')) ?? ''];
        const labels = valueAt(value, 'labels');
        const words = labels?.kind === 'map' ? labels.entries.map((label) => label.key.text) : [];
        if (labels?.kind === 'sequence') words.push(...labels.items.map((item) => scalarText(item) ?? ''));
        const isVersioned = names.some((name) => VERSION.test(name) || name.includes('$'));
        if (key.text.startsWith('x-') || isVersioned || words.some((word) => /rotat|version|expire/i.test(word)))
          return undefined;
        return finding(key, { name: key.text });
      });
    },
  },
  message: ({ name }) =>
    `Nothing says when the secret "${name}" was last changed. Put a version into its name (\`${name}_v1\`), or a label with the date of its next change.`,
});
