// @ts-check
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, afterEach, before, describe } from 'mocha';
import { tsImport } from 'tsx/esm/api';
import { temporaryFolder } from '../../rig/machine.mjs';
import { clear, stackFolder, startEngine, startStack, whyNoDocker } from './engine.mjs';
import { uiTest } from './session.mjs';
import { makeRoom, row, showView, welcome } from './view.mjs';

/** @import { AddressInfo } from 'node:net' */
/** @import { Workbench } from '../../rig/workbench.mjs' */
/** @typedef {import('../../rig/prometheus').RealPrometheus} RealPrometheus */

const { RealPrometheus, whyNoPrometheus } = await tsImport('../../rig/prometheus.ts', import.meta.url);

const NOWHERE = `unix://${path.join(temporaryFolder('nowhere'), 'docker.sock')}`;
const START_DEADLINE_MS = 120_000;

/** Two targets of services and two others, of which one each is down, through a proxy that stands for the network they are in. */
const CONFIGURATION = `global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: postgres
    proxy_url: http://127.0.0.1:PROXY
    static_configs: [{ targets: ['database:9187'] }]
  - job_name: redis
    proxy_url: http://127.0.0.1:PROXY
    static_configs: [{ targets: ['cache:9121'] }]
  - job_name: node
    proxy_url: http://127.0.0.1:PROXY
    static_configs: [{ targets: ['box:9100', 'attic:9100'] }]
`;
const RULES = `groups:
  - name: test
    rules:
      - alert: TooManyConnections
        expr: vector(1)
        labels: { severity: critical, service: database }
        annotations: { summary: 98 of 100 connections are in use. }
      - alert: DiskFillsUp
        expr: vector(1)
        labels: { severity: warning, instance: 'box:9100' }
        annotations: { summary: The disk is full within four hours. }
      - alert: CertificateExpires
        expr: vector(1)
        for: 1h
        labels: { severity: warning, service: proxy }
        annotations: { summary: The certificate expires in 12 days. }
`;
/** The password is hunter2. */
const GUARD = `basic_auth_users:
  watcher: $2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm
`;

const DOWN = ['cache', 'attic'];
const exporters = createServer(({ url = '' }, response) => {
  if (DOWN.includes(new URL(url).hostname)) response.writeHead(503).end();
  else response.end('up_and_well 1\n');
});

/** @param {Record<string, string>} [more] @returns {Promise<RealPrometheus>} */
function startPrometheus(more = {}) {
  const { port } = /** @type {AddressInfo} */ (exporters.address());
  const files = { 'prometheus.yml': CONFIGURATION.replaceAll('PROXY', String(port)), 'rules.yml': RULES, ...more };
  return RealPrometheus.start(files);
}

/**
 * Says in the settings of a folder what is watched, when that is known at last.
 * @param {string} folder @param {string} dockerHost @param {string} prometheusUrl
 */
function watch(folder, dockerHost, prometheusUrl) {
  const settings = { 'holdfast.live.dockerHost': dockerHost, 'holdfast.live.prometheusUrl': prometheusUrl };
  writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings));
}

/** Types into an input box that asks for something. @param {Workbench} workbench @param {string} prompt @param {string} text */
async function answer(workbench, prompt, text) {
  await workbench.page.locator('.quick-input-message', { hasText: prompt }).waitFor();
  await workbench.quickInput.fill(text);
  await workbench.page.keyboard.press('Enter');
}

const ALL = 'Prometheus, 2 of 4 targets up, 2 alerts fire, 1 pending';

