// @ts-check
/* global document, getComputedStyle, NodeFilter */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CACHE } from './machine.mjs';

/** @import { Browser, Locator, Page } from 'playwright-core' */

/** Where `screenshot` saves. */
export const SCREENSHOTS = path.join(CACHE, 'screenshots');

const READY_DEADLINE_MS = 60_000;
const STEP_DEADLINE_MS = 30_000;
const OPEN_ATTEMPTS = 3;
const HOVER_ATTEMPTS = 10;
const QUICK_FIX_ATTEMPTS = 5;
const COMMAND_ATTEMPTS = 6;

/**
 * @typedef {object} Problem a row of the Problems view
 * @property {string} severity `Error`, `Warning` or `Info`
 * @property {string} message
 * @property {string} source
 * @property {string} code
 * @property {number} line one-based, as shown
 * @property {number} column one-based, as shown
 */

/**
 * VS Code as a person uses it: keys, clicks and what is on the screen. Every step waits for its effect to be visible and
 * fails with the locator it waited for.
 */
export class Workbench {
  /**
   * Opens a workbench and waits until the folder is shown.
   * @param {Browser} browser @param {import('./codeServer.mjs').Server} server @param {string} folder absolute path
   */
  static async open(browser, server, folder) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_DEADLINE_MS);
    const files = page.locator('.explorer-folders-view .monaco-list-row').first();
    for (let attempt = 1; ; attempt++) {
      await page.goto(server.url(folder), { timeout: READY_DEADLINE_MS });
      try {
        await files.waitFor({ timeout: READY_DEADLINE_MS / OPEN_ATTEMPTS });
        return new Workbench(page);
      } catch (error) {
        // One of ten windows on a workspace file of a server never learns which folders are in it.
        if (attempt === OPEN_ATTEMPTS) throw error;
      }
    }
  }

  /** @param {Page} page */
  constructor(page) {
    /** The page itself, for what has no method here. */
    this.page = page;
    this.quickInput = page.locator('.quick-input-widget input').first();
    this.quickPicks = page.locator('.quick-input-list .monaco-list-row');
    this.editor = page.locator('.editor-group-container.active .monaco-editor').first();
  }

  async close() {
    await this.page.context().close();
  }

  /** Opens a file of the folder with Quick Open. @param {string} file path below the folder */
  async openFile(file) {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.fill(file);
    const name = path.posix.basename(file);
    await this.quickPicks.filter({ hasText: name }).first().click();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
    // They come last and push the text down; clicks must not fall between.
    await this.page.locator('.editor-group-container.active .breadcrumbs-control', { hasText: name }).waitFor();
  }

  /** Runs a command by its full name, such as `Problems: Focus on Problems View`. @param {string} name */
  async runCommand(name) {
    // The label goes on with the key binding and remarks.
    const option = this.page.locator(
      `.quick-input-list [role="option"]:is([aria-label="${name}"], [aria-label^="${name},"])`,
    );
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      await this.quickInput.fill(`>${name}`);
      try {
        await option.click({ timeout: STEP_DEADLINE_MS / COMMAND_ATTEMPTS });
        return;
      } catch (error) {
        if (attempt === COMMAND_ATTEMPTS) throw error;
        // Commands of extensions come a moment after the window, and an open palette does not take them in.
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Picks an entry of the open quick pick. @param {string} text */
  async pick(text) {
    await this.quickPicks.filter({ hasText: text }).first().click();
  }

  /**
   * Answers a modal dialog.
   * @param {string} button
   */
  async answerDialog(button) {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** A notification (toast) with this text. @param {string} text @returns {Locator} */
  notification(text) {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Puts the cursor at a place of the active editor. @param {number} line one-based @param {number} [column] one-based */
  async goTo(line, column = 1) {
    await this.page.keyboard.press('Control+G');
    await this.quickInput.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  /** Puts the cursor at the start of the first visible occurrence of a text. @param {string} text */
  async clickText(text) {
    const { x, y, height } = await this.textBox(text);
    await this.page.mouse.click(x + 1, y + height / 2);
  }

  /** Types into whatever has the focus. @param {string} text */
  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Waits until the active editor shows a text. @param {string} text within one line */
  async waitForText(text) {
    await this.textBox(text);
  }

  /** Waits until the active editor no longer shows a text. @param {string} text within one line */
  async waitForTextGone(text) {
    await this.page.waitForFunction(findText, { text, absent: true });
  }

  /** Saves the active editor and waits until it is no longer dirty. */
  async save() {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  async undo() {
    await this.page.keyboard.press('Control+Z');
  }

  /** The colour in which the first visible occurrence of a text is written. @param {string} text within one line */
  async colourOf(text) {
    const { x, y, width, height } = await this.textBox(text);
    return this.page.evaluate(
      ([left, top]) => getComputedStyle(/** @type {Element} */ (document.elementFromPoint(left, top))).color,
      /** @type {const} */ ([x + width / 2, y + height / 2]),
    );
  }

  /** Squiggles of the active editor. @param {'error' | 'warning' | 'info' | 'hint'} severity @returns {Locator} */
  squiggles(severity) {
    return this.editor.locator(`.squiggly-${severity}`);
  }

  /**
   * Hovers over the first visible occurrence of a text, again when nothing had an answer yet.
   * @param {string} text
   * @returns {Promise<Locator>} the hover, once it shows something
   */
  async hover(text) {
    const hover = this.page.locator('.monaco-editor .monaco-hover:visible');
    const row = hover.locator('.hover-row:not(.loading)').first();
    for (let attempt = 1; ; attempt++) {
      const { x, y, width, height } = await this.textBox(text);
      await this.page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
      try {
        await row.waitFor({ timeout: STEP_DEADLINE_MS / HOVER_ATTEMPTS });
        return hover;
      } catch (error) {
        if (attempt === HOVER_ATTEMPTS) throw error;
        // The editor asks for a hover once, when the mouse arrives.
        await this.page.mouse.move(0, 0);
      }
    }
  }

  /**
   * Opens the quick-fix menu at the first visible occurrence of a text.
   * @param {string} text
   * @returns {Promise<string[]>} the titles offered
   */
  async quickFixes(text) {
    await this.clickText(text);
    return this.openQuickFixes();
  }

  /** Opens the quick-fix menu at the cursor. @returns {Promise<string[]>} the titles offered */
  async openQuickFixes() {
    const actions = this.page.locator('.action-widget .monaco-list-row.action');
    const nothing = this.page.locator('.monaco-editor-overlaymessage', { hasText: 'No code actions available' });
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('Control+.');
      await actions.first().or(nothing).first().waitFor();
      if ((await actions.count()) > 0) return actions.allInnerTexts();
      if (attempt === QUICK_FIX_ATTEMPTS) throw new Error('No code actions are offered here');
      // Findings that arrive in this moment make the editor drop the request.
      await this.page.keyboard.press('Escape');
      await nothing.waitFor({ state: 'hidden' });
    }
  }

  /** Opens the quick-fix menu at a text and applies one. @param {string} text @param {string} title */
  async applyQuickFix(text, title) {
    await this.quickFixes(text);
    const action = this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first();
    // A fresh menu lies under a transparent layer until the mouse moves.
    await action.hover({ force: true });
    await action.click();
    await this.page.locator('.action-widget').waitFor({ state: 'hidden' });
  }

  /** Picks an entry of the open quick-fix menu with the keyboard alone. @param {string} title */
  async pickQuickFixByKeyboard(title) {
    const menu = this.page.locator('.action-widget');
    const focused = menu.locator('.monaco-list-row.action.focused');
    const titles = await menu.locator('.monaco-list-row.action').allInnerTexts();
    for (let i = 0; i < titles.length; i++) {
      await focused.waitFor();
      if ((await focused.innerText()) === title) return this.#acceptQuickFix(menu);
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`"${title}" is none of: ${titles.join('; ')}`);
  }

  /** @param {Locator} menu */
  async #acceptQuickFix(menu) {
    await this.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  /** Opens what languages have to say about the active editor, and reads it. @returns {Promise<Locator>} */
  async languageStatus() {
    await this.page.locator('[id="status.languageStatus"]').hover();
    const status = this.page.locator('.hover-language-status');
    await status.first().waitFor();
    return status;
  }

  /** Rows of the Problems view. @returns {Promise<Locator>} */
  async problemRows() {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.runCommand('Problems: Focus on Problems View');
    return panel.locator('.monaco-list-row:has(.marker-message-line, .marker-source)');
  }

  /**
   * Waits for a problem.
   * @param {string} text part of its message, source or code
   */
  async waitForProblem(text) {
    await (await this.problemRows()).filter({ hasText: text }).first().waitFor();
  }

  /** What the Problems view shows now; rows scrolled out of sight are not rendered. @returns {Promise<Problem[]>} */
  async problems() {
    const rows = await this.problemRows();
    return rows.evaluateAll((elements) =>
      elements.map((row) => {
        const text = (/** @type {string} */ selector) => row.querySelector(selector)?.textContent ?? '';
        const label = row.getAttribute('aria-label') ?? '';
        const position = /Ln (\d+), Col (\d+)/.exec(text('.marker-line'));
        return {
          severity: label.slice(0, label.indexOf(':')),
          message: label.slice(label.indexOf(':') + 2, label.lastIndexOf(' at line ')),
          source: text('.marker-source'),
          code: text('.marker-code'),
          line: Number(position?.[1]),
          column: Number(position?.[2]),
        };
      }),
    );
  }

  /**
   * Saves what is on the screen.
   * @param {string} name file name without extension
   * @returns {Promise<string>} the file written
   */
  async screenshot(name) {
    await mkdir(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name.replace(/[^\w.-]+/g, '-')}.png`);
    // What fades in is shown as it will be.
    await this.page.screenshot({ path: file, animations: 'disabled' });
    return file;
  }

  /** Where a text stands on the screen, once it does. @param {string} text within one line */
  async textBox(text) {
    const handle = await this.page.waitForFunction(findText, { text, absent: false });
    const box = await handle.jsonValue();
    if (typeof box === 'boolean') throw new Error(`"${text}" has no place on the screen`);
    return box;
  }
}

/**
 * Runs in the page. A line is cut into tokens, so a text may begin and end in different elements.
 * @param {{ text: string, absent: boolean }} query
 */
function findText({ text, absent }) {
  const lines = [...document.querySelectorAll('.editor-group-container.active .view-line')];
  // Lines are recycled when scrolling: their order in the document is not the order on the screen.
  lines.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  for (const line of lines) {
    // Monaco shows spaces as non-breaking ones.
    const start = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
    if (start < 0) continue;
    if (absent) return false;
    const range = document.createRange();
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    let offset = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const end = offset + (node.textContent ?? '').length;
      if (start >= offset && start < end) range.setStart(node, start - offset);
      if (start + text.length <= end) {
        range.setEnd(node, start + text.length - offset);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x, y, width, height };
      }
      offset = end;
    }
  }
  return absent && lines.length > 0;
}
