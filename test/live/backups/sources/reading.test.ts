import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EngineError, type Container, type ExecResult } from '../../../../client/src/live/docker';
import { PrometheusClient } from '../../../../client/src/live/prometheus';
import { readSources } from '../../../../client/src/live/backups/sources';
import type { SourceContext } from '../../../../client/src/live/backups/sources/source';
import type { BackupSource } from '../../../../server/src/protocol';
import { temporaryFolder } from '../../support/temporary';
import { HOUR, jobOf, MINUTE, NOW, SLOT, statusOf } from '../support';
import { questionOf } from './support';

const CONTAINER = { id: 'c1', name: 'shop-backup-1', state: 'running', startedAt: SLOT - HOUR } as Container;

/** Runs what is meant for a container on this machine. */
const HERE: SourceContext['engine'] = {
  exec: (_id, [program = '', ...words]): Promise<ExecResult> => {
    const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
    return Promise.resolve({ exitCode: status ?? -1, stdout, stderr, isTruncated: false, notRun: undefined });
  },
  pathInfo: () => Promise.reject(new EngineError('not-found', 'Nothing is there.')),
};

async function read(source: BackupSource, context: Partial<SourceContext> & { readonly path?: string } = {}) {
  const question = questionOf({ engine: HERE, containersOf: () => Promise.resolve([CONTAINER]), ...context });
  const [reading] = await readSources(jobOf({ sources: [source] }), question.context, question.signal);
  if (!reading) throw new Error('There is no reading.');
  return reading;
}

describe('files in a container', () => {
  it('are listed by its shell', async () => {
    const folder = join(temporaryFolder(), 'with a space');
    mkdirSync(folder);
    for (const name of ['db 1.sql', 'db 2.sql', 'x.part']) writeFileSync(join(folder, name), 'x'.repeat(2000));
    utimesSync(join(folder, 'db 1.sql'), SLOT / 1000, SLOT / 1000);
    utimesSync(join(folder, 'db 2.sql'), SLOT / 1000 + 60, SLOT / 1000 + 60);
    symlinkSync('db 2.sql', join(folder, 'db latest.sql'));
    const clock = { now: () => Date.now(), after: () => () => undefined };
    const reading = await read({ kind: 'volume', service: 'backup', path: folder, pattern: 'db *.sql' }, { clock });
    expect(reading.problem).toBeUndefined();
    expect(reading.runs).toMatchObject([
      { name: 'db 1.sql', endedAt: SLOT, bytes: 2000 },
      { name: 'db 2.sql', endedAt: SLOT + MINUTE, bytes: 2000 },
    ]);
    expect(reading.freeBytes).toBeGreaterThan(0);
    expect(reading.aheadMs).toBeUndefined();
    const link = { kind: 'volume', service: 'backup', path: join(folder, 'db latest.sql') } as const;
    expect((await read(link)).runs).toMatchObject([{ endedAt: SLOT + MINUTE }]);
  });

  it('are looked into, the newest of them', async () => {
    const folder = temporaryFolder();
    const whole = `--\n-- PostgreSQL database dump\n--\n${'row\n'.repeat(2000)}-- PostgreSQL database dump complete\n--\n`;
    const write = (name: string, content: string | Buffer, time: number): void => {
      writeFileSync(join(folder, name), content);
      utimesSync(join(folder, name), time / 1000, time / 1000);
    };
    const newest = async () => {
      const { runs, problem } = await read({ kind: 'volume', service: 'backup', path: folder });
      expect(problem).toBeUndefined();
      return [...runs].sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))[0]?.content;
    };
    write('a.sql', whole, SLOT);
    expect(await newest()).toEqual({ isComplete: true });
    write('b.sql', whole.slice(0, 3000), SLOT + MINUTE);
    expect(await newest()).toMatchObject({ isComplete: false });
    write('c.sql.gz', gzipSync(whole), SLOT + 2 * MINUTE);
    expect(await newest()).toEqual({ isComplete: true });
    write('d.sql.gz', gzipSync(whole).subarray(0, 60), SLOT + 3 * MINUTE);
    expect(await newest()).toMatchObject({ isComplete: false });
    write('e.sql.gz', gzipSync(''), SLOT + 4 * MINUTE);
    expect(await newest()).toEqual({ isComplete: false, reason: 'the compressed file holds nothing' });
    write('f.sql', '', SLOT + 5 * MINUTE);
    expect(await newest()).toEqual({ isComplete: false, reason: 'the file is empty' });
  });

  it('tell how far its clock is off', async () => {
    const reading = await read({ kind: 'volume', service: 'backup', path: temporaryFolder() });
    expect(Math.abs((reading.aheadMs ?? 0) - (Date.now() - NOW))).toBeLessThan(5000);
  });

  it('that are not there say so', async () => {
    const folder = temporaryFolder();
    rmSync(folder, { recursive: true });
    const { problem, runs } = await read({ kind: 'volume', service: 'backup', path: folder });
    expect(problem?.message).toBe(`${folder} does not exist in shop-backup-1.`);
    expect(runs).toEqual([]);
  });
});

