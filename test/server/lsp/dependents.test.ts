import { afterEach, describe, expect, it, vi } from 'vitest';
import { FORMATS } from '../../../server/src/formats';
import { PLAIN, TestClient, uriOf } from './testClient';

/** A change in one file is told to the editor for the files that rest on it, and for no others. */

const FILES: Readonly<Record<string, string>> = {
  '/w/.env': 'TAG=1.4\n',
  '/w/compose.yaml': `include: [part/compose.yaml]
services:
  web:
    extends: { file: base/common.yaml, service: base }
    image: example/web:\${TAG}
    depends_on: [db]
    env_file: settings.env
  app:
    build: { context: ./app, target: final }
  cache:
    image: redis:7.4.1
    command: redis-server /etc/redis.conf
    volumes: ["./redis.conf:/etc/redis.conf:ro"]
`,
  '/w/base/common.yaml': 'services:\n  base:\n    restart: always\n',
  '/w/part/compose.yaml': 'services:\n  db:\n    image: postgres:17.5\n',
  '/w/app/Dockerfile': 'FROM nginx:1.29.1 AS final\n',
  '/w/settings.env': 'MODE=production\n',
  '/w/redis.conf': 'requirepass something\nmaxmemory 100mb\nmaxmemory-policy noeviction\nappendonly yes\n',
  '/w/other/compose.yaml':
    'services:\n  alone:\n    image: example/alone:1.0\n    build: { context: ., target: final }\n',
  '/w/other/Dockerfile': 'FROM nginx:1.29.1 AS final\n',
  '/w/notes/notes.yaml': 'a: 1\n',
};
const MAIN = '/w/compose.yaml';
const OPENED = [MAIN, '/w/other/compose.yaml'];

let client: TestClient;
afterEach(() => {
  vi.restoreAllMocks();
  client.dispose();
});

/** The files that are published again after a change on disk. */
async function publishedAfter(change: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  client = await TestClient.start({ capabilities: PLAIN, files: FILES });
  for (const path of OPENED) await client.open(uriOf(path), FILES[path] ?? '');
  for (const path of OPENED) await client.nextPublished(uriOf(path));
  const before = client.checked.length;
  await client.write(change);
  const checked = (): number => new Set(client.checked.slice(before).map(({ uri }) => uri)).size;
  await client.until(() => checked() === OPENED.length);
  // What is published goes in front of the answer.
  await client.hover(uriOf('/w/compose.yaml'), { line: 0, character: 0 });
  return OPENED.filter((path) => client.publishedCount(uriOf(path)) > 0);
}

describe('what is published again', () => {
  it.each<[what: string, change: Record<string, string | undefined>, dependents: string[]]>([
    ['a file of variables', { '/w/.env': 'TAG=latest\n' }, [MAIN]],
    ['an extended base', { '/w/base/common.yaml': 'services:\n  base:\n    mem_limit: 1g\n' }, [MAIN]],
    ['an included file', { '/w/part/compose.yaml': 'services:\n  database:\n    image: postgres:18.0\n' }, [MAIN]],
    ['a file of an environment', { '/w/settings.env': undefined }, [MAIN]],
    ['a new override', { '/w/compose.override.yaml': 'services:\n  web:\n    mem_limit: 1g\n' }, [MAIN]],
    ['a Dockerfile', { '/w/app/Dockerfile': 'FROM nginx:1.29.1 AS last\n' }, [MAIN]],
    ['a mounted configuration file', { '/w/redis.conf': 'maxmemory-policy allkeys-lru\n' }, [MAIN]],
    [
      'the Dockerfile of another project',
      { '/w/other/Dockerfile': 'FROM nginx:1.29.1 AS last\n' },
      ['/w/other/compose.yaml'],
    ],
    ['an unrelated project', { '/w/elsewhere/compose.yaml': 'services: {x: {image: "x:latest"}}\n' }, []],
    ['a file of variables, in a way that changes nothing', { '/w/.env': 'TAG=1.5\n' }, []],
  ])('after a change of %s', async (_, change, dependents) => {
    expect(await publishedAfter(change)).toEqual(dependents);
  });

  it('changes back when an override is deleted', async () => {
    expect(await publishedAfter({ '/w/compose.override.yaml': 'services:\n  web:\n    mem_limit: 1g\n' })).toEqual([
      MAIN,
    ]);
    await client.nextPublished(uriOf(MAIN));
    await client.write({ '/w/compose.override.yaml': undefined });
    await client.nextPublished(uriOf(MAIN));
    expect(client.publishedCount(uriOf('/w/other/compose.yaml'))).toBe(0);
  });

  it('is not even judged again where nothing was looked at that changed', async () => {
    const rule = FORMATS.flatMap(({ rules }) => rules).find(({ id }) => id === 'compose/unknown-dockerfile');
    expect(rule?.crossFile).toBe(true);
    const judge = vi.spyOn(rule?.on as Record<string, () => undefined>, 'service');
    expect(await publishedAfter({ '/w/notes/notes.yaml': 'a: 2\n' })).toEqual([]);
    expect(judge).toHaveBeenCalledTimes(4);
    await client.write({ '/w/other/Dockerfile': 'FROM nginx:1.29.1 AS last\n' });
    await client.nextPublished(uriOf('/w/other/compose.yaml'));
    expect(judge).toHaveBeenCalledTimes(5);
  });
});
