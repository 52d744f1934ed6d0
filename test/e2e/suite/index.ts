import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { allFindings, cleanUp } from './support';

/** Called by the extension host: runs every `*.test.js` beside this file and leaves the counts for the runner outside. */
export async function run(): Promise<void> {
  const resultFile = process.env['HOLDFAST_E2E_RESULT'];
  if (!resultFile) throw new Error('HOLDFAST_E2E_RESULT does not name the file for the result');

  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000 });
  mocha.rootHooks({
    async afterEach(this: Mocha.Context) {
      // A test that waits for a finding in vain ends without a word about what was found instead.
      if (this.currentTest?.state === 'failed') console.log(`${this.currentTest.title}\n${allFindings()}`);
      await cleanUp();
    },
  });
  const pattern = process.env['HOLDFAST_E2E_GREP'];
  if (pattern) mocha.grep(pattern);
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.js'))) {
    mocha.addFile(path.join(__dirname, file));
  }
  const failed = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.once('end', () => {
      const { passes = 0, failures = 0 } = runner.stats ?? {};
      writeFileSync(resultFile, JSON.stringify({ passed: passes, failed: failures }));
    });
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