describe('a container', () => {
  const source = { kind: 'exec', service: 'backup', argv: ['restic'], parser: 'restic' } as const;

  it.each<[string, Partial<SourceContext>, string]>([
    ['without trust', { isTrusted: false }, 'Reading it runs programs.'],
    ['that was never made', { containersOf: () => Promise.resolve([]) }, 'There is no container of backup.'],
    [
      'that is stopped',
      { containersOf: () => Promise.resolve([{ ...CONTAINER, state: 'exited' }]) },
      'No container of backup is running.',
    ],
    [
      'of an engine that is down',
      {
        engine: {
          ...HERE,
          exec: () => Promise.reject(new EngineError('refused', 'Nothing answers.', { remedy: 'Start it.' })),
        },
      },
      'Nothing answers.',
    ],
    [
      'without the program',
      {
        engine: { ...HERE, exec: () => Promise.resolve(answer({ notRun: { program: 'restic', reason: 'missing' } })) },
      },
      'shop-backup-1 has no program restic that could be run.',
    ],
    [
      'that says too much',
      { engine: { ...HERE, exec: () => Promise.resolve(answer({ isTruncated: true })) } },
      'The answer of shop-backup-1 is too long to be read.',
    ],
  ])('%s leaves the job unknown', async (_, context, message) => {
    const reading = await read(source, context);
    expect(reading).toMatchObject({ kind: 'exec', source: 'restic in backup', readAt: NOW, runs: [] });
    expect(reading.problem?.message).toBe(message);
    expect(statusOf([reading]).state).toBe('unknown');
  });

  it('that ends by itself tells how', async () => {
    const ended = { ...CONTAINER, state: 'exited', finishedAt: SLOT, exitCode: 2, oomKilled: false } as Container;
    const containers = [
      ended,
      { ...ended, exitCode: 0, oomKilled: true },
      { ...CONTAINER, startedAt: SLOT },
      { ...ended, finishedAt: undefined, state: 'created' } as Container,
    ];
    const { runs } = await read(
      { kind: 'container', service: 'backup' },
      { containersOf: () => Promise.resolve(containers) },
    );
    expect(runs).toMatchObject([
      { startedAt: SLOT - HOUR, endedAt: SLOT, exit: 'disk full', exitCode: 2 },
      { exit: 'killed' },
      { startedAt: SLOT, endedAt: undefined },
    ]);
  });

  it('asks go-cron from inside', async () => {
    const page = JSON.stringify({ Running: {}, Last: { Exit_status: 0, ExitTime: '2026-06-15T02:00:00Z' } });
    const asked: (readonly string[])[] = [];
    const exec: SourceContext['engine']['exec'] = (_id, argv) => {
      asked.push(argv);
      return Promise.resolve(answer({ stdout: page }));
    };
    const source = { kind: 'gocron', service: 'backup', port: 8080 } as const;
    expect((await read(source, { engine: { ...HERE, exec } })).runs).toMatchObject([
      { endedAt: SLOT, exit: 'success' },
    ]);
    expect(asked[0]?.at(-1)).toBe('http://127.0.0.1:8080/');
    const silent = await read(source, { engine: { ...HERE, exec: () => Promise.resolve(answer({ exitCode: 1 })) } });
    expect(silent.problem?.message).toContain('does not answer on port 8080');
  });
});

