import assert from 'node:assert/strict';
import { describe } from 'mocha';
import { uiTest } from './session.mjs';

describe('workbench', () => {
  uiTest('shows a finding as a squiggle and in the Problems view', async (workbench) => {
    await workbench.openFile('compose.yaml');
    await workbench.squiggles('warning').or(workbench.squiggles('error')).first().waitFor();
    await workbench.waitForProblem('compose/privileged-container');
    const problem = (await workbench.problems()).find(({ code }) => code === 'compose/privileged-container');
    assert.equal(problem?.source, 'Holdfast');
    assert.equal(problem.line, 5);
    await workbench.screenshot('finding');
  });
});
