import { describe, expect, it } from 'vitest';
import { Checker } from '../../../server/src/features/checker';
import type { DeclaredStack, DeclaredStackService } from '../../../server/src/protocol';
import { MemoryDisk } from '../../support/memoryDisk';

const STACK = `services:
  db:
    image: postgres:\${TAG}
    container_name: shop-db
    ports: ["127.0.0.1:5432:5432", "\${SECRET_PORT}:1:1"]
    environment: {POSTGRES_PASSWORD: hunter2hunter2}
    env_file: [db.env, {path: gone.env, required: false}]
    volumes: ["./data:/var/lib/postgresql/data", "./conf:/etc/postgresql:ro"]
    mem_limit: 512m
    pids_limit: 100
    restart: unless-stopped
    profiles: [full]
  job:
    image: example/job:1.4
    restart: "no"
    command: ["./migrate"]
    healthcheck: {disable: true}
  web:
    image: nginx:1.27
    ports: ["8000-8002:9000-9002/udp", "80"]
    healthcheck:
      test: [CMD, curl, -f, http://127.0.0.1]
    deploy:
      replicas: 3
      restart_policy: {condition: on-failure, max_attempts: 4}
      resources: {limits: {cpus: "0.5", memory: 1gb}}
`;

function stacksOf(files: Readonly<Record<string, string>>, roots = ['/w']): readonly DeclaredStack[] {
  const checker = new Checker(new MemoryDisk(files), ({ error }) => {
    throw error;
  });
  checker.setRoots(roots.map((root) => `file://${root}`));
  return checker.declaredStacks();
}

/** Without the places. */
function plain(service: DeclaredStackService | undefined): unknown {
  return JSON.parse(
    JSON.stringify(service, (key, value: unknown) => {
      if (key === 'source') return undefined;
      return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
    }),
  );
}

describe('a compose project', () => {
  const files = { '/w/shop/compose.yaml': STACK, '/w/shop/.env': 'TAG=17.6\n', '/w/shop/db.env': 'POSTGRES_DB=shop\n' };
  const [stack] = stacksOf(files);
  const service = (name: string) => stack?.services.find((one) => one.name === name);

  it('is named and placed as Compose does', () => {
    expect(stack).toMatchObject({
      id: 'compose:file:///w/shop/compose.yaml',
      kind: 'compose',
      name: 'shop',
      folder: 'file:///w/shop',
      files: ['file:///w/shop/compose.yaml'],
      isComplete: true,
    });
  });

  it('tells of a service what can be compared with a container, and no value of a variable', () => {
    expect(plain(service('db'))).toEqual({
      name: 'db',
      image: 'postgres:17.6',
      imageKind: 'postgres',
      isBuilt: false,
      ports: [{ hostAddress: '127.0.0.1', hostPort: 5432, containerPort: 5432, protocol: 'tcp' }],
      healthCheck: { kind: 'absent' },
      suggestedProbe: expect.arrayContaining(['CMD-SHELL']) as unknown,
      limits: { memoryBytes: 512 * 1024 ** 2, processes: 100 },
      restart: 'unless-stopped',
      environmentNames: ['POSTGRES_PASSWORD', 'POSTGRES_DB'],
      isEnvironmentComplete: true,
      containerName: 'shop-db',
      replicas: 1,
      profiles: ['full'],
      isOneShot: false,
      hasContainer: true,
      dataVolumes: ['/w/shop/data'],
      isBackup: false,
      isPartial: false,
    });
    expect(JSON.stringify(stack)).not.toContain('hunter2');
  });

  it('reads both spellings, ranges and jobs', () => {
    expect(plain(service('web'))).toMatchObject({
      ports: [
        ...[0, 1, 2].map((n) => ({ hostAddress: '', hostPort: 8000 + n, containerPort: 9000 + n, protocol: 'udp' })),
        { hostAddress: '', containerPort: 80, protocol: 'tcp' },
      ],
      healthCheck: { kind: 'declared', test: ['CMD', 'curl', '-f', 'http://127.0.0.1'] },
      limits: { memoryBytes: 1024 ** 3, cpus: 0.5 },
      restart: 'on-failure:4',
      replicas: 3,
    });
    expect(plain(service('job'))).toMatchObject({ isOneShot: true, restart: 'no', healthCheck: { kind: 'disabled' } });
  });

  it('says where a value is written', () => {
    expect(service('db')?.source).toEqual({
      uri: 'file:///w/shop/compose.yaml',
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } },
    });
    expect(service('db')?.limits.memoryBytes?.source?.range.start).toEqual({ line: 8, character: 15 });
  });
});

