// @ts-check
/**
 * `npm start`: VS Code with Holdfast in it, on the example stack.
 * Only Node's own modules are imported, because this is what installs the others.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureCodeServer, installExtension, startServer } from '../test/rig/codeServer.mjs';
import { REPOSITORY, exitOnSignals, findProgram, messageOf, temporaryFolder } from '../test/rig/machine.mjs';

const EXAMPLE = path.join(REPOSITORY, 'examples/stack');

const HELP = `npm start -- [options]

Builds Holdfast and opens VS Code with it: the desktop program when \`code\` or \`codium\` is found and there is a display,
otherwise a VS Code to open in a browser. Nothing is installed into your own VS Code.

  --folder DIR     folder to open (default: examples/stack)
  --port N         port of the VS Code for the browser (default: any free one)
  --browser        the VS Code for the browser, even where there is a desktop one
  --install-only   install the npm dependencies where they are missing, and stop
  --help           this text
`;

exitOnSignals();
try {
  await start(readOptions());
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: EXAMPLE },
      port: { type: 'string', default: '0' },
      browser: { type: 'boolean', default: false },
      'install-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  // npm runs scripts in the repository; a folder is meant relative to where the person stands.
  const folder = path.resolve(process.env.INIT_CWD ?? '.', values.folder);
  const port = Number(values.port);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port ${values.port} is not a port number.`);
  return { folder, port, browser: values.browser, installOnly: values['install-only'], help: values.help };
}

/** @param {ReturnType<typeof readOptions>} options */
async function start({ folder, port, browser, installOnly, help }) {
  if (help) return void process.stdout.write(HELP);
  // Written last by npm, so an interrupted install is done again.
  if (!existsSync(path.join(REPOSITORY, 'node_modules/.package-lock.json'))) npm('ci');
  if (installOnly) return;

  npm('run', '--silent', 'package');
  const program = browser ? undefined : findDesktop();
  if (program) openDesktop(program, folder);
  else await serve(folder, port);
}

/** @param {string[]} args */
function npm(...args) {
  const { status, error } = spawnSync('npm', args, {
    cwd: REPOSITORY,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) throw new Error(`npm could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`\`npm ${args.join(' ')}\` failed; its output is above.`);
}

/** @returns {string | undefined} a desktop VS Code that can be shown here */
function findDesktop() {
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return hasDisplay ? (findProgram('code') ?? findProgram('codium')) : undefined;
}

/** Leaves the person's own profile and extensions alone. @param {string} program @param {string} folder */
function openDesktop(program, folder) {
  const args = ['--new-window', '--profile-temp', `--extensionDevelopmentPath=${REPOSITORY}`, folder];
  const child = spawn(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  child.once('error', (error) => {
    console.error(`${program} could not be started: ${error.message}. \`npm start -- --browser\` needs none.`);
    process.exitCode = 1;
  });
  child.once('exit', (code) => (process.exitCode = code ?? 1));
}

/** @param {string} folder @param {number} port */
async function serve(folder, port) {
  await ensureCodeServer();
  const { name, version } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8'));
  const folders = { dataDir: temporaryFolder('server'), extensionsDir: temporaryFolder('extensions') };
  await installExtension(path.join(REPOSITORY, `${name}-${version}.vsix`), folders);
  const server = await startServer({ ...folders, port, workspaceTrust: folder !== EXAMPLE });
  console.log(`\nOpen ${server.url(folder)}\nCtrl-C ends it.`);
  await server.exited;
  throw new Error(`The VS Code server ended by itself.\n${server.log()}`);
}
