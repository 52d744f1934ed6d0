// @ts-check
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe } from 'mocha';
import { temporaryFolder } from '../../rig/machine.mjs';
import {
  clear,
  CountingSocket,
  PASSING,
  stackFolder,
  startEngine,
  startService,
  startStack,
  whyNoDocker,
  WORKSPACE,
  workspaceFolder,
} from './engine.mjs';
import { uiTest } from './session.mjs';
import { chooseFromMenu, row, showView, welcome } from './view.mjs';

const NOWHERE = `unix://${path.join(temporaryFolder('nowhere'), 'docker.sock')}`;
const START_DEADLINE_MS = 120_000;

describe('the Services view without an engine', () => {
  const watched = new CountingSocket();
  before(() => watched.listen());
  after(() => watched.close());

  uiTest(
    'says what to do when there is no engine',
    async (workbench) => {
      await showView(workbench);
      await welcome(workbench, 'No Docker engine runs').waitFor();
      await workbench.screenshot('services-no-engine');
      await welcome(workbench, 'No Docker engine runs').getByText('where?').click();
      await workbench.notification('No Docker engine runs at').waitFor();
    },
    { folder: stackFolder(NOWHERE) },
  );

  uiTest(
    'asks no engine before the folder is trusted',
    async (workbench) => {
      await workbench.answerDialog("No, I don't trust the authors");
      await showView(workbench);
      await welcome(workbench, 'so no engine is asked').waitFor();
      await workbench.openFile('compose.yaml');
      await workbench.waitForProblem('compose/');
      assert.equal(watched.made, 0);
      await workbench.screenshot('services-untrusted');
    },
    { folder: stackFolder(watched.host), workspaceTrust: true },
  );
});

