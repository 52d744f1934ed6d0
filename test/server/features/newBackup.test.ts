import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/document/parse';
import { newBackupIn } from '../../../server/src/features/newBackup';
import { readBackups } from '../../../server/src/formats/holdfast';
import { applyEdits } from '../../../server/src/document/edit';
import type { NewBackupParams } from '../../../server/src/protocol';

const SOURCES = ['files', 'volume', 'exec', 'container', 'log', 'promql', 'command'] as const;

/** The text with a backup declared in it. */
function written(text: string, more: Partial<NewBackupParams> = {}): { text: string; id: string; line: string } {
  const params: NewBackupParams = { folder: 'file:///shop', service: 'db', source: 'files', ...more };
  const { edits, id, position } = newBackupIn(text, params);
  const { lineStarts } = parseYaml('holdfast.yaml', text);
  const offsetAt = ({ line, character }: { line: number; character: number }): number =>
    (lineStarts[line] ?? 0) + character;
  const after = applyEdits(
    text,
    edits.map(({ range, newText }) => ({
      range: { start: offsetAt(range.start), end: offsetAt(range.end) },
      newText,
    })),
  );
  return { text: after, id, line: after.split(/\r?\n/)[position.line] ?? '' };
}

describe('a new backup', () => {
  it.each(SOURCES)('that %s tell about can be read as it is written', (source) => {
    const { text } = written('', { source });
    const [slot] = parseYaml('holdfast.yaml', text).documents;
    const { jobs } = readBackups(slot?.document.root, () => new Set(['db', 'db-backup']));
    expect(jobs.map(({ problems }) => problems)).toEqual([[]]);
    expect(jobs[0]?.job).toMatchObject({ protects: ['db'], rpoMs: 26 * 3_600_000 });
  });

  it('is put beside others, with a name of its own, and its key is shown', () => {
    const before = 'preset: strict\nbackups:\n  db-daily: # by cron\n    protects: [db]\n';
    const { text, id, line } = written(before);
    expect(text.startsWith(before)).toBe(true);
    expect(id).toBe('db-daily-2');
    expect(line).toBe('  db-daily-2:');
  });

  it('keeps the line ends of the file', () => {
    expect(written('preset: strict\r\n').text).not.toMatch(/[^\r]\n/);
  });

  it('is not written into a file that has to be mended first', () => {
    expect(newBackupIn('backups: [', { folder: 'file:///shop', service: 'db', source: 'files' }).edits).toEqual([]);
  });
});
