/**
 * Bundles a benchmark as the product is bundled and runs it: what is measured is what users get. Run from source, helpers of the
 * transpiler would be measured along.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outfile = join(root, 'dist/bench/run.mjs');

await build({
  entryPoints: [join(root, 'test/bench/run.mts')],
  outfile,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Compared with, as it is installed.
  external: ['dclint'],
  // Some libraries still ask for others at run time.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'warning',
});
process.exitCode = spawnSync(process.execPath, [outfile], { stdio: 'inherit' }).status ?? 1;
