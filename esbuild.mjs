// Bundles the three programs: the extension, the language server and the command line. `--watch`, `--production`.
import { builtinModules } from 'node:module';
import { context, build } from 'esbuild';

const isProduction = process.argv.includes('--production');
const isWatching = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Some libraries ship a browser-like `main`; their module builds bundle smaller and load faster.
  mainFields: ['module', 'main'],
  external: ['vscode', ...builtinModules],
  minify: isProduction,
  sourcemap: !isProduction,
  metafile: true,
  logLevel: 'info',
  legalComments: 'none',
};

/** Lines that the tasks of .vscode/tasks.json wait for. */
const reporter = {
  name: 'reporter',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors)
        console.error(`✘ [ERROR] ${text}\n    ${location?.file}:${location?.line}:${location?.column}:`);
      console.log('[watch] build finished');
    });
  },
};

const programs = [
  { ...shared, entryPoints: { extension: 'client/src/extension.ts', server: 'server/src/main.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { cli: 'cli/src/main.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
];

for (const program of programs) {
  if (isWatching) await (await context({ ...program, plugins: [reporter] })).watch();
  else await build(program);
}
