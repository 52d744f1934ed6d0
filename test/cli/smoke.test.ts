import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, watch } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox, type Run, type RunOptions } from './cli';

let box: Sandbox;
let server: Server;
let port: number;

beforeAll(async () => {
  // Gives everything back that it is told, as a server does that logs too much.
  server = createServer((request, response) => {
    response.statusCode = request.url === '/sick' ? 503 : 200;
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());
afterEach(() => box.remove());

const NO_ENGINE = { DOCKER_HOST: 'unix:///nowhere/docker.sock', DOCKER_CONTEXT: '', DOCKER_CONFIG: '/nowhere' };

function sandbox(files: Readonly<Record<string, string>>): void {
  box = new Sandbox(files);
}

function smoke(words: readonly string[] = [], { env, ...options }: RunOptions = {}): Promise<Run> {
  return box.holdfast(['smoke', ...words], { ...options, env: { ...NO_ENGINE, ...env } });
}

async function codeOf(...words: string[]): Promise<number | null> {
  return (await smoke(words)).code;
}

interface Report {
  readonly mistakes: readonly string[];
  readonly stacks: readonly {
    readonly name: string | null;
    readonly tests: readonly { readonly id: string; readonly outcome: string; readonly message: string }[];
  }[];
  readonly summary: { readonly exitCode: number; readonly cancelled: boolean };
}

/** Outcomes by id. */
async function outcomes(words: readonly string[] = [], options: RunOptions = {}): Promise<Record<string, string>> {
  const { stdout } = await smoke(['--format', 'json', ...words], options);
  const { stacks } = JSON.parse(stdout) as Report;
  return Object.fromEntries(stacks.flatMap(({ tests }) => tests.map(({ id, outcome }) => [id, outcome])));
}

const COMPOSE = 'name: app\nservices:\n  web: { image: "nginx:1.29.1" }\n';
const tests = (...lines: string[]): string => ['smoke:', ...lines.map((line) => `  ${line}`), ''].join('\n');
const http = (path = '/'): string => `http: { url: "http://127.0.0.1:${port}${path}" }, expect: { status: 200 }`;
const GOOD = (): string => `good: { ${http()}, tags: [address] }`;
const SICK = (): string => `sick: { ${http('/sick')}, tags: [address] }`;

describe('the exit code of holdfast smoke', () => {
  it('is 0 where tests of addresses pass, 1 where one fails, with or without an engine', async () => {
    sandbox({ 'holdfast.yaml': tests(GOOD(), SICK()) });
    expect(await codeOf('--only', 'good')).toBe(0);
    const { code, stdout, stderr } = await smoke();
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/\n {2}✔ good .*\n {2}✖ sick /);
    expect(stdout).toMatch(/expected {2}200\n +actual {4}503\n/);
    expect(stdout).toMatch(/\nFailed: sick\n$/);
  });

  it('is 3 where tests need an engine that does not answer, and those of addresses run', async () => {
    sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': tests(GOOD()) });
    const { code, stdout } = await smoke();
    expect(code).toBe(3);
    expect(stdout.match(/No Docker engine runs/g)).toHaveLength(1);
    expect(stdout).toMatch(/✔ good/);
    expect(stdout).toMatch(/could not be run, because the engine does not answer: .*web\/running/);
    expect(await outcomes()).toMatchObject({ good: 'pass', 'web/running': 'error', 'stack/services-healthy': 'error' });
    expect(await codeOf('--tag', 'address')).toBe(0);
  });

  it('is 3 where nothing is run, and where a program cannot be', async () => {
    sandbox({
      'holdfast.yaml': tests(
        'wipes: { destructive: true, command: { argv: ["true"] } }',
        'absent: { command: { argv: [no-such-program] } }',
      ),
    });
    const { code, stdout } = await smoke(['--only', 'wipes']);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/left out.*--allow-destructive\): wipes/)]);
    expect(await codeOf('--only', 'wipes', '--allow-destructive')).toBe(0);
    expect(await codeOf('--only', 'absent')).toBe(3);
  });

  it('is 2 where a test is not understood, and the others run', async () => {
    sandbox({ 'holdfast.yaml': tests(GOOD(), 'bad: { http: { url: "http://h/" } }') });
    const { code, stdout } = await smoke();
    expect(code).toBe(2);
    expect(stdout).toMatch(/✔ good/);
    expect(stdout).toMatch(/\? bad\n +Nothing is expected.*\n +holdfast\.yaml:3\n/);
    expect(await codeOf('--only', 'good')).toBe(0);
  });

  it.each([
    ['a misspelt section', (): string => tests(GOOD()).replace('smoke:', 'smok:'), /smok/],
    ['a misspelt default', (): string => tests('defaults: { timout: 5s }', GOOD()), /timout/],
    ['text that is no YAML', (): string => `${tests(GOOD())}rules: [\n`, /not understood/],
  ])('is 2 with %s', async (_, text, word) => {
    sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': text() });
    const { code, stderr } = await smoke();
    expect([code, stderr]).toEqual([2, expect.stringMatching(word)]);
  });

  it.each([
    [['gone'], 'gone does not exist'],
    [['--only', 'goood'], '--only goood is no test here; did you mean good?'],
    [['--allow-remote'], '--allow-remote is about destructive tests: it goes with --allow-destructive'],
    [['empty'], 'nothing to test in empty: no Compose file declares services, and no holdfast.yaml holds smoke tests'],
  ])('is 2 for %j', async (words, message) => {
    sandbox({ 'repository/holdfast.yaml': tests(GOOD()), 'repository/empty/.git': '' });
    expect(await smoke(words, { cwd: 'repository' })).toEqual({
      code: 2,
      stdout: '',
      stderr: `holdfast: ${message}\nTry \`holdfast --help\`.\n`,
    });
  });

  it('is 2 for destructive tests on an engine of another machine, unless that is allowed', async () => {
    sandbox({ 'holdfast.yaml': tests('wipes: { destructive: true, command: { argv: ["true"] } }', GOOD()) });
    const words = ['--context', 'tcp://192.0.2.1:1', '--allow-destructive'];
    const { code, stdout, stderr } = await smoke(words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('tcp://192.0.2.1:1 is not on this machine, and others may depend on it: --allow-remote');
    expect(await codeOf(...words, '--only', 'good')).toBe(0);
    expect(await codeOf(...words, '--allow-remote')).toBe(0);
  }, 120_000);
});

