// @ts-check
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe } from 'mocha';
import { temporaryFolder } from '../../rig/machine.mjs';
import { uiTest } from './session.mjs';

/** @import { Locator } from 'playwright-core' */
/** @import { Workbench } from '../../rig/workbench.mjs' */

const TEXT = [
  'services:',
  '  web: # the shop',
  '    image: nginx:1.29.1',
  '    restart: always',
  '  db:',
  '    image: postgres:17.6',
  '    restart: always',
  '    environment:',
  '      POSTGRES_PASSWORD: pq8vn3xT0L',
  '',
].join('\n');

const FOLDER = temporaryFolder('refactorings');
await writeFile(path.join(FOLDER, 'compose.yaml'), TEXT);

/** Chooses one of the refactorings at a text, and waits for the preview of it. @param {Workbench} workbench @param {string} text @param {string} title */
async function preview(workbench, text, title) {
  await workbench.clickText(text);
  await workbench.runCommand('Refactor...');
  const action = workbench.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first();
  await action.hover({ force: true });
  await action.click();
  const panel = workbench.page.locator('.bulk-edit-panel');
  await panel.locator('.monaco-list-row').first().waitFor();
  return panel;
}

/** The boxes of the rows with a text. @param {Locator} panel @param {string} text */
function boxes(panel, text) {
  return panel.locator('.monaco-list-row', { hasText: text }).locator('input[type="checkbox"]');
}

/** @param {Workbench} workbench */
async function open(workbench) {
  await workbench.openFile('compose.yaml');
  await workbench.squiggles('warning').first().waitFor();
}

describe('a refactoring', () => {
  uiTest(
    'hardens a service, each part as one likes',
    async (workbench) => {
      await open(workbench);
      const panel = await preview(workbench, 'web:', 'Harden service "web"');
      await panel.locator('.monaco-list-row', { hasText: 'mem_limit' }).waitFor();
      await workbench.screenshot('refactoring-service-ticked');
      for (const box of await boxes(panel, '').all()) assert.ok(await box.isChecked());
      await boxes(panel, 'logging:').uncheck();
      await workbench.screenshot('refactoring-service');
      await panel.getByRole('button', { name: 'Apply' }).click();
      await workbench.waitForText('mem_limit');
      await workbench.waitForTextGone('max-size');
      await workbench.screenshot('refactoring-service-done');
      await workbench.save();
    },
    { folder: FOLDER },
  );

  uiTest(
    'moves secrets into files that git does not see',
    async (workbench, folder) => {
      await open(workbench);
      const panel = await preview(workbench, 'POSTGRES_PASSWORD', 'Move secrets to files');
      await workbench.screenshot('refactoring-secrets');
      await panel.getByRole('button', { name: 'Apply' }).click();
      await workbench.waitForText('POSTGRES_PASSWORD_FILE');
      await workbench.screenshot('refactoring-secrets-done');
      await workbench.runCommand('File: Save All Files');
      await workbench.page.locator('.tab.dirty').first().waitFor({ state: 'detached' });
      assert.equal(await readFile(path.join(folder, 'secrets/postgres_password'), 'utf8'), 'pq8vn3xT0L');
      assert.equal(await readFile(path.join(folder, '.gitignore'), 'utf8'), '/secrets/\n');
      assert.ok(!(await readFile(path.join(folder, 'compose.yaml'), 'utf8')).includes('pq8vn3xT0L'));
    },
    { folder: FOLDER },
  );
});