it('says in which of several files a value is written', () => {
  const [stack] = stacksOf({
    '/w/compose.yaml': 'include: [db/compose.yaml]\nservices:\n  web:\n    extends: {file: base.yaml, service: base}\n',
    '/w/compose.override.yaml': '# first\n---\nservices:\r\n  web:\r\n    restart: always\r\n',
    '/w/base.yaml': 'services:\n  base:\n    image: web:1.4\n',
    '/w/db/compose.yaml': 'services:\n  db:\n    image: postgres:17.6\n    build: .\n',
  });
  expect(stack?.files).toEqual(
    ['compose.yaml', 'compose.override.yaml', 'db/compose.yaml', 'base.yaml'].map((name) => `file:///w/${name}`),
  );
  const web = stack?.services.find(({ name }) => name === 'web');
  expect(web?.image?.source?.uri).toBe('file:///w/base.yaml');
  expect(web?.restart?.source).toEqual({
    uri: 'file:///w/compose.override.yaml',
    range: { start: { line: 4, character: 13 }, end: { line: 4, character: 19 } },
  });
  expect(stack?.services.find(({ name }) => name === 'db')).toMatchObject({ isBuilt: true });
});

describe('the stacks of a workspace', () => {
  const service = (image: string) => `services:\n  web:\n    image: ${image}\n`;

  it('are the projects that Compose finds, with variants beside them, and files that stand alone', () => {
    const stacks = stacksOf({
      '/w/a/docker-compose.yml': service('a:1'),
      '/w/a/docker-compose.prod.yml': service('a:2'),
      '/w/a/docker-compose.tools.yml': 'services:\n  tool:\n    image: t:1\n',
      '/w/b/stack.yml': service('b:1'),
      '/w/b/fragment.yml': 'services:\n  other:\n    ports: ["80:80"]\n',
      '/w/node_modules/x/compose.yaml': service('x:1'),
    });
    expect(stacks.map(({ id, variants }) => [id, variants])).toEqual([
      ['compose:file:///w/a/docker-compose.yml', ['file:///w/a/docker-compose.prod.yml']],
      ['compose:file:///w/a/docker-compose.tools.yml', []],
      ['compose:file:///w/b/stack.yml', []],
    ]);
  });

  it('count an included project once, and a folder that is opened inside another one for itself', () => {
    const files = {
      '/w/compose.yaml': `include: [in/compose.yaml]\n${service('a:1')}`,
      '/w/in/compose.yaml': 'services:\n  db:\n    image: b:1\n',
      '/w/own/compose.yaml': service('c:1'),
    };
    expect(
      stacksOf(files, ['/w', '/w/own'])
        .map(({ folder }) => folder)
        .sort(),
    ).toEqual(['file:///w', 'file:///w/own']);
  });

  it('are the workloads of a folder of manifests', () => {
    const [stack] = stacksOf({
      '/w/k8s/app.yaml': `apiVersion: v1
kind: Service
metadata: {name: app}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{containerPort: 80}]
          readinessProbe: {httpGet: {path: /, port: 80}}
          resources: {limits: {memory: 128Mi, cpu: 250m}}
`,
    });
    expect(stack).toMatchObject({ kind: 'kubernetes', name: 'k8s', folder: 'file:///w/k8s' });
    expect(stack?.services.map(plain)).toMatchObject([
      {
        name: 'app',
        workload: { kind: 'Deployment', name: 'app', namespace: 'shop' },
        image: 'nginx:1.27',
        ports: [{ containerPort: 80, protocol: 'tcp' }],
        healthCheck: { kind: 'declared' },
        limits: { memoryBytes: 128 * 1024 ** 2, cpus: 0.25 },
        replicas: 2,
      },
    ]);
    expect(stack?.services[0]?.image?.source?.range.start.line).toBe(15);
  });

  it('are the jobs of a Prometheus server with the rule files it loads', () => {
    const [stack] = stacksOf({
      '/w/prometheus.yml':
        'rule_files: [rules/*.yml]\nscrape_configs:\n  - job_name: web\n    static_configs: [{targets: ["web:80"]}]\n',
      '/w/rules/a.yml': 'groups: []\n',
    });
    expect(stack).toMatchObject({ kind: 'prometheus', ruleFiles: ['file:///w/rules/a.yml'] });
    expect(stack?.services.map(plain)).toMatchObject([{ name: 'web', scrapeTargets: ['web:80'], hasContainer: false }]);
  });
});

