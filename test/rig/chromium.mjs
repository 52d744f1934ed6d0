// @ts-check
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { CACHE, findProgram, messageOf, npmInstall, run } from './machine.mjs';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const MAC_BROWSER = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
/** A Chromium inside an npm package, for machines without one and without root; the last line that runs on Node 20. */
const PACKAGED_CHROMIUM = '@sparticuz/chromium@143.0.0';

const QUIET = ['--disable-quic', '--no-first-run', '--disable-background-networking'];
QUIET.push('--disable-component-update', '--disable-sync', '--disable-gpu');

/**
 * Starts a headless Chromium, installing one where there is none.
 * @param {{ path?: string }} [options] path: where to look for programs, as in the PATH variable
 */
export async function launchChromium({ path: searchPath = process.env.PATH ?? '' } = {}) {
  const { executablePath, args } = await findChromium(searchPath);
  // Chromium's sandbox refuses to run as root and in most containers; only our own server on loopback is opened.
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...QUIET, ...args] });
}

/** @param {string} searchPath @returns {Promise<{ executablePath: string, args: string[] }>} */
async function findChromium(searchPath) {
  const installed = findBrowser(searchPath);
  if (installed) return { executablePath: installed, args: [] };

  /** @type {string[]} */
  const failures = [];
  if (process.getuid?.() === 0 && findProgram('apt-get', searchPath)) {
    console.log('Installing Chromium with apt-get (once) …');
    try {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update', '-qq'], { env });
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
        env,
        maxBuffer: 1 << 26,
      });
      const packaged = findBrowser(searchPath);
      if (packaged) return { executablePath: packaged, args: [] };
    } catch (error) {
      failures.push(summary(error));
    }
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    try {
      return await packagedChromium();
    } catch (error) {
      failures.push(summary(error));
    }
  }
  throw new Error(
    [`No Chromium or Chrome found. Install one (Debian: apt-get install chromium) and try again.`, ...failures].join(
      '\n  ',
    ),
  );
}

/** @param {string} searchPath */
function findBrowser(searchPath) {
  for (const name of BROWSERS) {
    const found = findProgram(name, searchPath);
    if (found) return found;
  }
  return existsSync(MAC_BROWSER) ? MAC_BROWSER : undefined;
}

async function packagedChromium() {
  const folder = path.join(CACHE, 'chromium');
  const entry = path.join(folder, 'node_modules/@sparticuz/chromium/build/esm/index.js');
  if (!existsSync(entry)) {
    console.log(`Installing ${PACKAGED_CHROMIUM} (once) …`);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{"private":true}');
    await npmInstall(folder, [PACKAGED_CHROMIUM]);
  }
  const { default: chromiumPackage } = await import(pathToFileURL(entry).href);
  return { executablePath: await chromiumPackage.executablePath(), args: chromiumPackage.args };
}

/** @param {unknown} error */
function summary(error) {
  return messageOf(error).split('\n', 2).join(' ');
}
