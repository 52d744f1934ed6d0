/** Which tests a stack has, from its services, their images and what is published. */
import { describe, expect, it } from 'vitest';
import { joinStacks } from '../../../../client/src/live/services/join';
import { builtInTests } from '../../../../client/src/live/smoke/builtIn';
import { findImage } from '../../../../server/src/images';
import type { DeclaredStackService, SmokeTest } from '../../../../server/src/protocol';
import { container, declaredService, labels, observation, place, stack } from '../../services/fixtures';

/** @param ports that are published, where somebody looks at the file only */
function service(name: string, image: string, ports: number[] = [], over: Partial<DeclaredStackService> = {}) {
  const known = findImage(image);
  return declaredService(name, {
    image: { value: image, source: place(2) },
    imageKind: known?.kind,
    suggestedProbe: known?.probe.kind === 'command' ? known.probe.test : undefined,
    ports: ports.map((port) => ({
      value: { containerPort: port, hostPort: port, hostAddress: '', protocol: 'tcp' },
      source: place(3),
    })) as DeclaredStackService['ports'],
    ...over,
  });
}

function testsOf(...services: DeclaredStackService[]): readonly SmokeTest[] {
  return builtInTests(joinStacks([stack('app', services)], observation([]))[0] as Parameters<typeof builtInTests>[0]);
}

function idsOf(...services: DeclaredStackService[]): string[] {
  return testsOf(...services).map(({ id }) => id);
}

describe('the tests of a stack', () => {
  it('are none where there is nothing', () => {
    expect(testsOf()).toEqual([]);
  });

  it('ask a published port, and else a program in the container', () => {
    const probeOf = (ports: number[]) => testsOf(service('db', 'grafana/grafana:11', ports)).at(-1)?.probe;
    expect(probeOf([3000])).toMatchObject({ kind: 'http', service: 'db', port: 3000, path: '/api/health' });
    expect(probeOf([])).toMatchObject({
      kind: 'exec',
      service: 'db',
      argv: ['curl', '-sS', '-m', '8', expect.any(String)],
    });
    expect(probeOf([8080])).toMatchObject({ kind: 'exec' });
  });

  it('ask a port of TLS with TLS, whatever name is in the certificate', () => {
    const probeOf = (...ports: number[]) => testsOf(service('proxy', 'nginx:1.27', ports)).at(-1)?.probe;
    expect(probeOf(443)).toMatchObject({ port: 443, scheme: 'https', insecure: true });
    expect(probeOf(80, 443)).toMatchObject({ port: 80 });
    expect(probeOf(80, 443)).not.toHaveProperty('scheme', 'https');
    expect(probeOf(8000)).toMatchObject({ port: 8000 });
  });

  it('ask the one Prometheus of a stack once', () => {
    const ids = idsOf(service('a', 'prom/prometheus:v3.1.0', [9090]), service('b', 'prom/prometheus:v3.1.0'));
    expect(ids.filter((id) => id.endsWith('/targets-up'))).toEqual(['a/targets-up']);
    expect(ids.filter((id) => id === 'stack/scrapes')).toHaveLength(1);
    expect(ids.filter((id) => id.endsWith('/ready'))).toEqual(['a/ready', 'b/ready']);
  });

  it('know images in other registries, and nothing of images they only look like', () => {
    const idsOfImage = (image: string) => idsOf(service('it', image, [8200])).filter((id) => id !== 'it/running');
    expect(idsOfImage('registry.example.com/mirror/hashicorp/vault:1.18')).toContain('it/unsealed');
    expect(idsOfImage('ghcr.io/acme/vault-backup:2')).not.toContain('it/unsealed');
  });

  it('of a job that runs to an end are about that end', () => {
    expect(idsOf(service('migrate', 'postgres:17', [], { isOneShot: true }))).toEqual([
      'stack/services-healthy',
      'stack/logs',
      'migrate/running',
    ]);
  });

  it('need the container and each other, and nothing that is not there', () => {
    const tests = testsOf(service('models', 'ollama/ollama:0.5', [11434]), service('app', 'node:22', [3000]));
    const ids = new Set(tests.map(({ id }) => id));
    expect(tests.find(({ id }) => id === 'models/models')?.needs).toEqual(['models/running', 'models/answers']);
    expect(tests.flatMap(({ needs }) => needs).filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe(tests.length);
  });

  it('ask an application for the page that its health check asks, and not just anything', () => {
    const test = ['CMD', 'curl', '-f', 'http://localhost:3000/health/readiness'];
    const healthCheck = { kind: 'declared', test, source: undefined } as const;
    expect(idsOf(service('app', 'node:22', [3000], { healthCheck }))).toContain('app/health');
    expect(idsOf(service('app', 'node:22', [3000], { healthCheck }))).not.toContain('app/serves');
    expect(idsOf(service('app', 'node:22', [3000]))).toContain('app/serves');
    expect(idsOf(service('app', 'node:22'))).not.toContain('app/serves');
  });

  it('go by what runs where no file declares it', () => {
    const running = container({
      image: 'docker.io/grafana/loki:3.5',
      labels: labels('other', 'logs'),
      ports: [{ containerPort: 3100, hostPort: 41000, hostAddress: '127.0.0.1', protocol: 'tcp' }],
    });
    const [joined] = joinStacks([], observation([running]));
    const ids = joined ? builtInTests(joined).map(({ id }) => id) : [];
    expect(ids).toEqual(expect.arrayContaining(['logs/ready', 'logs/logs-flowing']));
  });
});
