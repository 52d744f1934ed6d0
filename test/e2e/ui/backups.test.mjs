// @ts-check
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { URLSearchParams } from 'node:url';
import { after, afterEach, before, describe } from 'mocha';
import { temporaryFolder } from '../../rig/machine.mjs';
import {
  DAY,
  folderWith,
  HOUR,
  logOf,
  runScript,
  showBackups,
  STACK,
  writeDump,
  writeNightlyBackups,
} from './backups.mjs';
import { clear, CountingSocket, IDLE, PASSING, startEngine, startService, whyNoDocker } from './engine.mjs';
import { uiTest } from './session.mjs';
import { chooseFromMenu, row, showView, welcome } from './view.mjs';

/** @import { Workbench } from '../../rig/workbench.mjs' */

const NOWHERE = `unix://${path.join(temporaryFolder('nowhere'), 'docker.sock')}`;
const START_DEADLINE_MS = 120_000;

const ALL_KINDS = `backups:
  shop-nightly:
    protects: [database]
    schedule: "0 2 * * *"
    rto: 4h
    source: { files: { glob: ./backups/nightly/*.tar.gz } }
  orders-late:
    protects: [database]
    every: 24h
    rpo: 26h
    source: { log: { path: logs/orders.jsonl } }
  billing-failed:
    protects: [database]
    schedule: "30 3 * * *"
    rpo: 50h
    source: { log: { path: logs/billing.jsonl } }
  media-unknown:
    protects: [web]
    every: 24h
    source: { files: { glob: ./elsewhere/*.tar.gz } }
`;

const BY_SCRIPT = `backups:
  rows-daily:
    protects: [database]
    every: 24h
    source: { log: { path: backups/rows.jsonl } }
`;

const BY_PROGRAM = `backups:
  rows-daily:
    protects: [database]
    every: 24h
    source: { command: { argv: [sh, -c, touch asked; date +%s] } }
`;

const BY_FILES = `backups:
  rows-daily:
    protects: [database]
    every: 24h
    source: { files: { glob: ./backups/*.sql.gz } }
`;

/** One for each night until the last one. */
function nights() {
  const last = Math.floor((Date.now() - 5 * HOUR) / DAY) * DAY + 3.5 * HOUR;
  return Array.from({ length: 30 }, (_, index) => ({ at: last - (29 - index) * DAY }));
}

function folderOfAllKinds() {
  const refused = { exit: 1, message: 'FATAL: password authentication failed for user "shop"' };
  const late = [6, 5, 4, 3].map((days) => ({ at: Date.now() - days * DAY - HOUR }));
  const failed = nights().map((run, index) => (index === 29 ? { ...run, ...refused } : run));
  const folder = folderWith(NOWHERE, {
    'compose.yaml': STACK,
    'holdfast.yaml': ALL_KINDS,
    'logs/orders.jsonl': logOf('orders-late', late),
    'logs/billing.jsonl': logOf('billing-failed', failed),
  });
  writeNightlyBackups(path.join(folder, 'backups/nightly'), 31);
  return folder;
}

/** What is in the editor and on no disk. @param {Workbench} workbench @param {string} name */
function unsaved(workbench, name) {
  return workbench.page.locator(`.tab.active.dirty[data-resource-name="${name}"]`);
}

