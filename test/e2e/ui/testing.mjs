// @ts-check
/** Steps in the Testing view. */

/** @import { Locator } from 'playwright-core' */
/** @import { Workbench } from '../../rig/workbench.mjs' */

/**
 * Opens the Testing view.
 * @param {Workbench} workbench @param {string[]} groups whose tests are wanted, each after the one that it is in
 */
export async function showTests(workbench, ...groups) {
  await workbench.runCommand('Testing: Focus on Test Explorer View');
  // It comes last, and what was opened before is closed again.
  await test(workbench, 'Detected services').waitFor();
  for (const title of groups) {
    const group = test(workbench, title).first();
    await group.waitFor();
    if ((await group.getAttribute('aria-expanded')) === 'false') await group.locator('.monaco-tl-twistie').click();
  }
}

/**
 * A row of the Testing view.
 * @param {Workbench} workbench @param {string} title @param {string} [state] as a screen reader says it @returns {Locator}
 */
export function test(workbench, title, state = '') {
  return workbench.page.locator(`.test-explorer .monaco-list-row[aria-label^="${title} (${state}"]`);
}

/** Runs what a row stands for. @param {Workbench} workbench @param {string} title */
export async function runTest(workbench, title) {
  const target = test(workbench, title).first();
  await target.hover();
  await target.getByRole('button', { name: 'Run Test' }).first().click();
}
