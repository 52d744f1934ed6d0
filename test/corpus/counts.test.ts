import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { JsonReport } from '../cli/cli';
import { CORPUS } from '../support/corpus';
import { programOf } from '../support/program';

/** Folders of files that people run services with. */
const REAL = ['real/compose', 'real/kubernetes', 'rules-real', 'prometheus-config-examples'];
const PRESETS = ['recommended', 'all'] as const;

type Counts = Record<(typeof PRESETS)[number], number>;

/**
 * How often each rule finds something in real files, as numbers that are kept with the code: whoever changes what a rule finds sees
 * here by how much. `npx vitest run test/corpus -u` writes them anew.
 */
describe.skipIf(!CORPUS)('findings in real files', () => {
  it.each(REAL)('are as many as they were: %s', { timeout: 300_000 }, async (folder) => {
    const rules: Record<string, Counts> = {};
    const formats: Record<string, number> = {};
    for (const preset of PRESETS) {
      const { files } = check(folder, preset);
      for (const { format, findings } of files) {
        if (preset === 'all') formats[format] = (formats[format] ?? 0) + 1;
        for (const { rule } of findings) (rules[rule] ??= { recommended: 0, all: 0 })[preset]++;
      }
    }
    const counts = { files: sorted(formats), findings: sorted(rules) };
    await expect(`${JSON.stringify(counts, null, 2)}\n`).toMatchFileSnapshot(`counts/${folder.replace('/', '-')}.json`);
  });
});

function check(folder: string, preset: string): JsonReport {
  const words = ['check', folder, '--preset', preset, '--format', 'json', '--fail-on', 'never'];
  const output = execFileSync(process.execPath, [programOf('cli'), ...words], { cwd: CORPUS, maxBuffer: 2 ** 28 });
  return JSON.parse(output.toString('utf8')) as JsonReport;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
