// @ts-check
/** Steps in the Services view. */

/** @import { Locator } from 'playwright-core' */
/** @import { Workbench } from '../../rig/workbench.mjs' */

const MENU_DEADLINE_MS = 1_000;

/** A row of the view, by the beginning of what a screen reader says. @param {Workbench} workbench @param {string} spoken @returns {Locator} */
export function row(workbench, spoken) {
  return workbench.page.locator(`.pane-body .monaco-list-row[aria-label^="${spoken}"]`);
}

/** @param {Workbench} workbench */
export async function showView(workbench) {
  await workbench.runCommand('Holdfast: Focus on Services View');
}

/** Rows that are out of sight are not there: folds the view below this one. @param {Workbench} workbench */
export async function makeRoom(workbench) {
  const header = workbench.page.getByRole('button', { name: 'Backups Section' });
  await header.click();
  await header.and(workbench.page.locator('[aria-expanded="false"]')).waitFor();
}

/** @param {Workbench} workbench @param {string} text @returns {Locator} */
export function welcome(workbench, text) {
  return workbench.page.locator('.welcome-view-content', { hasText: text });
}

/** @param {Workbench} workbench @param {Locator} target @param {string} entry */
export async function chooseFromMenu(workbench, target, entry) {
  await target.click({ button: 'right' });
  const item = workbench.page.getByRole('menuitem', { name: entry });
  for (let attempt = 1; ; attempt++) {
    await item.click();
    try {
      await item.waitFor({ state: 'hidden', timeout: MENU_DEADLINE_MS });
      return;
    } catch (error) {
      // A fresh menu takes no notice of the mouse for a moment, against accidents.
      if (attempt === 3) throw error;
    }
  }
}