const reason = (await whyNoDocker()) ?? (await whyNoPrometheus());
(reason === undefined ? describe : describe.skip)('Prometheus in the Services view', () => {
  /** @type {import('./engine.mjs').Dockerd} */
  let engine;
  /** @type {RealPrometheus} */
  let open;
  /** @type {RealPrometheus} */
  let guarded;
  const [openFolder, guardedFolder] = [stackFolder(NOWHERE), stackFolder(NOWHERE)];

  before(async function () {
    this.timeout(START_DEADLINE_MS);
    await new Promise((resolve) => exporters.listen(0, '127.0.0.1', () => resolve(undefined)));
    [engine, open, guarded] = await Promise.all([
      startEngine(),
      startPrometheus(),
      startPrometheus({ 'web.yml': GUARD }),
    ]);
    watch(openFolder, `unix://${engine.socket}`, open.url);
    watch(guardedFolder, NOWHERE, guarded.url);
  });
  afterEach(() => clear(engine));
  after(async () => {
    exporters.closeAllConnections();
    exporters.close();
    await Promise.all([engine?.dispose(), open?.dispose(), guarded?.dispose()]);
  });

  uiTest(
    'says which services it complains about, why, and what is about none of them',
    async (workbench, copy) => {
      await startStack(engine, copy);
      await showView(workbench);
      await makeRoom(workbench);
      await row(workbench, 'Service database, degraded, alert TooManyConnections fires').waitFor();
      await row(workbench, 'Service cache, degraded, Prometheus cannot scrape it').waitFor();
      await row(workbench, 'Service proxy, running').waitFor();

      await row(workbench, 'Service cache').click();
      await row(workbench, 'Target redis, down, server returned HTTP status 503').waitFor();
      await row(workbench, ALL).click();
      await row(workbench, 'Alert DiskFillsUp, fires, warning, The disk is full').waitFor();
      await row(workbench, 'Target attic:9100, down').waitFor();
      await row(workbench, 'Target box:9100, up').waitFor();
      await workbench.screenshot('prometheus-service');
      await row(workbench, 'Service cache').click();
      await row(workbench, 'Service proxy').click();
      await row(workbench, 'Alert CertificateExpires, is pending, warning').hover();
      await workbench.screenshot('prometheus-pending');

      await open.kill();
      await row(workbench, 'Prometheus, not known: ').waitFor();
      await row(workbench, 'Service cache, running').waitFor();
      await row(workbench, 'Alert DiskFillsUp, not known').waitFor();
      await workbench.screenshot('prometheus-lost');
      await open.start();
      await row(workbench, 'Service cache, degraded, Prometheus cannot scrape it').waitFor();
    },
    { folder: openFolder },
  );

  uiTest(
    'asks for credentials, keeps them, and forgets them when told to',
    async (workbench) => {
      await showView(workbench);
      await row(workbench, 'Prometheus, needs credentials').click();
      await workbench.pick('User and Password');
      await answer(workbench, 'User', 'watcher');
      await answer(workbench, 'Password of watcher', 'hunter3');
      await row(workbench, 'Prometheus, needs credentials').waitFor();
      await workbench.screenshot('prometheus-credentials');

      await workbench.runCommand('Holdfast: Set Prometheus Credentials…');
      await workbench.pick('User and Password');
      await answer(workbench, 'User', 'watcher');
      await workbench.page.locator('.quick-input-message', { hasText: 'Password of watcher' }).waitFor();
      await workbench.screenshot('prometheus-password');
      await answer(workbench, 'Password of watcher', 'hunter2');
      await row(workbench, ALL).waitFor();

      await workbench.runCommand('Holdfast: Remove Prometheus Credentials…');
      await workbench.pick(guarded.url);
      await row(workbench, 'Prometheus, needs credentials').waitFor();
    },
    { folder: guardedFolder },
  );
});

describe('the address of Prometheus', () => {
  let calls = 0;
  const counting = createServer((_, response) => {
    calls++;
    response.writeHead(404).end();
  });
  const folder = stackFolder(NOWHERE);
  before(async () => {
    await new Promise((resolve) => counting.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {AddressInfo} */ (counting.address());
    watch(folder, NOWHERE, `http://127.0.0.1:${port}`);
  });
  after(() => {
    counting.closeAllConnections();
    counting.close();
  });

  uiTest(
    'is not asked before the folder is trusted',
    async (workbench) => {
      await workbench.answerDialog("No, I don't trust the authors");
      await showView(workbench);
      await welcome(workbench, 'so no engine is asked').waitFor();
      await workbench.openFile('compose.yaml');
      await workbench.waitForProblem('compose/');
      assert.equal(calls, 0);
    },
    { folder, workspaceTrust: true },
  );

  uiTest(
    'holds no password',
    async (workbench) => {
      await showView(workbench);
      await row(workbench, 'Prometheus, not asked: a user or a password stands in the setting').waitFor();
      await workbench.screenshot('prometheus-password-in-setting');
      assert.doesNotMatch(await workbench.page.locator('.pane-body').first().innerText(), /hunter2/);
    },
    { folder: stackFolder(NOWHERE, { 'holdfast.live.prometheusUrl': 'http://watcher:hunter2@127.0.0.1:9' }) },
  );
});
