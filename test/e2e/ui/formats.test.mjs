import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe } from 'mocha';
import { EXAMPLE, uiTest } from './session.mjs';

describe('a Kubernetes manifest', () => {
  uiTest(
    'has squiggles in all of its documents and a hover on each',
    async (workbench) => {
      await workbench.openFile('kubernetes/web.yaml');
      await workbench.squiggles('warning').first().waitFor();
      const hover = await workbench.hover('ghcr.io/tidewater-tours/web:latest');
      await hover.getByText('kubernetes/unpinned-image').first().waitFor();
      await workbench.screenshot('kubernetes-hover');
      await workbench.page.mouse.move(0, 0);
      await workbench.waitForProblem('kubernetes/database-scrape-port');
      await workbench.screenshot('kubernetes-problems');
    },
    { folder: EXAMPLE },
  );
});

describe('a rule file', () => {
  uiTest(
    'shows PromQL in colours and a squiggle under the exact bracket',
    async (workbench) => {
      await workbench.openFile('prometheus/rules/checkout.yaml');
      const squiggle = workbench.squiggles('error').first();
      await squiggle.waitFor();
      const call = await workbench.textBox('sum(rate');
      const column = call.width / 'sum(rate'.length;
      const box = await squiggle.boundingBox();
      assert.ok(box);
      assert.ok(Math.abs(box.x - (call.x + 3 * column)) < 2, 'it begins at the bracket');
      assert.ok(Math.abs(box.width - column) < 2, 'it ends behind it');
      assert.ok(Math.abs(box.y - call.y) < call.height, 'it is on that line');

      const colours = await Promise.all(
        ['rate(', 'http_requests_total', '"503"', '5m', 'More than one'].map((text) => workbench.colourOf(text)),
      );
      assert.equal(new Set(colours.slice(0, 4)).size, 4, `${colours.join(', ')} tell the parts of an expression apart`);
      await workbench.screenshot('rules');
      const hover = await workbench.hover('(');
      await hover.getByText('prometheus-rules/promql-syntax-error').first().waitFor();
      await workbench.screenshot('rules-hover');
    },
    { folder: EXAMPLE },
  );

  uiTest(
    'gets the missing bracket by the light bulb',
    async (workbench) => {
      await workbench.openFile('prometheus/rules/checkout.yaml');
      await workbench.squiggles('error').first().waitFor();
      await workbench.goTo(7, 15);
      await workbench.openQuickFixes();
      await workbench.screenshot('rules-menu');
      await workbench.pickQuickFixByKeyboard('Insert the missing )');
      await workbench.waitForText('code="503"}[5m]))');
      await workbench.squiggles('error').first().waitFor({ state: 'detached' });
      await workbench.screenshot('rules-fixed');
    },
    { folder: EXAMPLE },
  );
});

describe('prometheus.yml', () => {
  uiTest(
    'shows targets that no service answers to',
    async (workbench) => {
      await workbench.openFile('prometheus/prometheus.yml');
      await workbench.squiggles('warning').first().waitFor();
      const hover = await workbench.hover('recording/*.yml');
      await hover.getByText('prometheus/unknown-rule-file').first().waitFor();
      await workbench.screenshot('prometheus');
    },
    { folder: EXAMPLE },
  );
});

describe('holdfast.yaml', () => {
  uiTest('underlines a misspelt rule and mends it', async (workbench, folder) => {
    await writeFile(path.join(folder, 'holdfast.yaml'), 'preset: strct\nrules:\n  compose/missing-cpu-limt: off\n');
    await workbench.openFile('holdfast.yaml');
    await workbench.squiggles('error').first().waitFor();
    await workbench.screenshot('configuration');
    const titles = await workbench.quickFixes('compose/missing-cpu-limt');
    assert.equal(titles[0], 'Change to `compose/missing-cpu-limit`');
    await workbench.screenshot('configuration-menu');
    await workbench.pickQuickFixByKeyboard('Change to `compose/missing-cpu-limit`');
    await workbench.waitForText('compose/missing-cpu-limit: off');
    await workbench.applyQuickFix('strct', 'Change to `strict`');
    await workbench.squiggles('error').first().waitFor({ state: 'detached' });
  });
});
