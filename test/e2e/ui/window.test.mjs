import assert from 'node:assert/strict';
import { describe } from 'mocha';
import { EXAMPLE, languageServers, uiTest } from './session.mjs';

/** More deaths than this in a short time keep the language server off. */
const DEATHS_FORGIVEN = 4;

describe('the window', () => {
  uiTest('says in the language status what was found, and by which configuration', async (workbench) => {
    await workbench.openFile('chosen/compose.yaml');
    await workbench.squiggles('error').first().waitFor();
    const status = await workbench.languageStatus();
    await status.getByText('Holdfast: 1 error, 2 warnings, 1 note').waitFor();
    await workbench.screenshot('language-status');
    await status.getByText('holdfast.yaml').click();
    await workbench.page.locator('.tab.active[data-resource-name="holdfast.yaml"]').waitFor();
  });

  uiTest('has nothing to say about files that are not checked', async (workbench) => {
    await workbench.openFile('odd/plain.yaml');
    const status = await workbench.languageStatus();
    await status.getByText('Holdfast: nothing to check in this file').waitFor();
    await workbench.screenshot('language-status-elsewhere');
  });

  uiTest(
    'shows the walkthrough',
    async (workbench) => {
      await workbench.openFile('compose.yaml');
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await workbench.runCommand('Welcome: Open Walkthrough...');
      await workbench.pick('Holdfast');
      for (const [step, heading] of Object.entries({
        'See what would wake you': 'Findings and fixes',
        'Ask whether it works': 'Does it work right now?',
        'Agree on it once': 'holdfast.yaml',
        'Disagree with a reason': 'Ignore one finding, and say why',
        'Hold the line in CI': 'The same checks in CI',
      })) {
        await workbench.page.getByText(step, { exact: true }).click();
        const media = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
        await media.getByRole('heading', { name: heading }).waitFor();
        await workbench.screenshot(`walkthrough-${step}`);
      }
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'checks files in a folder that is not trusted',
    async (workbench) => {
      await workbench.page.locator('.monaco-dialog-box').waitFor();
      await workbench.answerDialog("No, I don't trust the authors");
      await workbench.openFile('compose.yaml');
      await workbench.squiggles('warning').first().waitFor();
      await workbench.screenshot('untrusted');
      await workbench.applyQuickFix('version:', 'Delete `version`');
      await workbench.waitForTextGone('version:');
    },
    { folder: EXAMPLE, workspaceTrust: true },
  );

  uiTest('tells when the language server cannot be kept alive, and restarts it when asked to', async (workbench) => {
    await workbench.openFile('chosen/compose.yaml');
    for (let deaths = 0; deaths <= DEATHS_FORGIVEN; deaths++) {
      await workbench.squiggles('error').first().waitFor();
      const servers = languageServers();
      assert.ok(servers.length > 0);
      for (const id of servers) process.kill(id, 'SIGKILL');
      await workbench.squiggles('error').first().waitFor({ state: 'detached' });
    }
    const message = workbench.notification('Holdfast stopped checking');
    await message.getByRole('button', { name: 'Restart' }).waitFor();
    const status = await workbench.languageStatus();
    await status.getByText('Holdfast is not running').waitFor();
    await workbench.screenshot('server-off');
    await workbench.page.mouse.move(0, 0);
    await status.first().waitFor({ state: 'detached' });
    await message.getByRole('button', { name: 'Restart' }).click();
    await workbench.squiggles('error').first().waitFor();
  });
});