describe('the Backups view', () => {
  uiTest(
    'shows which backups can be counted on, and why the others cannot',
    async (workbench) => {
      await showBackups(workbench);
      await row(workbench, 'Backup shop-nightly, healthy').waitFor();
      await row(workbench, 'Backup orders-late, unhealthy, 3 d old, at most 26 h').waitFor();
      const failed = row(workbench, 'Backup billing-failed, degraded, database error in the last run');
      await failed.waitFor();
      await row(workbench, 'Backup media-unknown, unknown, cannot be read').waitFor();
      await row(workbench, 'Service cache, no backup known').waitFor();
      await workbench.screenshot('backups-view');

      await failed.click();
      await row(workbench, 'last 30 days: 29 of 30 made · 1 failed').waitFor();
      await row(workbench, 'degraded: ').filter({ hasText: 'password authentication failed' }).waitFor();
      await workbench.screenshot('backups-unfolded');
      const hover = workbench.page.locator('.workbench-hover:visible');
      // A hover comes when the mouse arrives.
      await workbench.page.mouse.move(700, 600);
      await failed.hover();
      await hover.getByAltText('29 of 30 made · 1 failed').waitFor();
      await hover.getByText('99 % allows no miss at one backup a day').waitFor();
      await workbench.screenshot('backups-hover');
    },
    { folder: folderOfAllKinds() },
  );

  uiTest(
    'follows what a backup script does, and what holdfast.yaml says',
    async (workbench, copy) => {
      const script = {
        job: 'rows-daily',
        folder: path.join(copy, 'backups'),
        log: path.join(copy, 'backups/rows.jsonl'),
      };
      await showBackups(workbench);
      await row(workbench, 'Backup rows-daily, unknown, cannot be read').waitFor();
      assert.equal(runScript(script, ['head', '-c', '4000', '/dev/urandom']), 0);
      await row(workbench, 'Backup rows-daily, healthy').waitFor();
      assert.equal(runScript(script, ['sh', '-c', 'echo connection refused >&2; exit 3']), 1);
      await row(workbench, 'Backup rows-daily, degraded, database error in the last run').waitFor();

      const file = path.join(copy, 'holdfast.yaml');
      writeFileSync(file, BY_SCRIPT.replace('rows-daily:', 'rows-nightly:'));
      await row(workbench, 'Backup rows-nightly, degraded').waitFor();
      writeFileSync(file, BY_SCRIPT.replace('every: 24h', 'every: often'));
      await row(workbench, 'Backup rows-daily, unknown, not understood').waitFor();
      writeFileSync(file, `${BY_SCRIPT}  other: { protects: [`);
      await row(workbench, 'Backup other, unknown, not understood').waitFor();
      await workbench.screenshot('backups-file-broken');
      writeFileSync(file, 'backups: {}\n');
      await row(workbench, 'Service database, no backup known').waitFor();
    },
    { folder: folderWith(NOWHERE, { 'compose.yaml': STACK, 'holdfast.yaml': BY_SCRIPT }) },
  );

  uiTest(
    'reads nothing before the folder is trusted',
    async (workbench, copy) => {
      await workbench.answerDialog("No, I don't trust the authors");
      await showView(workbench);
      await showBackups(workbench);
      const text = welcome(workbench, 'so no backup is looked for');
      await text.waitFor();
      assert.equal(await row(workbench, 'Backup ').count(), 0);
      assert.ok(!existsSync(path.join(copy, 'asked')));
      await workbench.screenshot('backups-untrusted');
      await text.getByText('Manage Workspace Trust').click();
      const editor = workbench.page.locator('.workspace-trust-editor');
      await editor.getByRole('button', { name: 'Trust', exact: true }).click();
      await row(workbench, 'Backup rows-daily, healthy').waitFor();
      assert.ok(existsSync(path.join(copy, 'asked')));
    },
    {
      folder: folderWith(NOWHERE, { 'compose.yaml': STACK, 'holdfast.yaml': BY_PROGRAM }),
      workspaceTrust: true,
    },
  );

  uiTest(
    'says what to do where nothing is known of backups',
    async (workbench) => {
      await showBackups(workbench);
      const text = welcome(workbench, 'No backup is known here');
      await text.waitFor();
      await workbench.screenshot('backups-nothing');
      await text.getByText('Declare a Backup').click();
      await workbench.pick('web');
      await workbench.pick('Files in a folder of this machine');
      await unsaved(workbench, 'holdfast.yaml').waitFor();
      await row(workbench, 'Backup web-daily').waitFor();
    },
    { folder: folderWith(NOWHERE, { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.27\n' }) },
  );

  uiTest(
    'declares a backup in holdfast.yaml, and leaves it to be read and saved',
    async (workbench, copy) => {
      const file = path.join(copy, 'holdfast.yaml');
      await showBackups(workbench);
      const lacking = row(workbench, 'Service cache, no backup known');
      await lacking.hover();
      await lacking.getByRole('button', { name: 'Declare a Backup…' }).click();
      await workbench.page.locator('.quick-input-title', { hasText: 'Declare a Backup' }).waitFor();
      await workbench.screenshot('backups-declare');
      await workbench.pick('Log of a wrapped backup script');
      await unsaved(workbench, 'holdfast.yaml').waitFor();
      await workbench.waitForText('cache-daily:');
      await workbench.page.locator('.statusbar-item', { hasText: 'Ln 6, Col 3' }).waitFor();
      await row(workbench, 'Backup cache-daily, unknown, cannot be read').waitFor();
      await workbench.screenshot('backups-declared');
      assert.equal(readFileSync(file, 'utf8'), BY_SCRIPT);
    },
    { folder: folderWith(NOWHERE, { 'compose.yaml': STACK, 'holdfast.yaml': BY_SCRIPT }) },
  );

  uiTest(
    'declares nothing in a holdfast.yaml that is broken, and says so',
    async (workbench) => {
      await showBackups(workbench);
      await workbench.runCommand('Holdfast: Declare a Backup…');
      await workbench.pick('cache');
      await workbench.pick('Files in a folder of this machine');
      await workbench.notification('holdfast.yaml has errors that must be mended first').waitFor();
    },
    { folder: folderWith(NOWHERE, { 'compose.yaml': STACK, 'holdfast.yaml': 'backups: [\n' }) },
  );

  uiTest(
    'writes a backup script, and never over one that is there',
    async (workbench, copy) => {
      await workbench.openFile('compose.yaml');
      await workbench.runCommand('Holdfast: Write a Backup Script…');
      await workbench.pick('database');
      await unsaved(workbench, 'backup-database.sh').waitFor();
      await workbench.waitForText('#!/bin/sh');
      assert.ok(!existsSync(path.join(copy, 'backup-database.sh')));
      await workbench.screenshot('backups-script');
      await workbench.notification('make it executable').getByText('Declare This Backup').click();
      await unsaved(workbench, 'holdfast.yaml').waitFor();
      await workbench.waitForText('./backups/database/backup.jsonl');

      await workbench.runCommand('Holdfast: Write a Backup Script…');
      await workbench.pick('cache');
      await workbench.notification('backup-cache.sh is there already, and was left as it is').waitFor();
      await workbench.waitForText('# mine');
      assert.equal(readFileSync(path.join(copy, 'backup-cache.sh'), 'utf8'), '# mine\n');
    },
    { folder: folderWith(NOWHERE, { 'compose.yaml': STACK, 'backup-cache.sh': '# mine\n' }) },
  );

  uiTest(
    'opens the last log, checks when it is told to, and says why there is no rehearsal',
    async (workbench) => {
      await showBackups(workbench);
      const failed = row(workbench, 'Backup billing-failed, degraded');
      await failed.hover();
      await failed.getByRole('button', { name: 'Open Log of Backup' }).click();
      await workbench.page.locator('.tab.active[data-resource-name="billing.jsonl"]').waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: 'Ln 60,' }).waitFor();

      await workbench.runCommand('View: Show Explorer');
      await workbench.runCommand('Holdfast: Check Backups Now');
      await row(workbench, 'Backup shop-nightly, healthy').waitFor();
      await workbench.runCommand('Holdfast: Open Log of Backup');
      await workbench.pick('orders-late');
      await workbench.page.locator('.tab.active[data-resource-name="orders.jsonl"]').waitFor();

      await chooseFromMenu(workbench, row(workbench, 'Backup shop-nightly'), 'Rehearse a Restore…');
      await workbench.notification('A restore is rehearsed on the Docker engine. No Docker engine runs').waitFor();
      await workbench.screenshot('backups-no-engine');
    },
    { folder: folderOfAllKinds() },
  );
});

const reason = await whyNoDocker();
(reason === undefined ? describe : describe.skip)('backups of services that run', () => {
  /** @type {import('./engine.mjs').Dockerd} */
  let engine;
  const socket = new CountingSocket();

  before(async function () {
    this.timeout(START_DEADLINE_MS);
    engine = await startEngine();
    socket.target = engine.socket;
    await socket.listen();
  });
  /** Whose containers end at once unless they are given something else to do. @param {string} name */
  async function makeImageThatEnds(name) {
    await engine.run('template', { ...IDLE });
    const [repo = '', tag = ''] = name.split(':');
    const changes = 'CMD ["sh", "-c", "echo FATAL: no configuration; exit 1"]';
    await engine.api('POST', `/commit?${new URLSearchParams({ container: 'template', repo, tag, changes })}`, {});
    await engine.remove('template');
  }

  afterEach(() => clear(engine));
  after(async () => {
    socket.close();
    await engine?.dispose();
  });

  uiTest(
    'stand beside them, and make none of them unhealthy',
    async (workbench, copy) => {
      await Promise.all([
        startService(engine, copy, 'database', { ...IDLE, Image: 'postgres:15', Healthcheck: PASSING }),
        startService(engine, copy, 'cache', { Image: 'redis:7', Healthcheck: PASSING }),
      ]);
      await showView(workbench);
      const database = row(workbench, 'Service database, healthy, backup unhealthy');
      await database.waitFor();
      await workbench.page.locator('.pane', { hasText: 'Services' }).first().waitFor();
      await row(workbench, 'Service cache, healthy').first().click();
      await row(workbench, 'backup: no backup known').waitFor();
      await database.click();
      await row(workbench, 'backup: rows-daily, unhealthy, 3 d old, at most 25 h').waitFor();
      await workbench.screenshot('backups-of-services');
      await row(workbench, 'backup: rows-daily').click();
      await workbench.page.locator('.tab.active[data-resource-name="holdfast.yaml"]').waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: 'Ln 2, Col 3' }).waitFor();
    },
    {
      folder: folderWith(socket.host, {
        'compose.yaml': STACK,
        'holdfast.yaml': BY_SCRIPT,
        'backups/rows.jsonl': logOf('rows-daily', [{ at: Date.now() - 3 * DAY - HOUR }]),
      }),
    },
  );

  const withDump = folderWith(socket.host, { 'compose.yaml': STACK, 'holdfast.yaml': BY_FILES });
  writeDump(path.join(withDump, 'backups/rows.sql.gz'));

  uiTest(
    'are restored into a throw-away container after a question, and into none without an answer',
    async (workbench, copy) => {
      await makeImageThatEnds('postgres:15-broken');
      await startService(engine, copy, 'database', { ...IDLE, Image: 'postgres:15-broken', Healthcheck: PASSING });
      const containers = async () => /** @type {unknown[]} */ (await engine.api('GET', '/containers/json?all=true'));
      await showBackups(workbench);
      const job = row(workbench, 'Backup rows-daily');
      await row(workbench, 'Backup rows-daily, healthy').waitFor();
      await chooseFromMenu(workbench, job, 'Rehearse a Restore…');
      const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'Rehearse a restore?' });
      await dialog.getByText('rows.sql.gz is restored into a throw-away container of postgres:15-broken').waitFor();
      await workbench.screenshot('backups-consent');
      await workbench.answerDialog('Cancel');
      assert.equal((await containers()).length, 1);

      await chooseFromMenu(workbench, job, 'Rehearse a Restore…');
      await workbench.answerDialog('Rehearse');
      await workbench.notification('does not start with this dump: FATAL: no configuration').waitFor();
      await row(workbench, 'Backup rows-daily, unhealthy, restore test failed').waitFor();
      await workbench.screenshot('backups-rehearsed');
      assert.equal((await containers()).length, 1);
    },
    { folder: withDump },
  );
});
