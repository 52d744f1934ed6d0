import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixAll } from '../../server/src/engine/fixing';
import { DISK_FILES } from '../../server/src/stack/diskFiles';
import { Workspace } from '../../server/src/stack/workspace';
import { FORMATS, mayBeOurs } from '../../server/src/formats';
import { configured, lintText, only } from '../support/lint';

/**
 * test/rules/<format>/<pattern>/ holds ordinary files. Every line on which the rule must report ends in
 * `# want`, optionally followed by the severity and by words of the message in quotes: `# want error "owns the host"`.
 * Where no comment can stand at the end of a line, it stands alone on a line above, one for each finding.
 * `name.fixed.yaml` beside `name.yaml` is what applying the first fix of every finding makes of it.
 * A folder in place of a file is a workspace: its files see each other, and a `holdfast.yaml` in it counts.
 */
const MARK = /# want(?: (error|warning|info|hint))?(?: "([^"]*)")?[ \t]*$/;

for (const format of FORMATS) {
  for (const rule of format.rules) {
    const folder = join(import.meta.dirname, rule.id);
    describe(`fixtures of ${rule.id}`, () => {
      it('exist', () => expect(existsSync(folder) && readdirSync(folder).length > 0).toBe(true));
      if (existsSync(folder)) for (const name of readdirSync(folder)) addCase(rule.id, join(folder, name));
    });
  }
}

function addCase(id: string, path: string): void {
  if (statSync(path).isDirectory()) {
    const inner = (readdirSync(path, { recursive: true }) as string[]).map((name) => join(path, name));
    for (const file of inner.filter(isChecked)) it(`${basename(path)}: ${file.slice(path.length + 1)}`, () => check(id, file, path));
  } else if (isChecked(path)) it(basename(path), () => check(id, path, undefined));
}

function isChecked(path: string): boolean {
  return mayBeOurs(path) && !/\.fixed\.\w+$/.test(path) && statSync(path).isFile();
}

function check(id: string, path: string, root: string | undefined): void {
  const text = readFileSync(path, 'utf8');
  const configuration = root && join(root, 'holdfast.yaml');
  const settings = configured(only(id), configuration && existsSync(configuration) ? readFileSync(configuration, 'utf8') : undefined);
  const surroundings = root ? new Workspace(root, DISK_FILES, settings).surroundingsOf(path) : undefined;
  const run = (of: string) => lintText(of, { path, settings, ...(surroundings ? { surroundings } : {}) }).findings;
  const findings = run(text);

  const lines = text.split('\n').map((line) => line.trim());
  const wanted = lines.flatMap((line, index) => {
    const mark = MARK.exec(line);
    if (!mark) return [];
    const below = lines.slice(index).findIndex((one) => !one.startsWith('# want'));
    return [{ line: index + below + 1, severity: mark[1], message: mark[2] }];
  });
  const found = findings.map(({ range, severity, message }) => ({ line: text.slice(0, range.start).split('\n').length, severity, message }));
  expect(found.map(({ line }) => line)).toEqual(wanted.map(({ line }) => line));
  for (const [index, want] of wanted.entries()) {
    if (want.severity) expect(`line ${want.line} ${found[index]?.severity}`).toBe(`line ${want.line} ${want.severity}`);
    if (want.message) expect(found[index]?.message).toContain(want.message);
  }

  const fixedPath = path.replace(/\.(\w+)$/, '.fixed.$1');
  if (fixedPath !== path && existsSync(fixedPath)) {
    const fixed = fixAll(text, run, (one) => one.fixes()[0]).text;
    expect(fixed).toBe(readFileSync(fixedPath, 'utf8'));
  }
}
