import { afterEach, describe, expect, it } from 'vitest';
import { onlyRules, pathsOf, Sandbox } from './cli';

let box: Sandbox;
afterEach(() => box.remove());

const ID = 'compose/unchecked-backup-exit-code';
const SCRIPT = '#!/bin/sh\npg_dump -h db shop > /backups/shop.sql\nsleep 1d\n';
const MENDED = SCRIPT.replace('shop.sql', 'shop.sql || { echo Backup failed >&2; exit 1; }');
const STACK =
  'services:\n  backup:\n    image: postgres:17.6\n    command: /jobs/backup.sh\n    volumes: ["./jobs:/jobs:ro"]\n';
const FILES = {
  'holdfast.yaml': onlyRules({ [ID]: 'warning' }),
  'compose.yaml': STACK,
  'jobs/backup.sh': SCRIPT,
  'jobs/other.sh': SCRIPT,
};

describe('scripts that services run', () => {
  it.each([
    ['a folder', ['.']],
    ['the compose file alone', ['compose.yaml']],
    ['the script alone', ['jobs/backup.sh']],
    ['both', ['compose.yaml', 'jobs/backup.sh']],
    ['folders in one another', ['.', 'jobs']],
  ])('are reported once, where it stands, given %s', async (_, words) => {
    box = new Sandbox(FILES);
    const report = await box.json(words);
    const found = report.files.flatMap(({ path, findings }) =>
      findings.map(({ rule, range }) => [path, rule, range.start]),
    );
    expect(found).toEqual([['jobs/backup.sh', ID, { line: 1, character: 0 }]]);
    expect(report.files.find(({ path }) => path === 'jobs/backup.sh')?.format).toBe('shell');
    expect((await box.holdfast(['check', '--fail-on', 'warning', ...words])).code).toBe(1);
  });

  it('are left alone by git, and by the configuration where it says so', async () => {
    box = new Sandbox({ ...FILES, '.gitignore': 'jobs/\n' });
    expect(pathsOf(await box.json())).toEqual(['compose.yaml', 'holdfast.yaml', 'jobs/backup.sh']);
    box.write({ 'holdfast.yaml': `${FILES['holdfast.yaml']}ignore: ["jobs/**"]\n` });
    expect(pathsOf(await box.json())).toEqual(['compose.yaml', 'holdfast.yaml']);
  });

  it('are mended in a folder that is named, and left alone by the fixes of another file', async () => {
    box = new Sandbox(FILES);
    await box.holdfast(['check', '--fix=review', 'compose.yaml']);
    expect(box.read('jobs/backup.sh')).toBe(SCRIPT);
    await box.holdfast(['check', '--fix=review']);
    expect([box.read('jobs/backup.sh'), box.read('jobs/other.sh')]).toEqual([MENDED, SCRIPT]);
    expect((await box.json()).summary.findings).toBe(0);
  });
});