describe('the answer', () => {
  it('is the same until a file changes that it was read from', () => {
    const disk = new MemoryDisk({ '/w/compose.yaml': 'services:\n  web:\n    env_file: x.env\n    image: a:1\n' });
    const checker = new Checker(disk, () => undefined);
    checker.setRoots(['file:///w']);
    const [before] = checker.declaredStacks();
    expect(before?.services[0]).toMatchObject({ isEnvironmentComplete: false });
    disk.reads.length = 0;
    expect(checker.declaredStacks()[0]).toBe(before);
    expect(disk.reads).toEqual([]);

    disk.write('/w/x.env', 'A=1\n');
    expect(checker.declares('file:///w/x.env')).toBe(true);
    checker.fileChanged('file:///w/x.env');
    expect(checker.declaredStacks()[0]?.services[0]).toMatchObject({
      environmentNames: ['A'],
      isEnvironmentComplete: true,
    });
  });

  it('is worked out anew for what rests on the changed file, and kept for the rest', () => {
    const one = (name: string) => `services: {${name}: {image: a:1}}\n`;
    const disk = new MemoryDisk({
      '/w/a/compose.yaml': 'include: [../shared/base.yaml]\nservices: {a: {image: a:1, build: .}}\n',
      '/w/a/Dockerfile': 'FROM scratch\n',
      '/w/b/compose.yaml': one('b'),
      '/w/c/compose.yaml': 'services: {c: {extends: {file: ../shared/base.yaml, service: base}}}\n',
      '/w/shared/base.yaml': one('base'),
      '/w/pods/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a:1}]}\n',
    });
    const checker = new Checker(disk, () => undefined);
    checker.setRoots(['file:///w']);
    let before = checker.declaredStacks();
    const changedBy = (path: string, text: string | undefined): string[] => {
      disk.write(path, text);
      checker.fileChanged(`file://${path}`);
      const kept = new Set(before);
      before = checker.declaredStacks();
      return before.filter((stack) => !kept.has(stack)).map(({ name }) => name);
    };
    expect(before.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'pods']);
    expect(changedBy('/w/notes.yaml', 'a: b\n')).toEqual([]);
    expect(changedBy('/w/b/compose.yaml', one('other'))).toEqual(['b']);
    expect(changedBy('/w/b/.env', 'COMPOSE_PROJECT_NAME=x\n')).toEqual(['x']);
    expect(changedBy('/w/b/.env', undefined)).toEqual(['b']);
    expect(changedBy('/w/a/Dockerfile', 'FROM nginx:1.29\n')).toEqual(['a']);
    expect(changedBy('/w/shared/base.yaml', one('base').replace('a:1', 'a:2'))).toEqual(['a', 'c']);
    expect(changedBy('/w/pods/more.yaml', 'kind: nothing\n')).toEqual([]);
    expect(changedBy('/w/b/compose.override.yaml', one('more'))).toEqual(['b']);
    expect(changedBy('/w/new/deep/compose.yaml', one('new'))).toEqual(['deep']);
    // Every project below may be a part of one in the root.
    expect(changedBy('/w/b/compose.override.yaml', undefined)).toEqual(['b']);
    expect(changedBy('/w/compose.yaml', 'include: [b/compose.yaml]\n')).toContain('w');
    expect(before.map(({ name }) => name)).toEqual(['w', 'a', 'c', 'deep', 'pods']);
  });

  it('follows files whose changes nobody tells, as soon as anything else changes', () => {
    const disk = new MemoryDisk({
      '/w/compose.yaml': 'services: {web: {image: a:1, env_file: variables.txt}}\n',
      '/w/variables.txt': 'A=1\n',
    });
    const checker = new Checker(disk, () => undefined);
    checker.setRoots(['file:///w']);
    const names = () => checker.declaredStacks()[0]?.services[0]?.environmentNames;
    expect(names()).toEqual(['A']);
    disk.write('/w/variables.txt', 'B=1\n');
    checker.fileChanged('file:///w/notes.yaml');
    expect(names()).toEqual(['B']);
  });

  it('is not touched by files that declare nothing', () => {
    const disk = new MemoryDisk({ '/w/compose.yaml': 'services: {a: {image: a:1}}\n', '/w/notes.yaml': 'a: b\n' });
    const checker = new Checker(disk, () => undefined);
    checker.setRoots(['file:///w']);
    checker.declaredStacks();
    const declares = (name: string) => checker.declares(`file:///w/${name}`);
    expect(['compose.yaml', 'notes.yaml', 'notes.md', 'Dockerfile', '.env'].map(declares)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('tells no password that a health check holds', () => {
    const [stack] = stacksOf({
      '/w/compose.yaml':
        'services:\n  cache:\n    image: redis:8\n    healthcheck: {test: [CMD, redis-cli, -a, hunter2hunter2, ping]}\n',
    });
    expect(stack?.services[0]?.healthCheck).toMatchObject({ kind: 'declared', test: undefined });
  });

  it('carries the objectives of holdfast.yaml', () => {
    const [stack] = stacksOf({
      '/w/compose.yaml': 'services: {a: {image: a:1}}\n',
      '/w/holdfast.yaml': 'objectives: {startup: 90s}\n',
    });
    expect(Object.keys(stack?.objectives ?? {})).toHaveLength(1);
  });
});
