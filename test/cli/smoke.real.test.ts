import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dockerd, IDLE, whyNoDocker } from '../rig/docker';
import { Sandbox, type Run } from './cli';

const reason = await whyNoDocker();
if (reason) console.warn(`Tests of smoke against a real Docker engine are SKIPPED: ${reason}`);

const COMPOSE = `name: shop
services:
  store:
    image: busybox:test
    volumes: ["data:/data"]
    environment: { STORE_PASSWORD: "\${STORE_PASSWORD}" }
  worker:
    image: busybox:test
volumes: { data: }
`;

const TESTS = `smoke:
  greets:
    title: It greets
    exec: { service: store, argv: [echo, "hello \${GREETED}"] }
    expect: { stdout: { contains: hello world } }
    tags: [quick]
  full:
    title: The disk has room
    exec: { service: store, argv: [sh, -c, 'echo 97; env >&2'] }
    expect: { stdout: { matches: "^[1-8]?[0-9]$" } }
  says:
    logs: { service: worker }
    expect: { text: { contains: at work } }
    needs: [greets]
  keeps:
    title: Data survives a restart
    destructive: true
    timeout: 60s
    persistence:
      service: store
      write: [sh, -c, echo kept > /data/marker]
      read: [cat, /data/marker]
      cleanup: [rm, -f, /data/marker]
    expect: { stdout: { contains: kept } }
  loses:
    title: Data outside of the volume survives, too
    destructive: true
    timeout: 10s
    persistence:
      service: worker
      write: [sh, -c, echo lost > /dev/shm/marker]
      read: [cat, /dev/shm/marker]
`;

const PLANTED = 'planted-in-the-container';

interface Reported {
  readonly id: string;
  readonly outcome: string;
  readonly message: string;
  readonly difference: { readonly expected: string; readonly actual: string } | null;
}

describe.skipIf(reason)('holdfast smoke with a real engine', () => {
  let dockerd: Dockerd;
  let box: Sandbox;
  let store: string;

  beforeAll(async () => {
    box = new Sandbox({ 'compose.yaml': COMPOSE, 'holdfast.yaml': TESTS });
    dockerd = await Dockerd.start();
    await dockerd.importBusybox('busybox:test');
    const start = (service: string, spec: object): Promise<string> =>
      dockerd.run(`shop-${service}-1`, { ...IDLE, ...spec, Labels: labels(service) });
    store = await start('store', {
      Env: ['GREETED=world', `STORE_PASSWORD=${PLANTED}`],
      HostConfig: { Binds: ['data:/data'] },
    });
    await start('worker', { Cmd: ['sh', '-c', `echo at work; ${IDLE.Cmd[2]}`] });
  }, 120_000);

  afterAll(async () => {
    await dockerd?.dispose();
    box?.remove();
  }, 60_000);

  function labels(service: string): Record<string, string> {
    const own = {
      ...{ project: 'shop', service, 'container-number': '1', oneoff: 'False' },
      ...{ 'project.working_dir': box.path, 'project.config_files': box.at('compose.yaml') },
    };
    return Object.fromEntries(Object.entries(own).map(([name, value]) => [`com.docker.compose.${name}`, value]));
  }

  const smoke = (...words: string[]): Promise<Run> =>
    box.holdfast(['smoke', ...words], { env: { DOCKER_HOST: dockerd.host } });

  async function reported(...words: string[]): Promise<{ code: number | null; tests: Record<string, Reported> }> {
    const { code, stdout } = await smoke('--format', 'json', ...words);
    const { stacks } = JSON.parse(stdout) as { stacks: { tests: Reported[] }[] };
    return { code, tests: Object.fromEntries(stacks.flatMap(({ tests }) => tests.map((test) => [test.id, test]))) };
  }

  const startedAt = async (): Promise<string> =>
    ((await dockerd.api('GET', `/containers/${store}/json`)) as { State: { StartedAt: string } }).State.StartedAt;

  it('passes what works, fails what does not, and leaves out what would interrupt', async () => {
    const before = await startedAt();
    const { code, tests } = await reported();
    const own = Object.entries(tests).filter(([id]) => !id.includes('/'));
    expect(Object.fromEntries(own.map(([id, { outcome }]) => [id, outcome]))).toEqual({
      greets: 'pass',
      full: 'fail',
      says: 'pass',
      keeps: 'skip',
      loses: 'skip',
    });
    expect(tests['full']?.difference?.actual).toContain('97');
    expect(tests['store/running']?.outcome).toBe('pass');
    expect([code, await startedAt()]).toEqual([1, before]);
  });

  it('prints it for people', async () => {
    const { code, stdout, stderr } = await smoke();
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^engine: .*docker\.sock\n\nshop {3}compose\.yaml {3}\d+ passed/);
    expect(stdout).toMatch(/\n {2}✔ greets +It greets {3}\d/);
    expect(stdout).toMatch(/\n {2}✖ full +The disk has room .*\n(?: {6}.*\n)+ {6}expected {2}.*\n {6}actual {4}97\n/);
    expect(stdout).toMatch(/left out.*--allow-destructive\): keeps, loses/);
    expect(stdout).toMatch(/\nFailed: .*full/);
  });

  it('shows no secret of a container', async () => {
    for (const format of ['text', 'json', 'junit']) {
      const { stdout, stderr } = await smoke('--format', format, '--only', 'full');
      expect(`${stdout}${stderr}`).not.toContain(PLANTED);
      expect(stdout).toContain('STORE_PASSWORD=•••');
    }
  });

  it('is 0 where what was asked for passes', async () => {
    expect((await smoke('--tag', 'quick')).code).toBe(0);
    const { code, tests } = await reported('--only', 'says');
    expect([code, Object.keys(tests)]).toEqual([0, ['greets', 'says']]);
  });

  it('restarts a service where that is allowed, and cleans up', async () => {
    const before = await startedAt();
    const { code, tests } = await reported('--only', 'keeps', '--allow-destructive');
    expect([code, tests['keeps']?.outcome, tests['keeps']?.message]).toEqual([0, 'pass', expect.any(String)]);
    expect(await startedAt()).not.toBe(before);
    const gone = await reported('--only', 'loses', '--allow-destructive');
    expect([gone.code, gone.tests['loses']?.outcome]).toEqual([1, 'fail']);
  }, 60_000);
});
