/**
 * Writes everything that follows from the rules: their documentation, the manifest's settings, the schema of holdfast.yaml and the
 * table in the README; and the documentation of the built-in smoke tests. `--check` writes nothing and fails when a file differs from
 * what would be written.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OWN_RULES } from '../server/src/engine/ownRules';
import type { Rule, RuleDescription } from '../server/src/engine/rule';
import { FORMATS } from '../server/src/formats';
import { configurationSchema } from '../server/src/formats/holdfast/schema';
import { ruleIndex, rulePage, ruleTable, type DocumentedRule } from './generate/documentation';
import { manifestSettings } from './generate/manifest';
import { builtInSmokeTestsPage } from './generate/smokeTests';

const root = join(import.meta.dirname, '..');

const documented: DocumentedRule[] = [
  ...FORMATS.flatMap((format) =>
    format.rules.map((rule) => ({ format: format.title, guestIn: hostsOf(rule), rule, fixes: rule.fixes })),
  ),
  ...OWN_RULES.map((rule) => ({
    format: 'Holdfast configuration',
    rule,
    fixes: [{ kind: 'safe' as const, title: 'Delete the suppression' }],
  })),
];
const rules: RuleDescription[] = documented.map(({ rule }) => rule);

const outputs = new Map<string, string>();
for (const one of documented) outputs.set(`docs/rules/${one.rule.id}.md`, rulePage(one));
outputs.set('docs/rules/README.md', ruleIndex(documented));
outputs.set('docs/smoke-tests-built-in.md', builtInSmokeTestsPage());
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'holdfast.yaml',
  ...configurationSchema(rules),
};
outputs.set('schemas/holdfast.schema.json', json(schema));
const manifest = JSON.parse(read('package.json')) as { contributes: Record<string, unknown> };
manifest.contributes['configuration'] = manifestSettings(rules);
outputs.set('package.json', json(manifest));
outputs.set('README.md', between(read('README.md'), 'rules', ruleTable(documented)));

const stale = readdirSync(join(root, 'docs/rules'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  .filter((path) => !outputs.has(path));
const different = [...outputs]
  .filter(([path, text]) => !existsSync(join(root, path)) || read(path) !== text)
  .map(([path]) => path);

if (process.argv.includes('--check')) {
  for (const path of [...different, ...stale])
    console.error(`${path} is not what the code says: run \`npm run generate\``);
  process.exitCode = different.length + stale.length > 0 ? 1 : 0;
} else {
  for (const path of stale) rmSync(join(root, path));
  for (const path of different) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), outputs.get(path) ?? '');
  }
  console.log(`${outputs.size} generated files, ${different.length} written, ${stale.length} removed`);
}

function hostsOf(rule: Rule): string[] {
  return FORMATS.flatMap(({ title, guests = [] }) => (guests.some(({ rules }) => rules.includes(rule)) ? [title] : []));
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n';
}

/** Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->`. */
function between(text: string, name: string, content: string): string {
  const expression = new RegExp(`(<!-- ${name}:start -->\n)[^]*?(<!-- ${name}:end -->)`);
  if (!expression.test(text)) throw new Error(`README.md has no ${name} markers`);
  return text.replace(expression, (_, start: string, end: string) => `${start}${content}${end}`);
}
