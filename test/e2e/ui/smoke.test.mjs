// @ts-check
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe } from 'mocha';
import { temporaryFolder } from '../../rig/machine.mjs';
import {
  clear,
  CountingSocket,
  IDLE,
  PASSING,
  stackFolder,
  startEngine,
  startService,
  whyNoDocker,
} from './engine.mjs';
import { uiTest } from './session.mjs';
import { runTest, showTests, test } from './testing.mjs';
import { row, showView } from './view.mjs';

/** @import { Dockerd } from './engine.mjs' */
/** @import { Workbench } from '../../rig/workbench.mjs' */

const NOWHERE = `unix://${path.join(temporaryFolder('nowhere'), 'docker.sock')}`;
const START_DEADLINE_MS = 120_000;

const STACK = `services:
  database:
    image: postgres:15
    volumes:
      - rows:/var/lib/postgresql/data
  cache:
    image: redis:7
volumes:
  rows:
`;

const TESTS = `smoke:
  database-answers:
    title: The database answers
    exec: { service: database, argv: [echo, ready] }
    expect: { stdout: ready }
  cache-version:
    exec: { service: cache, argv: [cat, /version] }
    expect: { stdout: '7.2' }
`;

const HANGING = `smoke:
  cache-hangs:
    exec: { service: cache, argv: [sh, -c, 'echo > /gate; exec sleep 54321'] }
    expect: { stdout: '' }
    timeout: 100s
`;

const DESTRUCTIVE = `smoke:
  rows-survive:
    title: Rows survive a restart
    destructive: true
    persistence:
      service: database
      write: [touch, /marker]
      read: [ls, /marker]
      cleanup: [rm, /marker]
    expect: { stdout: /marker }
    timeout: 60s
`;

/**
 * @param {string} dockerHost @param {string} [tests] @param {string} [stack]
 */
function folderWith(dockerHost, tests, stack = STACK) {
  const folder = stackFolder(dockerHost);
  writeFileSync(path.join(folder, 'compose.yaml'), stack);
  if (tests !== undefined) writeFileSync(path.join(folder, 'holdfast.yaml'), tests);
  return folder;
}

/** @param {Dockerd} engine @param {string} folder */
async function start(engine, folder) {
  await Promise.all([
    startService(engine, folder, 'database', { ...IDLE, Image: 'postgres:15', Healthcheck: PASSING }),
    startCache(engine, folder),
  ]);
}

/** @param {Dockerd} engine @param {string} folder @param {string} [version] */
function startCache(engine, folder, version = '6.2') {
  return startService(engine, folder, 'cache', {
    Image: 'redis:7',
    Cmd: ['sh', '-c', `echo ${version} > /version; exec sleep 100000`],
  });
}

/** Runs a line of shell in the cache, until it has ended; it prints nothing. @param {Dockerd} engine @param {string} line */
async function runInCache(engine, line) {
  const Cmd = ['sh', '-c', `${line} > /dev/null`];
  const created = await engine.api('POST', '/containers/stack-cache-1/exec', { Cmd, AttachStdout: true });
  await engine.api('POST', `/exec/${/** @type {{ Id: string }} */ (created).Id}/start`, { Tty: false });
}

/** Marks beside the lines of the active editor. @param {Workbench} workbench */
function marks(workbench) {
  return workbench.editor.locator('.testing-run-glyph');
}

describe('smoke tests without an engine', () => {
  uiTest(
    'say what to do',
    async (workbench) => {
      await workbench.openFile('holdfast.yaml');
      await showTests(workbench, 'holdfast.yaml');
      await runTest(workbench, 'The database answers');
      await test(workbench, 'The database answers', 'Errored').waitFor();
      await workbench.editor.getByText('No Docker engine runs').first().waitFor();
      await workbench.screenshot('smoke-no-engine');
    },
    { folder: folderWith(NOWHERE, TESTS) },
  );

  uiTest(
    'leave the extension asleep in a folder that has none until a file is opened',
    async (workbench) => {
      await workbench.runCommand('Developer: Show Running Extensions');
      const running = workbench.page.locator('.runtime-extensions-editor .monaco-list-row');
      await running.first().waitFor();
      assert.equal(await running.filter({ hasText: 'Holdfast' }).count(), 0);
      await workbench.openFile('compose.yaml');
      await workbench.runCommand('Developer: Show Running Extensions');
      await running.filter({ hasText: 'Holdfast' }).waitFor();
      await workbench.screenshot('smoke-start');
    },
    { folder: folderWith(NOWHERE) },
  );
});