function answer(changes: Partial<ExecResult>): ExecResult {
  return { exitCode: 0, stdout: '', stderr: '', isTruncated: false, notRun: undefined, ...changes };
}

describe('Prometheus', () => {
  async function serving(result: unknown, resultType = 'vector'): Promise<PrometheusClient> {
    const server = createServer((_request, response) => {
      response.end(JSON.stringify({ status: 'success', data: { resultType, result } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return new PrometheusClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  }
  const source = { kind: 'promql', query: 'max(last_success)' } as const;
  const sample = (value: number) => ({ metric: {}, value: [NOW / 1000, String(value)] });

  it('tells the last success, the oldest of several', async () => {
    const client = await serving([sample(SLOT / 1000 + 60), sample(SLOT / 1000)]);
    const reading = await read(source, { prometheus: () => client });
    expect(reading).toMatchObject({ runs: [{ endedAt: SLOT, exit: 'success' }], problem: undefined });
    expect(statusOf([reading]).state).toBe('healthy');
    const scalar = await serving([NOW / 1000, String(SLOT / 1000)], 'scalar');
    expect((await read(source, { prometheus: () => scalar })).runs).toMatchObject([{ endedAt: SLOT }]);
  });

  it('that knows nothing of it is no sign of health', async () => {
    const client = await serving([]);
    expect(statusOf([await read(source, { prometheus: () => client })]).state).toBe('unhealthy');
  });

  it('cannot be read where it tells an age, a range, or is not there', async () => {
    const age = await serving([sample(93_600)]);
    expect((await read(source, { prometheus: () => age })).problem?.remedy).toContain('leave out `time() -`');
    const range = await serving([], 'matrix');
    expect((await read(source, { prometheus: () => range })).problem?.message).toContain('no single value');
    const nobody = new PrometheusClient({ url: 'http://127.0.0.1:1' });
    expect((await read(source, { prometheus: () => nobody })).problem?.message).toBeDefined();
    expect((await read(source)).problem?.message).toContain('no Prometheus');
  });
});

describe('a command', () => {
  const path = temporaryFolder();
  const run = (script: string, context: Partial<SourceContext> = {}) =>
    read({ kind: 'command', argv: ['sh', '-c', script] }, { path, ...context });

  it.each([`echo ${SLOT / 1000}`, 'echo 2026-06-15T04:00:00+02:00'])('tells the last success: %s', async (script) => {
    expect((await run(script)).runs).toMatchObject([{ endedAt: SLOT, exit: 'success' }]);
  });

  it.each([
    ['exit 3', 'sh ends with 3'],
    ['echo error: hunter2 >&2; exit 1', 'sh ends with 1: error: •••.'],
    ['echo soon', 'sh prints no time.'],
    ['echo 7200', 'sh gives 7200, which is an age or nothing.'],
  ])('cannot be read: %s', async (script, message) => {
    expect((await run(script)).problem?.message).toContain(message);
  });

  it('is not run without trust', async () => {
    expect((await run('echo 1', { isTrusted: false })).problem?.message).toBe('Reading it runs programs.');
  });

  it('that does not end is given up', async () => {
    const clock = { now: () => NOW, after: (_milliseconds: number, work: () => void) => (work(), () => undefined) };
    expect((await run('sleep 100', { clock })).problem?.message).toBe('sh did not end within a minute.');
  });
});

it('objects of a cluster say that they are not read', async () => {
  const reading = await read({ kind: 'kubernetes', resource: 'backups.postgresql.cnpg.io' });
  expect(reading.problem?.message).toBe('Objects of a cluster are not read.');
});