describe('the tests of holdfast smoke', () => {
  it('are those of a folder, of the holdfast.yaml above it, and of the one named', async () => {
    sandbox({
      'holdfast.yaml': tests(GOOD()),
      'one/compose.yaml': COMPOSE,
      'two/compose.yaml': COMPOSE.replaceAll('app', 'two'),
      'two/holdfast.yaml': tests(`two: { ${http()} }`),
    });
    const ids = async (...words: string[]): Promise<string[]> =>
      Object.keys(await outcomes(words)).filter((id) => !id.includes('/'));
    expect(await ids()).toEqual(['good', 'two']);
    expect(await ids('one')).toEqual(['good']);
    expect(await ids('two')).toEqual(['two']);
    expect(await ids('two/compose.yaml')).toEqual(['two']);
    expect(await ids('two/holdfast.yaml')).toEqual(['two']);
  });

  it('run in the folder of their file, with the variables beside the stack', async () => {
    sandbox({
      '.env': 'SPOT=here\n',
      'compose.yaml': COMPOSE,
      'spot-here': '',
      'holdfast.yaml': tests(
        'place: { command: { argv: [ls, "spot-${SPOT}"] }, expect: { stdout: { contains: spot-here } } }',
      ),
    });
    expect(await outcomes(['--only', 'place'])).toEqual({ place: 'pass' });
  });
});

