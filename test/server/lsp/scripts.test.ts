import { afterEach, describe, expect, it, vi } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { ShellDocument } from '../../../server/src/shell';
import { at, client, start, titled } from './actions';
import { onlyRules, PLAIN, uriOf } from './testClient';

afterEach(() => vi.restoreAllMocks());

/** What is wrong in a script that a service runs stands in the script. */

const COMPOSE = uriOf('/w/compose.yaml');
const SCRIPT = uriOf('/w/jobs/backup.sh');
const ID = 'compose/unchecked-backup-exit-code';
const UNCHECKED = '#!/bin/sh\npg_dump -h db shop > /backups/shop.sql\nsleep 1d\n';
const CHECKED = UNCHECKED.replace('shop.sql', 'shop.sql || exit 1');
const running = (path: string): string =>
  [
    'services:',
    '  backup:',
    '    image: postgres:17.6',
    `    command: ${path}`,
    '    volumes:',
    '      - ./jobs:/jobs:ro',
    '',
  ].join('\n');
const STACK = running('/jobs/backup.sh');

describe('a script that a service runs', () => {
  it('holds the findings, which point to what mounts it', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/compose.yaml': STACK } });
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    const [found, ...others] = await client.pull(SCRIPT);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: ID,
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 7 } },
      message: expect.stringContaining('pg_dump in "backup" fails:'),
      relatedInformation: [
        {
          location: { uri: COMPOSE, range: { start: { line: 5, character: 8 }, end: { line: 5, character: 23 } } },
          message: '"backup" gets this script here.',
        },
      ],
    });
    await client.open(COMPOSE, STACK);
    expect(await client.pull(COMPOSE)).toEqual([]);
    expect(client.logs).toEqual([]);
  });

  it('is judged as it reads while it is typed', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/compose.yaml': STACK, '/w/jobs/backup.sh': UNCHECKED } });
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    expect(await client.found(SCRIPT)).toEqual([`1:${ID}`]);
    await client.change(SCRIPT, CHECKED);
    expect(await client.found(SCRIPT)).toEqual([]);
    await client.change(SCRIPT, `\n${UNCHECKED}`);
    expect(await client.found(SCRIPT)).toEqual([`2:${ID}`]);
    await client.change(SCRIPT, '#!/bin/sh\nif pg_dump "\n');
    expect(await client.found(SCRIPT)).toEqual([]);
  });

  it('is judged by the compose file as that is typed', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/compose.yaml': STACK } });
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    await client.open(COMPOSE, STACK);
    expect(await client.found(SCRIPT)).toEqual([`1:${ID}`]);
    await client.change(COMPOSE, running('/jobs/other.sh'));
    expect(await client.found(SCRIPT)).toEqual([]);
    await client.change(COMPOSE, STACK);
    expect(await client.found(SCRIPT)).toEqual([`1:${ID}`]);
    await client.close(COMPOSE);
    await client.write({ '/w/compose.yaml': running('sleep 1d') });
    expect(await client.found(SCRIPT)).toEqual([]);
  });

  it('has what an editor cannot pull pushed, also when the compose file changes', async () => {
    await start({ capabilities: PLAIN, files: { '/w/compose.yaml': STACK } });
    await client.configure(onlyRules(ID));
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    expect((await client.nextPublished(SCRIPT)).diagnostics).toHaveLength(1);
    await client.write({ '/w/compose.yaml': running('sleep 1d') });
    expect((await client.nextPublished(SCRIPT)).diagnostics).toEqual([]);
  });

  it('is mended where it stands', async () => {
    await start({ settings: onlyRules(ID), files: { '/w/compose.yaml': STACK } });
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    const mended = await applied('End the script');
    expect(mended).toBe(UNCHECKED.replace('shop.sql\n', 'shop.sql || { echo Backup failed >&2; exit 1; }\n'));
    await client.change(SCRIPT, mended);
    expect(await client.found(SCRIPT)).toEqual([]);
  });

  it.each([
    ['pg_dump', UNCHECKED, UNCHECKED.replace('pg_dump', `# holdfast-ignore ${ID} -- \${1:reason}\npg_dump`)],
    [
      'pg_dump',
      '#!/bin/sh\nset -u; nice \\\n  pg_dump -h db \\\n  shop > /backups/shop.sql\nsleep 1d\n',
      `#!/bin/sh\n# holdfast-ignore ${ID} -- \${1:reason}\nset -u; nice \\\n  pg_dump -h db \\\n  shop > /backups/shop.sql\nsleep 1d\n`,
    ],
    [
      'pg_dump',
      '#!/bin/sh\nwhile true; do\n  cat <<END\nhello\nEND\n  pg_dump -h db shop |\n    gzip > /backups/shop.sql\ndone\n',
      `#!/bin/sh\nwhile true; do\n  cat <<END\nhello\nEND\n  # holdfast-ignore ${ID} -- \${1:reason}\n  pg_dump -h db shop |\n    gzip > /backups/shop.sql\ndone\n`,
    ],
  ])('can say that a finding is meant so', async (word, text, expected) => {
    await start({ settings: onlyRules(ID), files: { '/w/compose.yaml': STACK } });
    await client.open(SCRIPT, text, 'shellscript');
    expect(await client.found(SCRIPT)).toHaveLength(1);
    const ignored = await applied(`Ignore ${ID} here`, word, text);
    expect(ignored).toBe(expected);
    await client.change(SCRIPT, ignored);
    expect(await client.found(SCRIPT)).toEqual([]);
  });

  it('says when such a comment is no longer needed, and names rules that it may hold', async () => {
    await start({
      settings: onlyRules(ID, 'holdfast/unused-suppression'),
      files: { '/w/compose.yaml': STACK },
    });
    await client.open(SCRIPT, CHECKED.replace('pg_', `# holdfast-ignore ${ID} -- known\npg_`), 'shellscript');
    const [found] = await client.pull(SCRIPT);
    expect(found?.message).toContain(`Nothing here is found by ${ID} any more`);
    await client.change(SCRIPT, UNCHECKED.replace('#!/bin/sh', `#!/bin/sh\n# holdfast-ignore-file ${ID} -- known`));
    expect(await client.found(SCRIPT)).toEqual([]);
  });

  it('stands once, whoever runs it, and names all of them', async () => {
    const twice = STACK + running('/jobs/backup.sh').replace('services:\n', '').replace('backup:', 'nightly:');
    await start({ settings: onlyRules(ID), files: { '/w/compose.yaml': twice } });
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    const [found, ...others] = await client.pull(SCRIPT);
    expect(others).toEqual([]);
    expect(found?.relatedInformation?.map(({ location }) => location.range.start.line)).toEqual([5, 10]);
  });

  it('may be named by a compose file that is put together from others', async () => {
    await start({
      settings: onlyRules(ID),
      files: {
        '/w/compose.yaml': STACK.replace('    command: /jobs/backup.sh\n', ''),
        '/w/compose.override.yaml': 'services:\n  backup:\n    command: /jobs/backup.sh\n',
      },
    });
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    expect(await client.found(SCRIPT)).toEqual([`1:${ID}`]);
  });
});

