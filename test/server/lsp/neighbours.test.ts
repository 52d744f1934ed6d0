import { afterEach, describe, expect, it } from 'vitest';
import { onlyRules, PLAIN, TestClient, uriOf, type TestClientOptions } from './testClient';

/** Files of one folder see each other; what one of them says may change what is found in another. */

const PROMETHEUS = uriOf('/w/prometheus.yml');
const COMPOSE = uriOf('/w/compose.yaml');
const ID = 'prometheus/unknown-scrape-target';
const scraping = (host: string) =>
  `scrape_configs:\n  - job_name: web\n    static_configs:\n      - targets: ["${host}:8000"]\n`;
const declaring = (host: string) =>
  [
    'services:',
    '  prometheus:',
    '    image: prom/prometheus:v3.5.1',
    '    volumes:',
    '      - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro',
    `  ${host}:`,
    '    image: example/web:1.4',
    '',
  ].join('\n');
const UNKNOWN = [`3:${ID}`];

let client: TestClient;
async function start(options: TestClientOptions = {}): Promise<void> {
  client = await TestClient.start({ settings: onlyRules(ID), ...options });
}
afterEach(() => client.dispose());

describe('a file on disk', () => {
  it('is seen', async () => {
    await start({ files: { '/w/compose.yaml': declaring('web') } });
    await client.open(PROMETHEUS, scraping('web'));
    expect(await client.found(PROMETHEUS)).toEqual([]);
    await client.change(PROMETHEUS, scraping('api'));
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
  });

  it('is read once, however often somebody types', async () => {
    await start({ files: { '/w/compose.yaml': declaring('web') } });
    await client.open(PROMETHEUS, scraping('web'));
    await client.found(PROMETHEUS);
    client.disk.reads.length = 0;
    for (const host of ['api', 'apis', 'web']) {
      await client.change(PROMETHEUS, scraping(host));
      await client.found(PROMETHEUS);
    }
    expect(client.disk.reads.filter((path) => path.endsWith('compose.yaml'))).toEqual([]);
  });

  it('is seen again when it changes, comes or goes', async () => {
    await start();
    await client.open(PROMETHEUS, scraping('web'));
    expect(await client.found(PROMETHEUS)).toEqual([]);
    await client.write({ '/w/compose.yaml': declaring('api') });
    await client.until(() => client.refreshes === 1);
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
    await client.write({ '/w/compose.yaml': declaring('web') });
    expect(await client.found(PROMETHEUS)).toEqual([]);
    await client.write({ '/w/compose.yaml': declaring('api') });
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
    await client.write({ '/w/compose.yaml': undefined });
    expect(await client.found(PROMETHEUS)).toEqual([]);
  });

  it('is told about to an editor that does not pull', async () => {
    await start({ capabilities: PLAIN });
    await client.open(PROMETHEUS, scraping('web'));
    const codes = async () => (await client.nextPublished(PROMETHEUS)).diagnostics.map(({ code }) => code);
    expect(await codes()).not.toContain(ID);
    await client.write({ '/w/compose.yaml': declaring('api') });
    expect(await codes()).toContain(ID);
  });
});

describe('a file that is open', () => {
  it('is seen as it stands in the editor, unsaved', async () => {
    await start({ files: { '/w/compose.yaml': declaring('web') } });
    await client.open(PROMETHEUS, scraping('web'));
    await client.open(COMPOSE, declaring('web'));
    expect(await client.found(PROMETHEUS)).toEqual([]);
    await client.change(COMPOSE, declaring('api'));
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
    await client.change(COMPOSE, declaring('web'));
    expect(await client.found(PROMETHEUS)).toEqual([]);
  });

  it('is seen in its last version, whichever of the two is looked at first', async () => {
    await start({ files: { '/w/compose.yaml': declaring('web') } });
    await client.open(PROMETHEUS, scraping('web'));
    await client.open(COMPOSE, declaring('web'));
    await Promise.all([client.found(PROMETHEUS), client.found(COMPOSE)]);
    await client.change(COMPOSE, declaring('api'));
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
    await client.found(COMPOSE);
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
    await client.change(COMPOSE, declaring('web'));
    await client.found(COMPOSE);
    expect(await client.found(PROMETHEUS)).toEqual([]);
  });

  it('is seen as it is on disk once it is closed', async () => {
    await start({ files: { '/w/compose.yaml': declaring('web') } });
    await client.open(PROMETHEUS, scraping('web'));
    await client.open(COMPOSE, declaring('api'));
    expect(await client.found(PROMETHEUS)).toEqual(UNKNOWN);
    const before = client.refreshes;
    await client.close(COMPOSE);
    await client.until(() => client.refreshes > before);
    expect(await client.found(PROMETHEUS)).toEqual([]);
  });
});

describe('folders', () => {
  it('do not see into each other beyond the opened one', async () => {
    await start({ folders: ['/w/inner'], files: { '/w/compose.yaml': declaring('api') } });
    const inner = uriOf('/w/inner/prometheus.yml');
    await client.open(inner, scraping('web'));
    expect(await client.found(inner)).toEqual([]);
  });
});

describe('a service that is built from a Dockerfile', () => {
  const MISSING = 'dockerfile/missing-user';
  const DOCKERFILE = uriOf('/w/api/Dockerfile');
  const image = 'FROM node:22.18.0\nCMD ["node", "app.js"]\n';
  const building = (...more: string[]) => ['services:', '  api:', '    build: api', ...more, ''].join('\n');
  const files = {
    '/w/compose.yaml': building('    user: node'),
    '/w/api/Dockerfile': image,
    '/w/web/Dockerfile': image,
    '/w/web/compose.yaml': 'services: { web: { build: ., user: node } }\n',
  };

  it('speaks for it as it stands in the editor', async () => {
    await start({ settings: onlyRules(MISSING), files });
    await client.open(DOCKERFILE, image, 'dockerfile');
    await client.open(COMPOSE, files['/w/compose.yaml']);
    expect(await client.found(DOCKERFILE)).toEqual([]);
    await client.change(COMPOSE, building());
    expect(await client.found(DOCKERFILE)).toEqual([`0:${MISSING}`]);
    await client.change(COMPOSE, building('    user: "1000"'));
    expect(await client.found(DOCKERFILE)).toEqual([]);
  });

  it('is read again when it changes on disk, and nothing beside it is', async () => {
    await start({ settings: onlyRules(MISSING), files });
    await client.open(DOCKERFILE, image, 'dockerfile');
    expect(await client.found(DOCKERFILE)).toEqual([]);
    const other = uriOf('/w/web/Dockerfile');
    await client.open(other, image, 'dockerfile');
    expect(await client.found(other)).toEqual([]);
    client.disk.reads.length = 0;
    await client.write({ '/w/compose.yaml': building('    user: root') });
    expect(await client.found(DOCKERFILE)).toEqual([`0:${MISSING}`]);
    expect(await client.found(other)).toEqual([]);
    expect([...new Set(client.disk.reads)]).toEqual(['/w/compose.yaml']);
  });
});