describe('secrets of holdfast smoke', () => {
  const PLANTED = {
    HOLDFAST_SECRET_TOKEN: 'planted-token-1',
    HOLDFAST_SECRET_URL: 'planted url/2',
    HOLDFAST_SECRET_PROGRAM: 'planted-program-3',
  };
  const IN_ENV = 'planted-env-4';
  const PRINTED = 'planted-printed-5';
  const shows = 'expect: { body: { contains: nothing-of-this } }';

  it('appear in no report, in whatever form they come back', async () => {
    const address = `http://me:\${secret:URL}@127.0.0.1:${port}/?password=\${DB_PASSWORD}`;
    sandbox({
      '.env': `DB_PASSWORD=${IN_ENV}\n`,
      'compose.yaml': COMPOSE,
      'print.sh': `echo "$HIDDEN"; echo "postgres://me:${PRINTED}@db/app" >&2; exit 1\n`,
      'holdfast.yaml': tests(
        `url: { http: { url: "${address}" }, ${shows} }`,
        `header: { http: { url: "http://127.0.0.1:${port}/", headers: { Authorization: "Bearer \${secret:TOKEN}" } }, ${shows} }`,
        'program: { command: { argv: [sh, print.sh], env: { HIDDEN: "${secret:PROGRAM}" } } }',
      ),
    });
    const secrets = [...Object.values(PLANTED), IN_ENV, PRINTED];
    const forms = secrets.flatMap((one) => [one, encodeURIComponent(one), Buffer.from(`me:${one}`).toString('base64')]);
    for (const format of ['text', 'json', 'junit']) {
      const { code, stdout, stderr } = await smoke(
        ['--only', 'url', '--only', 'header', '--only', 'program', '--format', format],
        {
          env: PLANTED,
        },
      );
      expect(code).toBe(1);
      expect(stdout).toContain('•••');
      for (const form of forms) expect(`${stdout}${stderr}`).not.toContain(form);
    }
  });

  it('are asked for by the name of a variable', async () => {
    const url = `http://127.0.0.1:${port}/`;
    sandbox({
      'holdfast.yaml': tests(
        `asks: { http: { url: "${url}", headers: { X-Key: "\${secret:SHOP}" } }, expect: { status: 200 }, retries: 5 }`,
      ),
    });
    const { code, stdout } = await smoke();
    expect(code).toBe(3);
    expect(stdout).toContain('The secret SHOP is not set: set the environment variable HOLDFAST_SECRET_SHOP.');
    expect(stdout).not.toContain('tries');
    expect(await outcomes([], { env: { SHOP: 'x' } })).toEqual({ asks: 'error' });
    expect(await outcomes([], { env: { HOLDFAST_SECRET_SHOP: 'open sesame' } })).toEqual({ asks: 'pass' });
  });
});

describe.skipIf(process.platform === 'win32')('holdfast smoke that is ended', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s reports what has ended, and leaves nothing running',
    async (signal) => {
      sandbox({
        'holdfast.yaml': tests(
          GOOD(),
          'hangs: { needs: [good], timeout: 5m, command: { argv: [sh, -c, "echo $$ > pid.new; mv pid.new pid; exec sleep 300"] } }',
        ),
      });
      const child = spawn(process.execPath, [box.program, 'smoke', '--format', 'json'], {
        cwd: box.path,
        env: { ...process.env, ...NO_ENGINE },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const began = new Promise<void>((resolve) => {
        const watcher = watch(box.path, (_, name) => {
          if (name !== 'pid') return;
          watcher.close();
          resolve();
        });
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const ended = once(child, 'close');
      await began;
      const pid = Number(readFileSync(box.at('pid'), 'utf8'));
      expect(() => process.kill(pid, 0)).not.toThrow();
      child.kill(signal);
      const [code] = (await ended) as [number];
      expect(code).toBe(3);
      expect(stderr).toContain('cancelled');
      const { stacks, summary } = JSON.parse(stdout) as Report;
      expect(summary.cancelled).toBe(true);
      expect(stacks[0]?.tests.map(({ id, outcome, message }) => [id, outcome, message])).toEqual([
        ['good', 'pass', expect.any(String)],
        ['hangs', 'skip', 'Cancelled.'],
      ]);
      expect(() => process.kill(pid, 0)).toThrow();
    },
  );
});
