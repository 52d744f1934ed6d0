import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runSmokeTests } from '../../../client/src/live/smoke/run';
import { leftSince, resources } from '../support/resources';
import { temporaryFolder } from '../support/temporary';
import { inShort, never, resultOf, smokeContext, smokeTest } from './support';

const node = (code: string): string[] => [process.execPath, '-e', code];

describe('command', () => {
  it('sees output, exit code and JSON', async () => {
    const code = 'console.log(JSON.stringify({ used: 41 })); console.error("warn")';
    const result = await resultOf(
      smokeTest({ kind: 'command', argv: node(code) }, { 'json.used': { lt: 90 }, stderr: 'warn', exitCode: 0 }),
    );
    expect(result).toMatchObject({ outcome: 'pass', output: '{"used":41}\nwarn' });
  });

  it('fails with what the program says', async () => {
    const result = await resultOf(
      smokeTest({ kind: 'command', argv: node('console.error("disk: permission denied"); process.exit(3)') }),
    );
    expect(inShort(result)).toMatch(/^fail: .*ended with exit code 3\. It says: disk: permission denied\.$/);
  });

  it('is an error where the program is not there, may not be run, or nobody is trusted', async () => {
    expect(inShort(await resultOf(smokeTest({ kind: 'command', argv: ['no-such-program'] })))).toMatch(
      /^error: There is no program no-such-program on this machine/,
    );
    expect(inShort(await resultOf(smokeTest({ kind: 'command', argv: ['true'] }), { isTrusted: false }))).toMatch(
      /^error: .*trust this workspace first/,
    );
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'script'), '#!/bin/sh\n', { mode: 0o600 });
    const over = { folder: pathToFileURL(folder).href };
    expect(inShort(await resultOf(smokeTest({ kind: 'command', argv: ['./script'] }), over))).toMatch(
      /^error: .*may not be executed/,
    );
  });

  it('runs in the folder and never outside of it, through no link either', async () => {
    const folder = realpathSync(temporaryFolder());
    mkdirSync(join(folder, 'inside'));
    symlinkSync('/', join(folder, 'link'));
    const over = { folder: pathToFileURL(folder).href };
    const at = (cwd: string): ReturnType<typeof resultOf> =>
      resultOf(
        smokeTest(
          { kind: 'command', argv: node('process.stdout.write(process.cwd())'), cwd },
          { stdout: join(folder, 'inside') },
        ),
        over,
      );
    expect((await at('inside')).outcome).toBe('pass');
    expect(inShort(await at('..'))).toMatch(/^error: "cwd" leads out/);
    expect(inShort(await at('link'))).toMatch(/^error: "cwd" leads out/);
    expect(inShort(await at('gone'))).toMatch(/^error: The folder gone does not exist/);
  });

  it('gets no variables but those it needs and those it was given', async () => {
    process.env.HOLDFAST_TEST_TOKEN = 'hunter2';
    try {
      const over = {
        secret: () => Promise.resolve('opensesame'),
        variable: (name: string) => (name === 'WHO' ? 'me' : undefined),
      };
      const probe = {
        kind: 'command',
        argv: [
          ...node(
            'console.log(JSON.stringify({ ...process.env, who: process.argv[1], names: Object.keys(process.env) }))',
          ),
          '${WHO}',
        ],
        env: { PASSWORD: '${secret:X}' },
      } as const;
      const result = await resultOf(
        smokeTest(probe, {
          'json.HOLDFAST_TEST_TOKEN': { present: false },
          'json.PASSWORD': 'opensesame',
          'json.who': 'me',
        }),
        over,
      );
      expect(result.outcome).toBe('pass');
      expect(JSON.stringify(result)).not.toContain('opensesame');
      const names = JSON.parse(/"names":(\[.*?\])/.exec(result.output)?.[1] ?? 'null') as string[];
      const needed =
        /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TE?MP|TMPDIR|XDG_RUNTIME_DIR|DOCKER_\w+|KUBECONFIG)$/;
      const given = ['PASSWORD', 'HOLDFAST_SMOKE_TEST'];
      if (process.platform !== 'win32')
        expect(names.filter((name) => !needed.test(name) && !given.includes(name))).toEqual([]);
    } finally {
      delete process.env.HOLDFAST_TEST_TOKEN;
    }
  });

  it('keeps the beginning of endless output and goes on reading', async () => {
    const result = await resultOf(
      smokeTest(
        { kind: 'command', argv: node('process.stdout.write("x\\n".repeat(5e6))') },
        { stdout: { contains: 'x' } },
      ),
    );
    expect(result.outcome).toBe('pass');
    expect(result.output.length).toBeLessThan(40_000);
  });

  it('ends with all it has started when it is given up', async () => {
    const folder = temporaryFolder();
    const before = resources();
    // A child that ignores what its parent dies of.
    const child = 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1e6)';
    const parent = `const { spawn } = require("child_process"); const child = spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); require("fs").writeFileSync("pids", process.pid + " " + child.pid); setInterval(() => undefined, 1e6)`;
    const result = await resultOf(smokeTest({ kind: 'command', argv: node(parent) }, {}, { timeoutMs: 1_500 }), {
      folder: pathToFileURL(folder).href,
    });
    expect(inShort(result)).toMatch(/^error: No answer within 1\.5 s/);
    const pids = readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(isAlive(pid)).toBe(false);
    expect(await leftSince(before)).toEqual({});
  });

  it('ends what has left its group and its session', async () => {
    const folder = temporaryFolder();
    const grandchild = 'setInterval(() => undefined, 1e6)';
    const write = 'require("fs").writeFileSync("pid", String(child.pid))';
    const code = `const child = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { detached: true, stdio: "ignore" }); child.unref(); ${write}`;
    const over = { folder: pathToFileURL(folder).href };
    expect((await resultOf(smokeTest({ kind: 'command', argv: node(code) }), over)).outcome).toBe('pass');
    expect(isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(process.platform !== 'linux');
  });

  it('is cancelled at once', async () => {
    const cancel = new AbortController();
    const tests = Array.from({ length: 20 }, (_, index) =>
      smokeTest(
        { kind: 'command', argv: node('setInterval(() => undefined, 1e6)') },
        {},
        { id: `c${index}`, timeoutMs: 60_000 },
      ),
    );
    let started = 0;
    const begun = performance.now();
    const results = await runSmokeTests(
      tests,
      smokeContext(),
      { started: () => void (++started === 8 && cancel.abort()) },
      cancel.signal,
    );
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(new Set(results.map(inShort))).toEqual(new Set(['skip: Cancelled.']));
    expect(never().aborted).toBe(false);
  });
});

/** A zombie is dead: nobody has asked for its exit code yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