const reason = await whyNoDocker();
(reason === undefined ? describe : describe.skip)('smoke tests', () => {
  /** @type {Dockerd} */
  let engine;
  const [socket, counted, untouched] = [new CountingSocket(), new CountingSocket(), new CountingSocket()];

  before(async function () {
    this.timeout(START_DEADLINE_MS);
    engine = await startEngine();
    for (const way of [socket, counted, untouched]) {
      way.target = engine.socket;
      await way.listen();
    }
  });
  afterEach(() => clear(engine));
  after(async () => {
    for (const way of [socket, counted, untouched]) way.close();
    await engine?.dispose();
  });

  uiTest(
    'are found in files and on services, and no engine is asked before somebody looks',
    async (workbench, copy) => {
      await start(engine, copy);
      counted.made = 0;
      await workbench.openFile('holdfast.yaml');
      await marks(workbench).nth(2).waitFor();
      assert.equal(counted.made, 0);
      await showTests(workbench, 'holdfast.yaml', 'Detected services', 'stack', 'cache');
      await test(workbench, 'PING is answered', 'Not yet run').waitFor();
      assert.ok(counted.made > 0);
      for (const title of ['holdfast.yaml', 'The database answers', 'Detected services', 'stack', 'database'])
        await test(workbench, title, 'Not yet run').waitFor();
      await workbench.screenshot('smoke-found');
      await workbench.openFile('compose.yaml');
      await marks(workbench).nth(1).waitFor();
      await workbench.screenshot('smoke-services-in-file');
    },
    { folder: folderWith(counted.host, TESTS) },
  );

  uiTest(
    'are run one by one and all together, and say what differs',
    async (workbench, copy) => {
      await start(engine, copy);
      await workbench.openFile('holdfast.yaml');
      await showTests(workbench, 'holdfast.yaml', 'Detected services', 'stack', 'cache');
      await runTest(workbench, 'The database answers');
      await test(workbench, 'The database answers', 'Passed').waitFor();
      await test(workbench, 'cache-version', 'Not yet run').waitFor();

      await runTest(workbench, 'holdfast.yaml');
      await test(workbench, 'cache-version', 'Failed').waitFor();
      await workbench.editor.getByText('6.2 != 7.2').waitFor();
      await workbench.page
        .locator('.test-output-peek-tree .monaco-list-row', { hasText: 'cache-version' })
        .last()
        .click();
      const difference = workbench.page.locator('.monaco-diff-editor').last();
      await difference.getByText('7.2').first().waitFor();
      await difference.getByText('6.2').first().waitFor();
      await workbench.screenshot('smoke-difference');

      await workbench.runCommand('Holdfast: Run All Smoke Tests');
      await test(workbench, 'PING is answered', 'Failed')
        .or(test(workbench, 'PING is answered', 'Errored'))
        .waitFor();
      await test(workbench, 'Every service runs and is healthy', 'Passed').waitFor();
      await workbench.screenshot('smoke-all');
    },
    { folder: folderWith(socket.host, TESTS) },
  );

  uiTest(
    'are cancelled without leaving anything behind',
    async (workbench, copy) => {
      await start(engine, copy);
      await showTests(workbench, 'holdfast.yaml');
      await runInCache(engine, 'mkfifo /gate');
      const begun = runInCache(engine, 'cat /gate');
      await runTest(workbench, 'cache-hangs');
      await begun;
      const programs = async () => JSON.stringify(await engine.api('GET', '/containers/stack-cache-1/top'));
      assert.match(await programs(), /54321/);
      await test(workbench, 'cache-hangs').locator('.codicon-loading').waitFor();
      await workbench.screenshot('smoke-hangs');
      const cancelled = Date.now();
      await workbench.page.getByRole('button', { name: 'Cancel Test Run' }).first().click();
      await test(workbench, 'cache-hangs', 'Skipped').waitFor();
      assert.ok(Date.now() - cancelled < 5_000);
      await workbench.page.getByRole('button', { name: 'Cancel Test Run' }).waitFor({ state: 'hidden' });
      assert.doesNotMatch(await programs(), /54321/);
      await workbench.screenshot('smoke-cancelled');
    },
    { folder: folderWith(socket.host, HANGING) },
  );

  uiTest(
    'ask before they interrupt anything',
    async (workbench, copy) => {
      await start(engine, copy);
      await showTests(workbench, 'holdfast.yaml');
      const startedAt = async () =>
        /** @type {{ State: { StartedAt: string } }} */ (await engine.api('GET', '/containers/stack-database-1/json'))
          .State.StartedAt;
      const before = await startedAt();
      await runTest(workbench, 'Rows survive a restart');
      const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'Run a destructive test on stack?' });
      await dialog.getByText('rows').first().waitFor();
      await workbench.screenshot('smoke-consent');
      await workbench.answerDialog('Cancel');
      await test(workbench, 'Rows survive a restart', 'Not yet run').waitFor();
      assert.equal(await startedAt(), before);

      await runTest(workbench, 'Rows survive a restart');
      await workbench.answerDialog('Run Destructive Tests');
      await test(workbench, 'Rows survive a restart', 'Passed').waitFor();
      assert.notEqual(await startedAt(), before);
      await workbench.screenshot('smoke-destructive');
    },
    { folder: folderWith(socket.host, DESTRUCTIVE) },
  );

  uiTest(
    'show on their services what they found out, until the container is another one',
    async (workbench, copy) => {
      await start(engine, copy);
      await workbench.openFile('compose.yaml');
      const lens = (/** @type {string} */ text) => workbench.editor.locator('.codelens-decoration', { hasText: text });
      await lens('running').locator('a', { hasText: 'Smoke test' }).first().click();
      await lens('of 5 passed').waitFor();
      await workbench.screenshot('smoke-lens');
      await showView(workbench);
      await row(workbench, 'Service cache').click();
      await row(workbench, 'smoke tests: ').waitFor();
      await workbench.screenshot('smoke-row');

      await engine.remove('stack-cache-1');
      await startCache(engine, copy);
      await row(workbench, 'smoke tests: of a container that is gone').waitFor();
      await lens('outdated: ').waitFor();
      await showTests(workbench, 'holdfast.yaml');
      await workbench.screenshot('smoke-outdated');
      await workbench.page
        .locator('.test-explorer [aria-label^="cache-version (Failed)"][aria-label$="outdated result"]')
        .waitFor();
    },
    { folder: folderWith(socket.host, TESTS) },
  );

  uiTest(
    'are run again: those that failed, and those that ran last',
    async (workbench, copy) => {
      await start(engine, copy);
      await showTests(workbench, 'holdfast.yaml');
      await runTest(workbench, 'holdfast.yaml');
      await test(workbench, 'cache-version', 'Failed').waitFor();
      await runInCache(engine, 'echo 7.2 | tee /version');
      await workbench.runCommand('Holdfast: Run Failed Smoke Tests');
      await test(workbench, 'cache-version', 'Passed').waitFor();
      await runInCache(engine, 'echo 7.4 | tee /version');
      await workbench.runCommand('Holdfast: Run Last Smoke Tests Again');
      await test(workbench, 'cache-version', 'Failed').waitFor();
    },
    { folder: folderWith(socket.host, TESTS) },
  );

  uiTest(
    'are run again by themselves when their file is saved and when their container starts',
    async (workbench, copy) => {
      await start(engine, copy);
      await workbench.openFile('holdfast.yaml');
      await showTests(workbench, 'holdfast.yaml');
      await test(workbench, 'cache-version').hover();
      await test(workbench, 'cache-version').getByLabel('Turn on Continuous Run').click();
      await workbench.clickText('cache-version');
      await workbench.page.keyboard.press('End');
      await workbench.type(' ');
      await workbench.save();
      await test(workbench, 'cache-version', 'Failed').waitFor();
      await test(workbench, 'The database answers', 'Not yet run').waitFor();
      await engine.remove('stack-cache-1');
      await startCache(engine, copy, '7.2');
      await test(workbench, 'cache-version', 'Passed').waitFor();
      await workbench.screenshot('smoke-continuous');
    },
    { folder: folderWith(socket.host, TESTS) },
  );

  uiTest(
    'are written by a picker',
    async (workbench, copy) => {
      await workbench.runCommand('Holdfast: New Smoke Test…');
      await workbench.pick('Program in the Container');
      await workbench.pick('cache');
      await workbench.page.locator('.tab.active[data-resource-name="holdfast.yaml"]').waitFor();
      await workbench.waitForText('service: cache');
      await workbench.save();
      await marks(workbench).nth(1).waitFor();
      await workbench.screenshot('smoke-new');
      await showTests(workbench, 'holdfast.yaml');
      assert.match(readFileSync(path.join(copy, 'holdfast.yaml'), 'utf8'), /^smoke:\n {2}cache-/);
      await workbench.page.locator('.test-explorer .monaco-list-row[aria-level="2"]').first().waitFor();
    },
    { folder: folderWith(socket.host) },
  );

  uiTest(
    'say so when their stack does not run, and when their file is broken',
    async (workbench, copy) => {
      await workbench.openFile('holdfast.yaml');
      await showTests(workbench, 'holdfast.yaml');
      await runTest(workbench, 'The database answers');
      await test(workbench, 'The database answers', 'Errored').waitFor();
      await workbench.screenshot('smoke-stack-stopped');
      const mistakes = ['  unknown:', '    exec: { service: databse, argv: [id] }', '  broken: { exec: [', ''].join(
        '\n',
      );
      writeFileSync(path.join(copy, 'holdfast.yaml'), `${TESTS}${mistakes}`);
      await test(workbench, 'broken').waitFor();
      await workbench.screenshot('smoke-file-broken');
    },
    { folder: folderWith(socket.host, TESTS) },
  );

  uiTest(
    'are not run in a folder that is not trusted',
    async (workbench, copy) => {
      await start(engine, copy);
      await workbench.answerDialog("No, I don't trust the authors");
      await workbench.openFile('holdfast.yaml');
      await showTests(workbench, 'holdfast.yaml');
      await workbench.page.locator('.test-explorer', { hasText: 'This folder is not trusted' }).waitFor();
      await runTest(workbench, 'cache-version');
      // The editor asks before any test is run.
      await workbench.page.locator('.monaco-dialog-box', { hasText: 'Do you trust the authors' }).waitFor();
      await workbench.answerDialog('Cancel');
      await test(workbench, 'cache-version', 'Not yet run').waitFor();
      assert.equal(untouched.made, 0);
      await workbench.screenshot('smoke-untrusted');
    },
    { folder: folderWith(untouched.host, TESTS), workspaceTrust: true },
  );
});
