/** `npm run new-rule <format>/<pattern>`: writes a rule, its entry in the format's list, and fixtures. Overwrites nothing. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { version } from '../package.json';
import { FORMATS } from '../server/src/formats';

const root = join(import.meta.dirname, '..');
const id = process.argv[2] ?? '';
const [format = '', pattern = ''] = id.split('/');

/** How each format calls its factory, and what its walk comes by. */
const KINDS: Record<
  string,
  { readonly factory: string; readonly subject: string; readonly token: string; readonly example: string }
> = {
  compose: {
    factory: 'composeRule',
    subject: 'service',
    token: 'service.key',
    example: 'services:\n  web:\n    image: nginx:1.29.1\n',
  },
  dockerfile: {
    factory: 'dockerfileRule',
    subject: 'stage',
    token: 'stage.from.token',
    example: 'FROM alpine:3.22.1\n',
  },
  kubernetes: {
    factory: 'kubernetesRule',
    subject: 'container',
    token: 'container.token',
    example:
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx:1.29.1\n',
  },
  prometheus: {
    factory: 'prometheusRule',
    subject: 'target',
    token: 'target.scalar',
    example: "scrape_configs:\n  - job_name: web\n    static_configs:\n      - targets: ['web:8080']\n",
  },
  'prometheus-rules': {
    factory: 'prometheusRulesRule',
    subject: 'alert',
    token: 'alert.token',
    example: 'groups:\n  - name: web\n    rules:\n      - alert: WebDown\n        expr: up{job="web"} == 0\n',
  },
};

const kind = KINDS[format];
if (!kind || !/^[a-z]+(-[a-z]+)*$/.test(pattern))
  fail(`usage: npm run new-rule <format>/<pattern>, where format is one of ${Object.keys(KINDS).join(', ')}`);
if (FORMATS.some(({ rules }) => rules.some((rule) => rule.id === id))) fail(`${id} exists already`);

const name = pattern.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const rulePath = `server/src/formats/${format}/rules/${pattern}.ts`;
const example = JSON.stringify(kind.example).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"');
write(
  rulePath,
  `import { finding } from '../../../engine/rule';
import { ${kind.factory} } from '../rule';

export default ${kind.factory}({
  id: '${id}',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '${version}',
  summary: 'What is found, in one line',
  why: 'What happens at night because of it.',
  references: [],
  examples: {
    bad: '${example}',
    good: '${example}',
  },
  on: {
    ${kind.subject}(${kind.subject}) {
      return finding(${kind.token}, { ${kind.subject} });
    },
  },
  message: () => 'What is wrong and why it matters. What to do.',
});
`,
);
const extension = format === 'dockerfile' ? 'dockerfile' : 'yaml';
write(`test/rules/${id}/found.${extension}`, kind.example);
write(`test/rules/${id}/valid-1.${extension}`, kind.example);
const list = register();
execFileSync('npx', ['prettier', '--write', '--log-level', 'warn', rulePath, list], { cwd: root, stdio: 'inherit' });
console.log(
  `Now: make the examples and fixtures of ${id} true (\`npx vitest run test/rules -t ${id}\`), then \`npm run generate\`.`,
);

/** Adds the rule to its format's list and gives the path of that. */
function register(): string {
  const path = `server/src/formats/${format}/rules/index.ts`;
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(/^import (\w+) from '\.\/[\w-]+';\n/gm)];
  const next = imports.find(([, other = '']) => other > name);
  const line = `import ${name} from './${pattern}';\n`;
  const at = next?.index ?? (imports.at(-1)?.index ?? 0) + (imports.at(-1)?.[0].length ?? 0);
  const withImport = text.slice(0, at) + line + text.slice(at);
  const successor = next?.[1];
  const list = /export const rules[^[]*\[[^]*?= \[|export const rules: readonly Rule\[\] = \[/;
  const listed = successor
    ? withImport.replace(
        new RegExp(`(\\[[^]*?)\\b${successor}\\b(?=[,\\]\\s])(?![^]*import )`),
        `$1${name}, ${successor}`,
      )
    : withImport.replace(/,?\s*\];\s*$/, `, ${name}];\n`);
  if (!list.test(listed) || !listed.slice(listed.indexOf('export const rules')).includes(name))
    fail(`add ${name} to ${path} by hand`);
  writeFileSync(join(root, path), listed);
  console.log(`changed ${path}`);
  return path;
}

function write(path: string, text: string): void {
  const full = join(root, path);
  if (existsSync(full)) fail(`${path} exists already`);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  console.log(`wrote ${path}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
