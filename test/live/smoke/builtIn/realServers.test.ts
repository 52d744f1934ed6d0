/** Built-in tests over HTTP against real servers behind ports that a real engine publishes, and inside of their containers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findImage } from '../../../../server/src/images';
import { DEBIAN_DEADLINE_MS, DEBIAN_IMAGES, importDebianImages, whyNoDebianImages } from '../../../rig/debianImages';
import { Dockerd, whyNoDocker, type ContainerSpec } from '../../../rig/docker';
import { inShort } from '../support';
import { RunningStacks } from './running';

const reason = (await whyNoDocker()) ?? (await whyNoDebianImages());
if (reason) console.warn(`Built-in smoke tests with real web servers are SKIPPED: ${reason}`);

const NGINX = 'nginx:1.22';
const PROMETHEUS = 'prom/prometheus:v2.42.0';
/** Of its own: the usual bridge is taken away by engines without a network that start meanwhile. */
const NETWORK = 'published';

/** @param port inside, published on any free one; undefined for none */
function server(image: string, port: number | undefined, script?: string): ContainerSpec {
  const ports = port === undefined ? {} : { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '0' }] };
  const spec = { Image: image, ExposedPorts: port === undefined ? {} : { [`${port}/tcp`]: {} } };
  return {
    ...spec,
    Cmd: ['sh', '-c', script ?? START[image] ?? ''],
    HostConfig: { NetworkMode: NETWORK, PortBindings: ports },
  };
}

const START: Readonly<Record<string, string>> = {
  [NGINX]: 'exec nginx -g "daemon off;"',
  [PROMETHEUS]: prometheus('localhost:9090'),
};

/** @param site what stands between the braces of `server` */
function nginx(site: string): string {
  return `echo 'server { ${site} }' >/etc/nginx/sites-enabled/default; ${START[NGINX] ?? ''}`;
}

function prometheus(...targets: string[]): string {
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: targets.length === 0 ? [] : [{ job_name: 'own', static_configs: [{ targets }] }],
  };
  const start = 'exec prometheus --config.file=/tmp/own.yml --storage.tsdb.path=/tmp/data';
  // JSON is YAML.
  return `echo '${JSON.stringify(config)}' >/tmp/own.yml; ${start}`;
}

describe.skipIf(reason)('real servers', { timeout: 120_000 }, () => {
  let dockerd: Dockerd;
  let stacks: RunningStacks;
  const started: string[] = [];

  beforeAll(async () => {
    dockerd = await Dockerd.start({ network: true });
    await importDebianImages(
      dockerd,
      DEBIAN_IMAGES.filter(({ name }) => name === NGINX || name === PROMETHEUS),
    );
    await dockerd.api('POST', '/networks/create', { Name: NETWORK, Driver: 'bridge' });
    stacks = new RunningStacks(dockerd);
  }, DEBIAN_DEADLINE_MS);

  afterAll(async () => {
    await stacks?.dispose();
    await Promise.all(started.map((id) => dockerd.remove(id)));
    await dockerd?.api('DELETE', `/networks/${NETWORK}`);
    await dockerd?.dispose();
  });

  async function up(project: string, image: string, spec: ContainerSpec): Promise<string> {
    const known = findImage(image);
    const probe = known?.probe.kind === 'command' ? known.probe.test : undefined;
    stacks.declare(project, { it: { imageKind: known?.kind, suggestedProbe: probe } });
    const id = await stacks.up(project, 'it', spec);
    started.push(id);
    return id;
  }

  const said = async (project: string, what: string): Promise<string> =>
    inShort(await stacks.run(project, `it/${what}`));
  const ready = async (project: string, what: string): Promise<string> =>
    inShort(await stacks.ready(project, `it/${what}`));

  it('serve, from outside and from inside', async () => {
    await up('web', NGINX, server(NGINX, 80));
    await up('web-inside', NGINX, server(NGINX, undefined));
    expect(await ready('web', 'serves')).toBe('pass: status is 200.');
    expect(await ready('web-inside', 'serves')).toBe('pass: exitCode is 0.');
    expect(stacks.test('web', 'it/serves').probe.kind).toBe('http');
    expect(stacks.test('web-inside', 'it/serves').probe.kind).toBe('exec');
  });

  it('have nothing behind them', async () => {
    const site = nginx('listen 80; location / { proxy_pass http://127.0.0.1:9; }');
    const id = await up('gateway', NGINX, server(NGINX, 80, site));
    await stacks.exec(id, 'sh', '-c', UNTIL_LISTENING);
    expect(await said('gateway', 'serves')).toMatch(/^fail: The proxy answers with a server error: what is behind it/);
  });

  it('listen on another port than the one that is published', async () => {
    const id = await up('elsewhere', NGINX, server(NGINX, 80, nginx('listen 127.0.0.1:80;')));
    await stacks.exec(id, 'sh', '-c', UNTIL_LISTENING);
    expect(await said('elsewhere', 'serves')).toMatch(/^fail: .*closes them without an answer/);
  });

  it('scrape, from outside and from inside', async () => {
    await up('metrics', PROMETHEUS, server(PROMETHEUS, 9090));
    await up('metrics-inside', PROMETHEUS, server(PROMETHEUS, undefined));
    expect(await ready('metrics', 'ready')).toMatch(/^pass: status is 200, body is "Prometheus Server is Ready\."/);
    expect(await said('metrics', 'healthy')).toMatch(/^pass: /);
    expect(await ready('metrics', 'targets-up')).toMatch(/^(?:pass|warn): /);
    expect(inShort(await stacks.ready('metrics', 'stack/scrapes'))).toMatch(/^pass: /);
    // That promtool cannot ask yet, which says nothing about Prometheus.
    expect(await said('metrics-inside', 'ready')).toMatch(
      /^error: The promtool of this image is too old to ask: publish/,
    );
  });

  it('have a target that is down, or none', async () => {
    await up('half', PROMETHEUS, server(PROMETHEUS, 9090, prometheus('localhost:9090', 'localhost:9')));
    await up('blind', PROMETHEUS, server(PROMETHEUS, 9090, prometheus()));
    await ready('half', 'ready');
    await ready('blind', 'ready');
    const down = await stacks.run('half', 'it/targets-up', {
      change: {
        expect: [{ subject: 'results', matcher: { equals: 2 } }],
        retries: 300,
        intervalMs: 100,
        timeoutMs: 60_000,
      },
    });
    expect(inShort(down)).toBe('pass: results is 2.');
    expect(await said('half', 'targets-up')).toMatch(/^fail: Down: up\{instance="localhost:9", job="own"\}\. Status/);
    expect(await said('blind', 'targets-up')).toMatch(/^fail: Prometheus scrapes nothing: check scrape_configs/);
    expect(inShort(await stacks.run('blind', 'stack/scrapes'))).toMatch(/^fail: Prometheus scrapes nothing/);
  });
});

/** Inside, whatever it answers with. */
const UNTIL_LISTENING = 'until curl -sS -o /dev/null http://127.0.0.1/; do sleep 0.1; done 2>/dev/null';
