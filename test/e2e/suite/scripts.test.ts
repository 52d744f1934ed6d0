import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingGone, findingOf, openFile, openNewFile, replaceText, uriOf } from './support';

const RULE = 'compose/unchecked-backup-exit-code';
const STACK = [
  'services:',
  '  nightly:',
  '    image: postgres:17.6',
  '    command: /jobs/backup.sh',
  '    volumes: ["./jobs:/jobs:ro"]',
  '',
].join('\n');
const SCRIPT = '#!/bin/sh\npg_dump -h db -f /backups/shop.sql shop\nsleep 1d\n';

describe('scripts that a service runs', () => {
  it('hold what is found in them, as they and their compose file are typed', async () => {
    await openNewFile('stack/nightly/compose.yaml', STACK);
    const script = await openNewFile('stack/nightly/jobs/backup.sh', SCRIPT);
    assert.equal(script.document.languageId, 'shellscript');
    const { range, relatedInformation } = await findingOf(script.document.uri, RULE);
    assert.deepEqual([range.start.line, range.start.character, range.end.character], [1, 0, 7]);
    assert.deepEqual(
      relatedInformation?.map(({ location }) => [location.uri.path, location.range.start.line]),
      [[uriOf('stack/nightly/compose.yaml').path, 4]],
    );
    await replaceText(script, 'shop\nsleep', 'shop || exit 1\nsleep');
    await findingGone(script.document.uri, RULE);
    await replaceText(script, ' || exit 1', '');
    await findingOf(script.document.uri, RULE);
    const compose = await openFile('stack/nightly/compose.yaml');
    await replaceText(compose, '/jobs/backup.sh', '/jobs/other.sh');
    await findingGone(script.document.uri, RULE);
  });
});
