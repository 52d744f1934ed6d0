import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSmokeTests } from '../../../client/src/live/smoke/run';
import type { ExecProbe } from '../../../server/src/protocol';
import { IDLE, whyNoDocker } from '../../rig/docker';
import { after, EngineStack, program } from './engineStack';
import { inShort, never, smokeContext, smokeTest } from './support';

const reason = await whyNoDocker();
if (reason) console.warn(`Smoke tests of kind exec are NOT TESTED: ${reason}`);

describe.skipIf(reason)('exec', { timeout: 60_000 }, () => {
  let stack: EngineStack;
  let web: string;

  beforeAll(async () => {
    stack = await EngineStack.start();
    const made = [program('/bin/checks', 'echo "$1"; echo "disk: permission denied" >&2; exit "$2"'), 'echo x >/plain'];
    web = await stack.run('web', {
      ...after(made.join('\n')),
      Env: ['NAME=me', 'EMPTY=', 'API_TOKEN=hunter2-token', 'DATABASE_URL=postgres://u:hunter2-url@db/x'],
    });
    await stack.run('job', { Cmd: ['sh', '-c', 'exit 3'] });
    await stack.create('created', IDLE);
    await stack.run('paused', IDLE);
    await stack.dockerd.api('POST', '/containers/app-paused-1/pause');
    await stack.until('app-job-1', ({ state }) => state === 'exited');
  }, 120_000);

  afterAll(() => stack?.dispose());

  const exec = (argv: string[], over: Partial<ExecProbe> = {}): ExecProbe => ({
    ...{ kind: 'exec', service: 'web', argv },
    ...over,
  });

  it('sees output, exit code and JSON, without a shell of its own', async () => {
    const test = smokeTest(exec(['echo', '{"used": 41, "of": "$NAME"}; exit 9']), { 'json.used': 41 });
    expect(inShort(await stack.result(test))).toBe('fail: json.used is not known: what came is no JSON.');
    const json = smokeTest(exec(['echo', '{"used": 41}']), { 'json.used': { lt: 50 }, stdout: { contains: '41' } });
    const result = await stack.result(json);
    expect(result).toMatchObject({ outcome: 'pass', output: '{"used": 41}', containers: [web] });
  });

  it('fails with what the program says, and maps exit codes', async () => {
    expect(inShort(await stack.result(smokeTest(exec(['checks', 'hello', '3']))))).toBe(
      'fail: checks ended with exit code 3. It says: disk: permission denied.',
    );
    const exitCodes = { '3': { outcome: 'warn', message: 'almost full' }, default: { outcome: 'error' } } as const;
    const mapped = (code: string): ReturnType<EngineStack['result']> =>
      stack.result(smokeTest(exec(['checks', 'hello', code]), {}, { exitCodes }));
    expect(inShort(await mapped('3'))).toBe('warn: almost full.');
    expect(inShort(await mapped('4'))).toBe('error: Ended with exit code 4. It says: disk: permission denied.');
    expect(
      (await stack.result(smokeTest(exec(['checks', 'hello', '3']), { exitCode: 3, stdout: 'hello' }))).outcome,
    ).toBe('pass');
    expect(await stack.result(smokeTest(exec(['checks', 'hello', '0']), { stdout: 'bye' }))).toMatchObject({
      outcome: 'fail',
      message: 'stdout is "hello", expected "bye".',
      difference: { expected: 'bye', actual: 'hello' },
    });
  });

  it('says that a tool is missing, in a shell too, and that a file is no program', async () => {
    expect(inShort(await stack.result(smokeTest(exec(['curl', '-fsS', 'http://127.0.0.1']))))).toBe(
      'error: The image busybox:test has no curl: use a program that it has, or a test of kind http or tcp.',
    );
    expect(inShort(await stack.result(smokeTest(exec(['sh', '-c', 'jq . x']))))).toMatch(
      /^error: The image busybox:test has no jq: /,
    );
    expect(inShort(await stack.result(smokeTest(exec(['/plain']))))).toMatch(/^error: .*plain.*cannot be executed/);
  });

  it('says where nothing can be run: no trust, no container, stopped, paused, never started, no such service', async () => {
    const on = (service: string): ExecProbe => exec(['true'], { service });
    expect(inShort(await stack.result(smokeTest(on('web')), { isTrusted: false }))).toMatch(/^error: .*trust this/);
    expect(inShort(await stack.result(smokeTest(on('job'))))).toMatch(
      /^error: job does not run: it is exited with exit code 3\. Find out why in its log/,
    );
    expect(inShort(await stack.result(smokeTest(on('paused'))))).toMatch(/^error: paused is paused/);
    expect(inShort(await stack.result(smokeTest(on('created'))))).toMatch(
      /^error: created does not run: it is created/,
    );
    expect(inShort(await stack.result(smokeTest(on('wbe'))))).toMatch(/^error: There is no service wbe.*web/);
    const declared = await stack.context({ gone: {}, web: {} });
    expect(inShort(await stack.result(smokeTest(on('gone')), declared))).toMatch(
      /^error: gone does not run.*start it, then run the test again/,
    );
  });

  it('fills in variables of the container and secrets of this machine, and shows neither', async () => {
    const secret = (name: string): Promise<string | undefined> =>
      Promise.resolve(name === 'LOGIN' ? 'hunter2-login' : undefined);
    const argv = ['sh', '-c', 'echo "$0 $1 $2 $GIVEN"', '${NAME}', '${API_TOKEN}', '${EMPTY:-else}'];
    const test = smokeTest(exec(argv, { env: { GIVEN: '${secret:LOGIN}' } }), {
      stdout: 'me hunter2-token else hunter2-login',
    });
    const result = await stack.result(test, { secret });
    expect(result).toMatchObject({ outcome: 'pass', output: 'me ••• else •••' });
    expect(JSON.stringify(result)).not.toContain('hunter2');
    expect(inShort(await stack.result(smokeTest(exec(['echo', '${NOBODY}']))))).toMatch(
      /^error: The variable NOBODY is not set\. The container app-web-1 does not have it/,
    );
  });

  it('tells a backup that is cut from a whole one', async () => {
    const make = 'yes | head -c 300000 | gzip >/whole.gz; head -c 200 /whole.gz >/cut.gz; : >/empty.gz';
    expect((await stack.result(smokeTest(exec(['sh', '-c', make])))).outcome).toBe('pass');
    const test = (file: string): ReturnType<EngineStack['result']> =>
      stack.result(smokeTest(exec(['gzip', '-t', file])));
    expect(inShort(await test('/whole.gz'))).toBe('pass: Ended with exit code 0.');
    for (const file of ['/cut.gz', '/empty.gz'])
      expect(inShort(await test(file))).toMatch(/^fail: gzip ended with exit code 1\. It says: gzip: .+\.$/);
  });

  it('keeps the beginning of endless output', async () => {
    const result = await stack.result(
      smokeTest(exec(['sh', '-c', 'yes | head -c 3000000']), { stdout: { contains: 'y' } }),
    );
    expect(result.outcome).toBe('pass');
    expect(result.output.length).toBeLessThan(40_000);
  });

  it('ends what hangs, also what has left its parent and its session', async () => {
    const begun = performance.now();
    const tests = Array.from({ length: 10 }, (_, index) =>
      smokeTest(
        exec(['sh', '-c', `setsid sleep 77${index} & sleep 88${index}`]),
        {},
        { id: `h${index}`, timeoutMs: 1_500 },
      ),
    );
    const context = smokeContext(await stack.context());
    const results = await runSmokeTests(tests, context, {}, never());
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(results.every((one) => /^No answer within .* s: it hangs/.test(one.message))).toBe(true);
    expect(results.map(({ output }) => output).filter((output) => output !== '')).toEqual([]);
    expect((await stack.processes(web)).filter((line) => /sleep (?:77|88)/.test(line))).toEqual([]);
  });

  // In the middle of making it, of starting it, and while it runs.
  it.each([0, 20, 60, 120])(
    'leaves nothing of a program that is given up %i ms after it was asked for',
    async (wait) => {
      const cancel = new AbortController();
      const timer = setTimeout(() => cancel.abort(), wait);
      const result = await stack.result(smokeTest(exec(['sleep', '9911'])), {}, cancel.signal);
      clearTimeout(timer);
      expect(inShort(result)).toBe('skip: Cancelled.');
      expect((await stack.processes(web)).filter((line) => line.includes('sleep 9911'))).toEqual([]);
    },
  );
});
