import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { utimesSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { Sandbox, type Run, type RunOptions } from './cli';

let box: Sandbox;
afterEach(() => box.remove());

const NO_ENGINE = { DOCKER_HOST: 'unix:///nowhere/docker.sock', DOCKER_CONTEXT: '', DOCKER_CONFIG: '/nowhere' };

function backups(words: readonly string[] = [], { env, ...options }: RunOptions = {}): Promise<Run> {
  return box.holdfast(['backups', ...words], { ...options, env: { ...NO_ENGINE, ...env } });
}

const SECRET = 'correct-horse-battery';
const COMPOSE = `name: shop
services:
  db:
    image: postgres:17.2
    environment: { POSTGRES_PASSWORD: ${SECRET} }
    volumes: [data:/var/lib/postgresql/data]
volumes: { data: {} }
`;
const job = (source: string): string => `backups:
  shop-db:
    protects: [db]
    every: 24h
    minSize: 100B
    source: { ${source} }
`;
const FILES = job('files: { glob: "./backups/*.sql.gz" }');
const DUMP = gzipSync(
  `-- PostgreSQL database dump\n${Array.from({ length: 500 }, (_, row) => `${row}\t${row * 7919}\n`).join('')}--\n-- PostgreSQL database dump complete\n--\n`,
);

interface Report {
  readonly engine: { readonly problem: { readonly message: string } | null } | null;
  readonly stacks: readonly {
    readonly name: string;
    readonly backups: readonly {
      readonly id: string;
      readonly state: string;
      readonly concerns: readonly { readonly message: string }[];
    }[];
    readonly unprotected: readonly { readonly service: string }[];
  }[];
}

async function read(options: RunOptions = {}, words: readonly string[] = []) {
  const { code, stdout, stderr } = await backups(['--format', 'json', ...words], options);
  const report = JSON.parse(stdout) as Report;
  const [backup] = report.stacks[0]?.backups ?? [];
  return { code, stderr, report, state: backup?.state, message: backup?.concerns[0]?.message, shown: stdout + stderr };
}

describe('holdfast backups', () => {
  it('follows files from a good one to an old one and to one that was cut short', async () => {
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': FILES, 'backups/1.sql.gz': DUMP });
    expect(await read()).toMatchObject({ code: 0, state: 'healthy', report: { engine: null } });

    const threeDaysAgo = Date.now() / 1000 - 3 * 86_400;
    utimesSync(box.at('backups/1.sql.gz'), threeDaysAgo, threeDaysAgo);
    const old = await read();
    expect(old).toMatchObject({ code: 1, state: 'unhealthy' });
    expect(old.message).toMatch(/^The last good backup ended 3 d ago/);

    box.write({ 'backups/2.sql.gz': DUMP.subarray(0, DUMP.length / 2) });
    const cut = await read();
    expect(cut).toMatchObject({ code: 1, state: 'unhealthy' });
    expect(cut.report.stacks[0]?.backups[0]?.concerns.map(({ message }) => message).join('\n')).toContain(
      '2.sql.gz) is not complete',
    );
  });

  it('says so where the folder of the backups is missing', async () => {
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': FILES });
    const { code, state, message } = await read();
    expect([code, state]).toEqual([3, 'unknown']);
    expect(message).toContain('does not exist');
  });

  it('asks an engine only where a source is in a container, and says that none answers', async () => {
    const source = `exec: { service: db, argv: [restic, snapshots, --json, "--password=${SECRET}"], parser: restic }`;
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': job(source) });
    const { code, report, state, message, shown } = await read();
    expect([code, state]).toEqual([3, 'unknown']);
    expect(report.engine?.problem?.message).toContain('/nowhere/docker.sock');
    expect(message).toMatch(/^restic in db cannot be read: No Docker engine runs/);
    expect(shown).not.toContain(SECRET);
  });

  it('shows no secret of what a program prints', async () => {
    const program = `process.stderr.write("fatal: cannot log in, password=${SECRET}"); process.exitCode = 1`;
    const source = `command: { argv: [${JSON.stringify(process.execPath)}, -e, ${JSON.stringify(program)}] }`;
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': job(source) });
    const { code, message, shown } = await read();
    expect(code).toBe(3);
    expect(message).toContain('cannot log in');
    expect(shown).not.toContain(SECRET);
    expect((await backups()).stdout).not.toContain(SECRET);
  });

  it('asks the Prometheus that is named, with the credentials that are meant for it', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization);
      const value = [0, String(Math.floor(Date.now() / 1000) - 60)];
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: value } }));
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { HOLDFAST_PROMETHEUS_TOKEN: SECRET };
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': job('promql: { query: last_backup }') });
    expect(await read({ env }, ['--prometheus', url])).toMatchObject({ code: 0, state: 'healthy' });
    box.write({ 'holdfast.yaml': job(`promql: { query: last_backup, url: "${url}" }`) });
    expect(await read({ env })).toMatchObject({ code: 0, state: 'healthy' });
    // A file may name any address: it gets no credentials.
    expect(asked).toEqual([`Bearer ${SECRET}`, undefined]);
  });

  it('names data without a backup', async () => {
    box = new Sandbox({ 'compose.yaml': COMPOSE });
    const { code, report } = await read();
    expect(code).toBe(3);
    expect(report.stacks).toMatchObject([{ name: 'shop', backups: [], unprotected: [{ service: 'db' }] }]);
  });

  it('is about the stack of a file that is named', async () => {
    const other = COMPOSE.replace('name: shop', 'name: other').replace('db:', 'store:');
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': FILES, 'other/compose.yaml': other });
    expect((await read()).report.stacks.map(({ name }) => name).sort()).toEqual(['other', 'shop']);
    const { report } = await read({}, ['other/compose.yaml']);
    expect(report.stacks.map(({ name }) => name)).toEqual(['other']);
  });

  it('ends with 2 where nothing is declared or something is not understood', async () => {
    box = new Sandbox({ 'compose.yaml': 'services:\n  web: { image: "nginx:1.29.1" }\n' });
    expect(await backups()).toMatchObject({ code: 2, stdout: '' });
    expect((await backups(['gone'])).stderr).toBe('holdfast: gone does not exist\nTry `holdfast --help`.\n');
    box.write({ 'compose.yaml': COMPOSE, 'holdfast.yaml': FILES.replace('every', 'evry') });
    const broken = await backups();
    expect(broken.code).toBe(2);
    expect(broken.stderr).toContain('not understood at 4:5: `shop-db` knows no `evry`. Did you mean `every`?');
  });

  it('takes a promise that cannot be kept for no mistake of the configuration', async () => {
    const tight = FILES.replace('every: 24h', 'every: 24h\n    rpo: 2h');
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': tight, 'backups/1.sql.gz': DUMP });
    expect((await backups()).code).toBe(0);
  });

  it.each([
    [['--watch'], '--watch does not go with backups'],
    [['a', 'b'], 'backups takes one path only'],
    [['--format', 'junit'], '--format cannot be "junit": it is one of text, json'],
    [['--prometheus', 'nowhere'], 'The address of Prometheus cannot be used'],
  ])('refuses %j', async (words, message) => {
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': FILES });
    const { code, stderr } = await backups(words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