describe('a script that nobody runs', () => {
  const other = uriOf('/w/jobs/other.sh');

  it('is none of ours, whatever it says', async () => {
    await start({ settings: { preset: 'all' }, files: { '/w/compose.yaml': STACK } });
    await client.open(other, `# holdfast-ignore ${ID}\n${UNCHECKED}`, 'shellscript');
    expect(await client.pull(other)).toEqual([]);
    await client.until(() => client.checked.length > 0);
    expect(client.checked.map(({ format }) => format)).toEqual([undefined]);
  });

  it('is not parsed', async () => {
    const parse = vi.spyOn(ShellDocument.prototype, 'shell', 'get');
    await start({ settings: { preset: 'all' }, files: { '/w/compose.yaml': STACK } });
    await client.open(other, UNCHECKED, 'shellscript');
    await client.pull(other);
    expect(parse).not.toHaveBeenCalled();
    await client.open(SCRIPT, UNCHECKED, 'shellscript');
    await client.pull(SCRIPT);
    expect(parse).toHaveBeenCalled();
  });
});

/** The script after an action. */
async function applied(title: string, word = 'pg_dump', text = UNCHECKED): Promise<string> {
  const diagnostics = await client.pull(SCRIPT);
  const { edit } = await client.resolve(
    titled(await client.codeActions(SCRIPT, at(text, word), { diagnostics }), title),
  );
  const [change] = edit?.documentChanges ?? [];
  if (!change || !('edits' in change)) throw new Error('no edits');
  const edits = change.edits.map((one) => ({
    range: one.range,
    newText: 'snippet' in one ? one.snippet.value : one.newText,
  }));
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
}