const reason = await whyNoDocker();
(reason === undefined ? describe : describe.skip)('the Services view with an engine', () => {
  /** @type {import('./engine.mjs').Dockerd} */
  let engine;
  // One of its own for the test that counts: the windows of other tests may still be watching.
  const [socket, counted] = [new CountingSocket(), new CountingSocket()];
  const folder = stackFolder(socket.host);

  before(async function () {
    this.timeout(START_DEADLINE_MS);
    engine = await startEngine();
    for (const way of [socket, counted]) {
      way.target = engine.socket;
      await way.listen();
    }
  });
  afterEach(() => clear(engine));
  after(async () => {
    socket.close();
    counted.close();
    await engine?.dispose();
  });

  uiTest(
    'says what is well, what is not and why, and follows the engine',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await row(workbench, 'Service database, healthy').waitFor();
      await row(workbench, 'Service cache, running, no health check').waitFor();
      await row(workbench, 'Service web, unhealthy, probe cannot run: no curl').waitFor();
      await row(workbench, 'Service worker, unhealthy, keeps restarting').waitFor();
      await row(workbench, 'Service proxy, running, no health check, image differs from the file').waitFor();
      await row(workbench, 'Service reports, not running').waitFor();
      await workbench.page.locator('.activitybar .badge-content', { hasText: '2' }).waitFor();

      await row(workbench, 'Service web').click();
      await row(workbench, 'health check: compose.yaml:15').click();
      await workbench.page.locator('.tab.active[data-resource-name="compose.yaml"]').waitFor();
      await workbench.page.locator('.statusbar-item', { hasText: 'Ln 15,' }).waitFor();
      await workbench.screenshot('services-unhealthy');

      await engine.api('POST', '/containers/stack-cache-1/pause');
      await row(workbench, 'Service cache, unhealthy, paused').waitFor();
      await engine.api('POST', '/containers/stack-cache-1/unpause');
      await row(workbench, 'Service cache, running').waitFor();
      await engine.remove('stack-cache-1');
      await row(workbench, 'Service cache, not running').waitFor();
    },
    { folder },
  );

  uiTest(
    'answers what a person on call asks next',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await row(workbench, 'Service web, unhealthy').hover();
      const hover = workbench.page.locator('.workbench-hover', { hasText: 'executable file not found' });
      await hover.waitFor();
      await workbench.screenshot('services-tooltip');

      await row(workbench, 'Service database, healthy').click();
      // Measured once a second, while it can be seen.
      await workbench.page.locator('[aria-label^="memory: "][aria-label$=" % of 64 MiB"]').waitFor();
      await row(workbench, 'CPU: no limit, uses ').waitFor();
      await row(workbench, 'last probe: passed').waitFor();
      await row(workbench, 'Service proxy').click();
      await row(workbench, 'image differs. The file says traefik:v3.1, what runs has traefik:v3.2.').waitFor();
      await workbench.screenshot('services-details');
    },
    { folder },
  );

  uiTest(
    'is used with the keyboard alone',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await row(workbench, 'Service database, healthy').waitFor();
      // An empty tree does not keep the focus.
      await showView(workbench);
      const focused = (/** @type {string} */ spoken) => row(workbench, spoken).and(workbench.page.locator('.focused'));
      const { keyboard } = workbench.page;
      await keyboard.press('Home');
      await focused('Stack stack, ').waitFor();
      await keyboard.press('ArrowDown');
      await focused('Service database, healthy').waitFor();
      await keyboard.press('ArrowRight');
      await row(workbench, 'last probe: passed').waitFor();
      await keyboard.press('ArrowLeft');
      await row(workbench, 'last probe: passed').waitFor({ state: 'hidden' });

      await keyboard.press('End');
      await focused('Service reports, not running').waitFor();
      await keyboard.press('Shift+F10');
      await workbench.page.getByRole('menuitem', { name: 'Start Service…' }).waitFor();
      await workbench.screenshot('services-menu');
      await keyboard.press('Escape');
      await focused('Service reports, not running').waitFor();
      await keyboard.press('Enter');
      await workbench.page.locator('.statusbar-item', { hasText: 'Ln 24,' }).waitFor();
    },
    { folder },
  );

  const several = {
    shop: ['services:', '  database:', '    image: postgres:15', '  cache:', '    image: redis:7', ''].join('\n'),
    queue: [
      'services:',
      '  broker:',
      '    image: busybox:test',
      '    restart: always',
      '  setup:',
      '    image: busybox:test',
      '    restart: "no"',
      '',
    ].join('\n'),
  };

  uiTest(
    'shows the stacks of all folders that are open',
    async (workbench, copy) => {
      const [shop, queue] = [path.join(copy, 'shop'), path.join(copy, 'queue')];
      const restartsOnce = ['sh', '-c', 'test -f /again && exec sleep 100000; touch /again; exit 1'];
      await Promise.all([
        startService(engine, shop, 'database', { Image: 'postgres:15', Healthcheck: PASSING }),
        startService(engine, shop, 'cache', { Image: 'redis:7', Healthcheck: PASSING }),
        startService(engine, queue, 'broker', {
          Cmd: restartsOnce,
          HostConfig: { RestartPolicy: { Name: 'always' } },
        }),
        startService(engine, queue, 'setup', { Cmd: ['true'] }),
      ]);
      await showView(workbench);
      await row(workbench, 'Stack shop, 2 of 2 ok, shop/compose.yaml').waitFor();
      await row(workbench, 'Stack queue, 1 of 2 ok, queue/compose.yaml').waitFor();
      await row(workbench, 'Service broker, degraded, restarted itself within 24 h').waitFor();
      await row(workbench, 'Service setup, ended 0').waitFor();
      await workbench.screenshot('services-several-folders');
    },
    { folder: workspaceFolder(socket.host, several), workspace: WORKSPACE },
  );

  uiTest(
    'fills in when the folder becomes trusted',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await workbench.answerDialog("No, I don't trust the authors");
      await showView(workbench);
      await welcome(workbench, 'so no engine is asked').getByText('Manage Workspace Trust').click();
      await workbench.page
        .locator('.workspace-trust-editor')
        .getByRole('button', { name: 'Trust', exact: true })
        .click();
      await row(workbench, 'Service database, healthy').waitFor();
      await row(workbench, 'Service reports, not running').waitFor();
    },
    { folder, workspaceTrust: true },
  );

  uiTest(
    'acts after it has asked, and shows what a service prints',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await chooseFromMenu(workbench, row(workbench, 'Service database, healthy'), 'Stop Service…');
      await workbench.answerDialog('Cancel');
      await row(workbench, 'Service database, healthy').waitFor();

      await workbench.runCommand('Holdfast: Stop Service…');
      await workbench.pick('database');
      await workbench.page.locator('.monaco-dialog-box', { hasText: 'stack-database-1 on ' }).waitFor();
      await workbench.screenshot('services-confirmation');
      await workbench.answerDialog('Stop');
      await row(workbench, 'Service database, stopped').waitFor();

      await row(workbench, 'Service worker').hover();
      await row(workbench, 'Service worker').getByRole('button', { name: 'Show Logs' }).click();
      await workbench.page.locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: 'Logs: worker' }).waitFor();
      await workbench.page.locator('.xterm-rows', { hasText: 'cannot connect to the database' }).waitFor();
      await workbench.page.locator('.xterm-rows', { hasText: 'Waiting for it to start again' }).waitFor();
      await workbench.screenshot('services-logs');
    },
    { folder },
  );

  uiTest(
    'shows in the file how services feel, and what proves it wrong',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await workbench.openFile('compose.yaml');
      const lens = (/** @type {string} */ text) => workbench.editor.locator('.codelens-decoration', { hasText: text });
      await lens('healthy · up since').waitFor();
      await lens('unhealthy: probe cannot run: no curl').waitFor();
      await lens('not running').waitFor();
      await workbench.waitForProblem('live/probe-cannot-run');
      await workbench.screenshot('services-lenses');

      await lens('unhealthy: probe cannot run').locator('a').first().click();
      await row(workbench, 'last probe: curl: missing').waitFor();
    },
    { folder },
  );

  uiTest(
    'leaves the engine alone while nobody looks',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await row(workbench, 'Service database, healthy').waitFor();
      await workbench.runCommand('View: Show Explorer');
      await counted.idle();
      const made = counted.made;
      await engine.api('POST', '/containers/stack-cache-1/pause');
      // Another view that takes as long to show as an event takes to arrive.
      await workbench.runCommand('View: Show Search');
      await workbench.page.locator('.search-view').waitFor();
      assert.equal(counted.made, made);

      await showView(workbench);
      await row(workbench, 'Service cache, unhealthy, paused').waitFor();
    },
    { folder: stackFolder(counted.host) },
  );

  uiTest(
    'says that it does not know when the engine is lost, and comes back by itself',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await row(workbench, 'Service database, healthy').waitFor();
      await engine.kill();
      await row(workbench, 'Service database, not known').waitFor();
      await workbench.page.locator('.pane-body .message', { hasText: 'It is tried again by itself.' }).waitFor();
      await workbench.screenshot('services-lost');
      await engine.start();
      await row(workbench, 'Service database, healthy').waitFor();
      await workbench.page
        .locator('.pane-body .message', { hasText: 'It is tried again by itself.' })
        .waitFor({ state: 'hidden' });
    },
    { folder },
  );
});
