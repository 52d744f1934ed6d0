import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe } from 'mocha';
import { EXAMPLE, uiTest } from './session.mjs';

/** @import { Workbench } from '../../rig/workbench.mjs' */

const COMPOSE = path.join(EXAMPLE, 'compose.yaml');

/** @param {Workbench} workbench */
async function openCompose(workbench) {
  await workbench.openFile('compose.yaml');
  await workbench.squiggles('info').first().waitFor();
}

describe('a Compose file', () => {
  uiTest(
    'shows its findings as squiggles and in the Problems view',
    async (workbench) => {
      await openCompose(workbench);
      await workbench.screenshot('compose-squiggles');
      await workbench.goTo(52);
      for (const severity of /** @type {const} */ (['error', 'warning', 'info'])) {
        await workbench.squiggles(severity).first().waitFor();
      }
      await workbench.waitForProblem('compose/weak-default-secret');
      const problems = await workbench.problems();
      assert.ok(problems.every(({ source }) => source === 'Holdfast'));
      const secret = problems.find(({ code }) => code === 'compose/weak-default-secret');
      assert.equal(secret?.severity, 'Error');
      assert.equal(secret.line, 52);
      assert.match(secret.message, /^SESSION_SECRET of "web"/);
      await workbench.screenshot('compose-problems');
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'says in hovers why a finding matters and what to do',
    async (workbench) => {
      await openCompose(workbench);
      await workbench.goTo(60);
      const secret = await workbench.hover('${SESSION_SECRET');
      await secret.getByText('Secret is one that everybody tries first').waitFor();
      await secret.getByText('Fix:').waitFor();
      await workbench.screenshot('compose-hover');
      await workbench.page.mouse.move(0, 0);
      await workbench.goTo(85);
      const group = await workbench.hover('worker:');
      await group.getByText('Restart policy:').waitFor();
      await workbench.screenshot('compose-hover-of-a-group');
      await group.locator('a', { hasText: 'Restart policy' }).click();
      await workbench.page.locator('.tab.active', { hasText: 'missing-restart-policy.md' }).waitFor();
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'is fixed with the keyboard, and undo takes it back',
    async (workbench, folder) => {
      await openCompose(workbench);
      const titles = await workbench.quickFixes('version:');
      assert.equal(titles[0], 'Delete `version`');
      await workbench.screenshot('compose-menu');
      await workbench.pickQuickFixByKeyboard('Delete `version`');
      await workbench.waitForTextGone('version:');
      await workbench.screenshot('compose-fixed');
      await workbench.undo();
      await workbench.waitForText('version: "3.8"');
      await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
      assert.equal(
        await readFile(path.join(folder, 'compose.yaml'), 'utf8'),
        await readFile(COMPOSE, 'utf8'),
        'nothing is saved unasked',
      );
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'is hardened service by service, from a menu that stays short',
    async (workbench) => {
      await openCompose(workbench);
      await workbench.goTo(80);
      const titles = await workbench.quickFixes('worker:');
      assert.match(titles[0] ?? '', /^Harden "worker": add .*restart policy/);
      assert.deepEqual(titles.slice(-7), [
        'Ignore here, with a reason…',
        'Ignore in this file, with a reason…',
        'Turn off in holdfast.yaml…',
        'Why? Open the documentation…',
        'Harden service "worker"…',
        'Harden this file…',
        'Segment the networks…',
      ]);
      await workbench.screenshot('compose-menu-of-a-group');
      await workbench.pickQuickFixByKeyboard(titles[0] ?? '');
      await workbench.waitForText('restart: unless-stopped');
      await workbench.page.locator('.tab.active.dirty').waitFor();
      const hover = await workbench.hover('worker:');
      await hover.getByText('Service has no health check').waitFor();
      await workbench.screenshot('compose-hardened');
      await workbench.undo();
      await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'is fixed as far as that is safe by one command, and by one undo taken back',
    async (workbench) => {
      await openCompose(workbench);
      await workbench.runCommand('Fix All');
      await workbench.waitForTextGone('version:');
      await workbench.screenshot('compose-fix-all');
      await workbench.undo();
      await workbench.waitForText('version: "3.8"');
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'lets a finding be ignored with a reason that is typed at once',
    async (workbench, folder) => {
      await openCompose(workbench);
      await workbench.applyQuickFix('/var/run/docker.sock:', 'Ignore compose/docker-socket-mount here');
      await workbench.waitForText('# holdfast-ignore compose/docker-socket-mount -- reason');
      await workbench.type('Traefik');
      await workbench.waitForText('# holdfast-ignore compose/docker-socket-mount -- Traefik');
      await workbench.screenshot('compose-ignored');
      await workbench.save();
      const saved = await readFile(path.join(folder, 'compose.yaml'), 'utf8');
      const comment = '      # holdfast-ignore compose/docker-socket-mount -- Traefik\n';
      assert.equal(saved.replace(comment, ''), await readFile(COMPOSE, 'utf8'));
      await workbench.undo();
      await workbench.undo();
      await workbench.waitForTextGone('holdfast-ignore');
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'lets one of several findings be chosen to be ignored, or all of them',
    async (workbench) => {
      await openCompose(workbench);
      await workbench.goTo(80);
      await workbench.applyQuickFix('worker:', 'Ignore here, with a reason…');
      await workbench.quickPicks.filter({ hasText: 'Everything that "worker" lacks' }).waitFor();
      await workbench.screenshot('compose-choose');
      await workbench.pick('compose/missing-restart-policy');
      await workbench.waitForText('# holdfast-ignore compose/missing-restart-policy -- reason');
      await workbench.type('later');
      await workbench.waitForText('# holdfast-ignore compose/missing-restart-policy -- later');
      await workbench.undo();
      await workbench.undo();
      await workbench.waitForTextGone('holdfast-ignore');
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'gets a holdfast.yaml when a rule is turned off, which undo takes away',
    async (workbench) => {
      await openCompose(workbench);
      await workbench.applyQuickFix('version:', 'Turn compose/obsolete-version off');
      await workbench.page.locator('.tab.active.dirty[data-resource-name="holdfast.yaml"]').waitFor();
      await workbench.waitForText('compose/obsolete-version: "off"');
      await workbench.screenshot('turned-off');
      await workbench.undo();
      await workbench.page.locator('.tab[data-resource-name="holdfast.yaml"]').waitFor({ state: 'detached' });
      await workbench.page
        .locator('.explorer-folders-view', { hasText: 'holdfast.yaml' })
        .waitFor({ state: 'detached' });
    },
    { folder: EXAMPLE },
  );
});
