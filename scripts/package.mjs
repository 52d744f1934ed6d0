// Makes holdfast-<version>.vsix: the minified bundles and what .vscodeignore names.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

// The bundles hold every dependency, so none is looked for; relative links of the README stay as they are.
execFileSync(
  'npx',
  ['vsce', 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', `holdfast-${version}.vsix`],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
