import { describe, expect, it } from 'vitest';
import { fixAll } from '../../server/src/engine/fixing';
import { FORMATS } from '../../server/src/formats';
import { lintText, only } from '../support/lint';

/** A rule whose examples need more than the one file says so by being cross-file; its fixtures show it then. */
for (const format of FORMATS) {
  describe(`examples of ${format.id}`, () => {
    for (const rule of format.rules) {
      it(rule.id, () => {
        const { bad, good } = rule.examples;
        const settings = only(rule.id);
        const findings = lintText(bad, { settings, path: `/workspace/${exampleName(format.id)}` }).findings;
        expect(findings.map((found) => found.rule.id)).toEqual([rule.id]);
        expect(findings[0]?.message).not.toBe('');
        const findingsOf = (text: string) => lintText(text, { settings, path: `/workspace/${exampleName(format.id)}` }).findings;
        expect(findingsOf(good)).toEqual([]);
        if (rule.fixes.length === 0) return;
        expect(findings[0]?.fixes().length).toBeGreaterThan(0);
        expect(fixAll(bad, findingsOf, (found) => found.fixes()[0]).text).toBe(good);
      });
    }
  });
}

function exampleName(format: string): string {
  return { compose: 'compose.yaml', prometheus: 'prometheus.yml' }[format] ?? 'example.yaml';
}
