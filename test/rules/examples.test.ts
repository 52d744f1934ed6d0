import { describe, expect, it } from 'vitest';
import { fixAll } from '../../server/src/engine/fixing';
import { FORMATS } from '../../server/src/formats';
import { Workspace } from '../../server/src/stack/workspace';
import { configured, lintText, only } from '../support/lint';
import { MemoryDisk } from '../support/memoryDisk';

const ROOT = '/workspace';

for (const format of FORMATS.filter(({ rules }) => rules.length > 0)) {
  describe(`examples of ${format.id}`, () => {
    for (const rule of format.rules) {
      it(rule.id, () => {
        const { bad, good, files, name } = rule.examples;
        const settings = configured(only(rule.id), files?.['holdfast.yaml']);
        const path = `${ROOT}/${name ?? exampleName(format.id)}`;
        const around = files && new Workspace(ROOT, diskWith(files), settings).surroundingsOf(path);
        const options = { settings, path, ...(around ? { surroundings: around } : {}) };
        const findingsOf = (text: string) => lintText(text, options).findings;
        const findings = findingsOf(bad);
        expect(findings.map((found) => found.rule.id)).toEqual([rule.id]);
        expect(findings[0]?.message).not.toBe('');
        expect(findingsOf(good)).toEqual([]);
        if (rule.fixes.length === 0) return;
        expect(findings[0]?.fixes().length).toBeGreaterThan(0);
        expect(fixAll(bad, findingsOf, (found) => found.fixes()[0]).text).toBe(good);
      });
    }
  });
}

function diskWith(files: Readonly<Record<string, string>>): MemoryDisk {
  return new MemoryDisk(Object.fromEntries(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text])));
}

function exampleName(format: string): string {
  return { compose: 'compose.yaml', dockerfile: 'Dockerfile', dotenv: '.env', redis: 'redis.conf', prometheus: 'prometheus.yml', holdfast: 'holdfast.yaml' }[format] ?? 'example.yaml';
}
