import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ImageProbe, ImageEntry } from '../../../server/src/images';
import { findImage, isMovingTag, KNOWN_IMAGES, parseImageReference, PROBE_DEFAULTS } from '../../../server/src/images';
import { bashProbe } from '../../../server/src/images/probes';

const DURATION = /^\d+(s|m)$/;
const BYTE_SIZE = /^[1-9]\d*(M|G)$/;

function probesOf(entry: ImageEntry): readonly ImageProbe[] {
  return [entry.probe, ...(entry.byTag ?? []).flatMap((row) => (row.probe === undefined ? [] : [row.probe]))];
}

/** A tag of each kind that the rows tell apart: on both sides of every bound, alone and with every variant. */
function tagsOf({ byTag = [] }: ImageEntry): readonly string[] {
  const versions = byTag.flatMap(({ tags: { from, before } }) => [
    from,
    before,
    before && `${before}.0`,
    before && '0.1',
  ]);
  const older = byTag.flatMap(({ tags: { before } }) => (before === undefined ? [] : [justBelow(before)]));
  const all = [...new Set(['999', ...versions, ...older].filter((version) => version !== undefined))];
  const variants = byTag.flatMap(({ tags: { variant } }) => (variant === undefined ? [] : [variant]));
  return all.flatMap((version) => [version, ...variants.map((variant) => `${version}-${variant}`)]);
}

/** 10.6.7 for 10.6.8, and 24.999 for 25. */
function justBelow(bound: string): string {
  const numbers = bound.split('.').map(Number);
  const last = numbers.findLastIndex((number) => number > 0);
  return [...numbers.slice(0, last), (numbers[last] ?? 0) - 1, 999].join('.');
}

describe('the table of known images', () => {
  it('names every kind and every repository once', () => {
    const kinds = KNOWN_IMAGES.map((entry) => entry.kind);
    const repositories = KNOWN_IMAGES.flatMap((entry) => entry.repositories);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(new Set(repositories).size).toBe(repositories.length);
    expect(kinds.length).toBeGreaterThanOrEqual(50);
  });

  it('holds every image that a smoke test is offered for', () => {
    const names = [
      ...['postgres:17', 'mysql:8.4', 'mariadb:11.8', 'redis:8', 'valkey/valkey:9', 'mongo:8', 'rabbitmq:4'],
      ...['quay.io/minio/minio', 'traefik:v3', 'nginx:1.29', 'caddy:2', 'hashicorp/consul', 'hashicorp/vault'],
      ...['prom/prometheus', 'prom/alertmanager', 'grafana/grafana', 'grafana/loki', 'grafana/promtail'],
      ...['grafana/alloy', 'otel/opentelemetry-collector-contrib', 'grafana/tempo', 'jaegertracing/jaeger'],
      ...['elasticsearch:9.2', 'opensearchproject/opensearch', 'apache/kafka', 'nats', 'quay.io/keycloak/keycloak'],
      ...['axllent/mailpit', 'ollama/ollama', 'node:24', 'python:3.13'],
    ];
    expect(names.filter((name) => findImage(name) === undefined)).toEqual([]);
  });

  describe.each(KNOWN_IMAGES.map((entry) => [entry.kind, entry] as const))('%s', (_kind, entry) => {
    it('lists its repositories as references are read', () => {
      for (const name of entry.repositories) {
        const { registry, repository, tag, digest } = parseImageReference(name);
        expect(registry === undefined ? repository : `${registry}/${repository}`).toBe(name);
        expect([tag, digest]).toEqual([undefined, undefined]);
      }
    });

    it('names the pages it was read on', () => {
      expect(entry.sources.length).toBeGreaterThan(0);
      for (const source of entry.sources) expect(new URL(source).protocol).toBe('https:');
    });

    it('has probes that Compose takes as they are', () => {
      for (const probe of probesOf(entry)) {
        if (probe.kind === 'none') expect(probe.reason).toMatch(/[.]$/);
        if (probe.kind !== 'command') continue;
        const [form, ...words] = probe.test;
        expect(['CMD', 'CMD-SHELL']).toContain(form);
        expect(words.length).toBeGreaterThan(0);
        // CMD-SHELL takes one script; with CMD an operator would reach the program as an argument.
        if (form === 'CMD-SHELL') expect(words).toHaveLength(1);
        else expect(words).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(\|{1,2}|&&|;|>)$/)]));
        const script = words.join(' ');
        // On a dual-stack host `localhost` is ::1 for some clients, where the servers do not listen.
        expect(script).not.toContain('localhost');
        expect(script.replaceAll('$$', '')).not.toContain('$');
        for (const duration of [probe.interval, probe.timeout, probe.startPeriod]) {
          expect(duration ?? PROBE_DEFAULTS.interval).toMatch(DURATION);
        }
      }
    });

    it('does not probe with a program that it says is missing, whatever the tag', () => {
      for (const tag of tagsOf(entry)) {
        const { probe, missingPrograms = [] } = findImage(`${entry.repositories[0] ?? ''}:${tag}`) ?? {};
        if (probe?.kind !== 'command') continue;
        const programs =
          probe.test[0] === 'CMD-SHELL' ? ['sh', ...(probe.test[1] ?? '').split(/\W+/)] : [probe.test[1]];
        for (const program of programs) expect([tag, ...missingPrograms]).not.toContain(program);
      }
    });

    it('has a memory limit, ports and folders that make sense', () => {
      expect(entry.memoryLimit).toMatch(BYTE_SIZE);
      const numbers = entry.ports.map(({ port, protocol }) => `${port}/${protocol === 'udp' ? 'udp' : 'tcp'}`);
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const { port } of entry.ports) expect(port > 0 && port < 65536).toBe(true);
      for (const folder of entry.dataFolders) expect(folder).toMatch(/^\/[^:]*[^/:]$/);
    });

    it('offers only tags that stay, for repositories it lists', () => {
      for (const [repository, tag] of Object.entries(entry.knownTags ?? {})) {
        expect(entry.repositories).toContain(repository);
        expect(isMovingTag(tag)).toBe(false);
        expect(tag).toMatch(/\d/);
      }
    });

    it('says which tags a fact is limited to, in bounds that are versions', () => {
      for (const { tags, ...facts } of entry.byTag ?? []) {
        expect(Object.keys(tags).length).toBeGreaterThan(0);
        expect(Object.keys(facts).length).toBeGreaterThan(0);
        for (const bound of [tags.from, tags.before]) expect(bound ?? '0').toMatch(/^\d+(\.\d+)*$/);
      }
    });
  });
});

const hasBash = spawnSync('bash', ['-c', 'exit 0']).status === 0;

describe.skipIf(!hasBash)('the probe for images without an HTTP client', () => {
  it.each([
    [200, 0],
    [503, 1],
  ])('a server that answers %i ends it with %i', async (status, exitCode) => {
    const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const script = bashProbe(port, '/ready').test.at(-1)?.replaceAll('$$', '$') ?? '';
    expect(await exitCodeOf(script)).toBe(exitCode);
    server.close();
    await once(server, 'close');
    expect(await exitCodeOf(script)).not.toBe(0);
  });

  async function exitCodeOf(script: string): Promise<unknown> {
    const [code] = await once(spawn('bash', ['-c', script], { stdio: 'ignore' }), 'close');
    return code;
  }
});
