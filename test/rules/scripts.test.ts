import { describe, expect, it } from 'vitest';
import { fixAll } from '../../server/src/engine/fixing';
import { compose } from '../../server/src/formats/compose';
import { parseShell } from '../../server/src/shell';
import { Workspace } from '../../server/src/stack/workspace';
import { lintText, only } from '../support/lint';
import { MemoryDisk } from '../support/memoryDisk';

/** Every rule about what services run finds the same in a script that is mounted, and mends it there. */

const INLINE = /^( +)command: (sh|bash) -c '(.*)'$/m;
const COMPOSE = '/w/compose.yaml';
const SCRIPT = '/w/jobs/job.sh';

const cases = compose.rules.flatMap((rule) => {
  const [line = '', indent = '', shell = '', text = ''] = INLINE.exec(rule.examples.bad) ?? [];
  if (!rule.on['runner'] || line === '') return [];
  const run = `${indent}entrypoint: /job.sh\n${indent}configs:\n${indent}  - source: job\n${indent}    target: /job.sh`;
  const stack = `configs:\n  job:\n    file: ./jobs/job.sh\n${rule.examples.bad.replace(line, run)}`;
  const script = `#!/bin/${shell}\n\n${text.replaceAll('$$', '$')}\n`;
  return [{ rule, stack, script, files: rule.examples.files }];
});

describe('in a script', () => {
  it('many rules are looked at', () => expect(cases.length).toBeGreaterThan(12));

  it.each(cases.map((one) => [one.rule.id, one] as const))('%s', (id, { rule, stack, script, files }) => {
    const settings = only(id);
    const beside = Object.fromEntries(Object.entries(files ?? {}).map(([name, text]) => [`/w/${name}`, text]));
    const workspace = new Workspace('/w', new MemoryDisk({ ...beside, [COMPOSE]: stack, [SCRIPT]: script }), settings);
    const findingsIn = (path: string, text: string) =>
      lintText(text, { path, settings, surroundings: workspace.surroundingsOf(path) }).findings;
    expect(findingsIn(COMPOSE, stack).map((found) => found.rule.id)).toEqual([]);
    const findings = findingsIn(SCRIPT, script);
    expect(findings.map((found) => found.rule.id)).toEqual([id]);
    expect(findings[0]?.range.start).toBeGreaterThanOrEqual(script.indexOf('\n\n') + 2);
    expect(findings[0]?.message).not.toMatch(/\(line \d/);
    expect(findings[0]?.related.map(({ file }) => file?.source)).toEqual([COMPOSE]);
    if (rule.fixes.length === 0) return;
    const fixed = fixAll(script, (text) => findingsIn(SCRIPT, text), (found) => found.fixes()[0]).text;
    expect(fixed).not.toBe(script);
    expect(findingsIn(SCRIPT, fixed)).toEqual([]);
    expect(parseShell(fixed).isBroken).toBe(false);
    expect(fixed).toMatch(/^#!\/bin\/(?:ba)?sh\n\n/);
  });
});
