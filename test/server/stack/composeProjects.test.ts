import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { lint } from '../../../server/src/engine/lint';
import { openFile } from '../../../server/src/engine/open';
import { DEFAULT_SETTINGS } from '../../../server/src/engine/settings';
import { FORMATS } from '../../../server/src/formats';
import { Workspace } from '../../../server/src/stack/workspace';
import { MemoryDisk } from '../../support/memoryDisk';
import { effectiveServices, projectIn } from './effective';

const at = (files: Readonly<Record<string, string>>) => {
  const disk = new MemoryDisk(Object.fromEntries(Object.entries(files).map(([name, text]) => [`/w/${name}`, text])));
  return projectIn(disk, '/w');
};
const services = (files: Readonly<Record<string, string>>) => effectiveServices(at(files));

describe('the files of a project', () => {
  const paths = (files: Readonly<Record<string, string>>) => at(files).project.sources.map(({ path }) => path);
  const text = 'services: {a: {image: a:1}}\n';

  it.each([
    [
      'compose.yaml is preferred to all others',
      ['docker-compose.yml', 'compose.yml', 'compose.yaml'],
      ['compose.yaml'],
    ],
    [
      'an override of the other spelling counts',
      ['compose.yaml', 'docker-compose.override.yml'],
      ['compose.yaml', 'docker-compose.override.yml'],
    ],
    [
      'one override counts, .yml first',
      ['compose.yaml', 'compose.override.yaml', 'compose.override.yml'],
      ['compose.yaml', 'compose.override.yml'],
    ],
    ['other names are left alone', ['docker-compose.yml', 'docker-compose.prod.yml'], ['docker-compose.yml']],
  ])('%s', (_, present, expected) => {
    expect(paths(Object.fromEntries(present.map((name) => [name, text])))).toEqual(
      expected.map((name) => `/w/${name}`),
    );
  });

  it('are those of COMPOSE_FILE, with the separator of Windows or one of its own', () => {
    const files = { 'a.yml': text, 'sub/b.yml': text };
    for (const variables of ['a.yml:sub/b.yml', 'a.yml;sub\\b.yml', 'a.yml|sub/b.yml\nCOMPOSE_PATH_SEPARATOR=|'])
      expect(paths({ ...files, '.env': `COMPOSE_FILE=${variables}\n` })).toEqual(['/w/a.yml', '/w/sub/b.yml']);
  });

  it('include others, in front of the file that includes them', () => {
    const files = {
      'compose.yaml': 'include: [sub/one.yaml, {path: [sub/two.yaml, sub/three.yaml]}]\nservices: {a: {image: a:1}}\n',
      'sub/one.yaml': text,
      'sub/two.yaml': text,
      'sub/three.yaml': 'include: [deeper/four.yaml]\n',
      'sub/deeper/four.yaml': 'services: {four: {image: a:1}}\n',
    };
    expect(paths(files)).toEqual(
      ['sub/two.yaml', 'sub/deeper/four.yaml', 'sub/three.yaml', 'sub/one.yaml', 'compose.yaml'].map(
        (name) => `/w/${name}`,
      ),
    );
    expect(at(files).project.missing).toEqual([]);
  });
});

describe('an effective service', () => {
  it.each([
    ['!reset takes away what the base says', 'ports: !reset []', { ports: [] }],
    ['!override replaces a list', 'ports: !override ["81:81"]', { ports: ['81:81/tcp'] }],
    ['lists are appended to', 'ports: ["81:81"]', { ports: ['80:80/tcp', '81:81/tcp'] }],
    ['equal ports are one', 'ports: ["80:80"]', { ports: ['80:80/tcp'] }],
    ['a key without value changes nothing', 'image:', { values: { image: 'a:1' } }],
    ['a command is replaced', 'command: [over]', { command: ['over'] }],
    ['a variable is replaced by name', 'environment: [A=over]', { environment: { A: 'over', B: 'base' } }],
    ['one variable is taken away', 'environment: {A: !reset null}', { environment: { B: 'base' } }],
    [
      'a mount is replaced by its place',
      'volumes: [{type: volume, source: new, target: /data}]',
      { volumes: ['new:/data'] },
    ],
  ])('%s', (_, line, expected) => {
    const base = `services:\n  a:\n    image: a:1\n    command: [base, x]\n    ports: ["80:80"]\n    environment: {A: base, B: base}\n    volumes: ["old:/data"]\n`;
    const found = services({ 'compose.yaml': base, 'compose.override.yaml': `services:\n  a:\n    ${line}\n` });
    for (const [key, value] of Object.entries(expected)) expect(found['a']?.[key as 'ports']).toEqual(value);
  });

  it('replaces the test of a health check, and keeps the rest of it', () => {
    const file = at({
      'compose.yaml': 'services:\n  a:\n    image: a:1\n    healthcheck: {test: [CMD, base, x], interval: 5s}\n',
      'compose.override.yaml': 'services:\n  a:\n    healthcheck: {test: [CMD, over]}\n',
    });
    const service = file.service('a');
    expect(service?.items('healthcheck', 'test')).toHaveLength(2);
    expect(service?.text('healthcheck', 'interval')?.text).toBe('5s');
  });

  it('takes relative paths of an extended file from its folder, and of an override from that of the project', () => {
    const found = services({
      '.env': 'COMPOSE_FILE=compose.yaml:over/extra.yaml\n',
      'compose.yaml':
        'services:\n  a:\n    extends: {file: common/base.yaml, service: b}\n    volumes: ["./own:/own"]\n',
      'over/extra.yaml': 'services:\n  a:\n    volumes: ["./extra:/extra"]\n',
      'common/base.yaml': 'services:\n  b:\n    image: b:1\n    volumes: ["./deep:/deep"]\n',
    });
    expect(found['a']?.volumes).toEqual(['/w/common/deep:/deep', '/w/extra:/extra', '/w/own:/own']);
  });

  it('fills in what the including file and the own file of variables say, in that order', () => {
    const found = services({
      '.env': 'A=outer\n',
      'compose.yaml':
        'include:\n  - {path: in/compose.yaml}\n  - {path: in/other.yaml, env_file: [in/one.env, in/two.env], project_directory: .}\n',
      'in/.env': 'A=inner\nB=inner\n',
      'in/one.env': 'B=one\nC=one\n',
      'in/two.env': 'C=two\n',
      'in/compose.yaml': 'services: {a: {image: "a:${A}-${B}", volumes: ["./x:/x"]}}\n',
      'in/other.yaml': 'services: {b: {image: "b:${A}-${B}-${C}", volumes: ["./x:/x"]}}\n',
    });
    expect(found).toMatchObject({
      a: { values: { image: 'a:outer-inner' }, volumes: ['/w/in/x:/x'] },
      b: { values: { image: 'b:outer-one-two' }, volumes: ['/w/x:/x'] },
    });
  });

  it('knows where every value is written', () => {
    const file = at({
      'compose.yaml': 'services:\n  a:\n    extends: {file: common.yaml, service: b}\n    restart: always\n',
      'compose.override.yaml': 'services:\n  a:\n    user: "1"\n',
      'common.yaml': 'services:\n  b:\n    image: b:1\n',
    });
    const placeOf = (key: string) => file.service('a')?.text(key)?.token.document.source;
    expect([placeOf('image'), placeOf('restart'), placeOf('user')]).toEqual(
      ['common.yaml', 'compose.yaml', 'compose.override.yaml'].map((name) => `/w/${name}`),
    );
    expect(file.service('a')?.key.document.source).toBe('/w/compose.yaml');
  });
});

describe('what cannot be read', () => {
  it.each([
    [
      'a missing override',
      { '.env': 'COMPOSE_FILE=compose.yaml:gone.yaml', 'compose.yaml': 'services: {a: {image: a:1}}' },
      true,
    ],
    ['a missing base', { 'compose.yaml': 'services: {a: {image: a:1, extends: {file: gone.yaml, service: a}}}' }, true],
    ['a service that is not in its base', { 'compose.yaml': 'services: {a: {image: a:1, extends: gone}}' }, true],
    [
      'a base behind a variable',
      { 'compose.yaml': 'services: {a: {image: a:1, extends: {file: "${X}", service: a}}}' },
      true,
    ],
    [
      'services that extend each other',
      { 'compose.yaml': 'services: {a: {image: a:1, extends: b}, b: {extends: a}}' },
      true,
    ],
    [
      'a file that extends itself',
      { 'compose.yaml': 'services: {a: {image: a:1, extends: {file: ./compose.yaml, service: a}}}' },
      true,
    ],
    ['a missing include', { 'compose.yaml': 'include: [gone.yaml]\nservices: {a: {image: a:1}}' }, false],
    [
      'an include from elsewhere',
      { 'compose.yaml': 'include: ["oci://registry/x:1"]\nservices: {a: {image: a:1}}' },
      false,
    ],
  ])('%s makes the service partial where it may add to it', (_, files, isPartial) => {
    const file = at(files as Record<string, string>);
    expect(file.service('a')?.isPartial).toBe(isPartial);
    expect(file.isPartial || isPartial).toBe(true);
  });

  it.each(['include:', 'include: x.yaml', 'include: [{}]', 'include: ["${X}"]'])('%s hides services', (line) => {
    expect(at({ 'compose.yaml': `${line}\nservices: {a: {image: a:1}}\n` }).isPartial).toBe(true);
  });

  it('ends where files include each other', () => {
    const file = at({
      'compose.yaml': 'include: [b.yaml]\nservices: {a: {image: a:1}}\n',
      'b.yaml': 'include: [compose.yaml]\nservices: {b: {image: b:1}}\n',
    });
    expect(file.services.map(({ name }) => name).sort()).toEqual(['a', 'b']);
    expect(file.isPartial).toBe(true);
  });

  it('is never looked for outside of the workspace', () => {
    const disk = new MemoryDisk({
      '/w/app/compose.yaml': 'services: {a: {image: a:1, extends: {file: ../secret.yaml, service: b}}}\n',
      '/w/secret.yaml': 'services: {b: {image: b:1}}\n',
    });
    const project = new Workspace('/w/app', disk, DEFAULT_SETTINGS).composeProjectIn('/w/app');
    expect(project?.missing).toEqual(['/w/secret.yaml']);
    expect(disk.reads).not.toContain('/w/secret.yaml');
  });
});

describe('the name of a project', () => {
  const named = (files: Readonly<Record<string, string>>, folder = '/w') => {
    const disk = new MemoryDisk(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])),
    );
    return projectIn(disk, folder).project.name;
  };
  const text = 'services: {a: {image: a:1}}\n';

  it('is that of its folder as Compose writes it', () => {
    expect(named({ 'compose.yaml': text }, '/w/_My Shop.2')).toBe('myshop2');
  });

  it('is what `name` says last, and what COMPOSE_PROJECT_NAME says before all', () => {
    const files = { 'compose.yaml': `name: one\n${text}`, 'compose.override.yaml': 'name: two-${N:-x}\n' };
    expect(named(files)).toBe('two-x');
    expect(named({ ...files, '.env': 'COMPOSE_PROJECT_NAME=Three\n' })).toBe('three');
  });
});

it('never keeps the value of a secret', () => {
  const file = at({
    '.env': 'DB_PASSWORD=hunter2hunter2\nURL=postgres://u:hunter2hunter2@db/x\nCOPY=${DB_PASSWORD}\nTAG=1\n',
    'compose.yaml':
      'services: {a: {image: "a:${TAG}", environment: {P: "${DB_PASSWORD}", U: "${URL}", C: "${COPY}"}}}\n',
  });
  const [source] = file.project.sources;
  expect([...(source?.variables ?? [])]).toEqual([
    ['DB_PASSWORD', undefined],
    ['URL', undefined],
    ['COPY', undefined],
    ['TAG', '1'],
  ]);
  expect(JSON.stringify(file.project.basis.filter((one) => typeof one === 'string'))).not.toContain('hunter2');
});

describe('a workspace', () => {
  const files = {
    '/w/compose.yaml': 'services:\n  web:\n    image: web:1.4\n    restart: always\n',
    '/w/compose.override.yaml': 'services:\n  web:\n    privileged: true\n',
  };
  const findingsIn = (workspace: Workspace, path: string) => {
    const file = workspace.file(path);
    if (!file) throw new Error(`${path} cannot be read`);
    return lint(file, DEFAULT_SETTINGS, workspace.surroundingsOf(path)).findings.map(({ rule }) => rule.id);
  };

  it('judges a file anew when another file of its project changes, and only then', () => {
    const disk = new MemoryDisk(files);
    const workspace = new Workspace('/w', disk, DEFAULT_SETTINGS);
    expect(findingsIn(workspace, '/w/compose.yaml')).toContain('compose/missing-memory-limit');
    disk.write('/w/compose.override.yaml', 'services:\n  web:\n    mem_limit: 1g\n');
    workspace.forget('/w/compose.override.yaml');
    expect(findingsIn(workspace, '/w/compose.yaml')).not.toContain('compose/missing-memory-limit');
    disk.write('/w/.env', 'COMPOSE_FILE=compose.yaml\n');
    workspace.forget('/w/.env');
    expect(findingsIn(workspace, '/w/compose.yaml')).toContain('compose/missing-memory-limit');
  });

  it('finds every mistake once, in the file in which it is written', () => {
    const workspace = new Workspace('/w', new MemoryDisk(files), DEFAULT_SETTINGS);
    expect(findingsIn(workspace, '/w/compose.override.yaml')).toEqual(['compose/privileged-container']);
    expect(findingsIn(workspace, '/w/compose.yaml')).not.toContain('compose/privileged-container');
  });
});

describe('whatever files say', () => {
  const name = fc.constantFrom('a', 'b', 'web');
  const file = fc.constantFrom(
    'compose.yaml',
    'compose.override.yaml',
    'sub/x.yaml',
    'gone.yaml',
    './compose.yaml',
    '${F}',
    '${G:-sub/x.yaml}',
  );
  const odd = fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.array(fc.string(), { maxLength: 2 }));
  const service = fc.record(
    {
      image: fc.oneof(fc.constantFrom('a:1', '${T}', 'a:${T:-2}'), odd),
      extends: fc.oneof(name, fc.record({ service: name, file }), fc.record({ service: name }), odd),
      environment: fc.oneof(fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()), odd),
      ports: fc.oneof(fc.array(fc.constantFrom('80:80', '80', '${P}:1')), odd),
      volumes: fc.oneof(fc.array(fc.constantFrom('./a:/b', 'x:/y', '/z')), odd),
      depends_on: fc.oneof(fc.array(name), fc.dictionary(name, fc.constant({ condition: 'service_healthy' })), odd),
      deploy: odd,
    },
    { requiredKeys: [] },
  );
  const include = fc.oneof(
    fc.array(
      fc.oneof(
        file,
        fc.record({ path: fc.oneof(file, fc.array(file)), env_file: fc.constantFrom('.env', 'gone.env') }),
      ),
    ),
    odd,
  );
  const content = fc.record(
    { services: fc.oneof(fc.dictionary(name, service), odd), include, name: odd },
    { requiredKeys: ['services'] },
  );
  const variables = fc
    .array(
      fc.constantFrom(
        'COMPOSE_FILE=compose.yaml:sub/x.yaml',
        'F=sub/x.yaml',
        'T="1',
        "T='a'",
        'export T=2 # x',
        '=',
        'T',
      ),
    )
    .map((lines) => lines.join('\n'));
  const disk = fc.record({ main: content, override: content, sub: content, variables });

  it('a project is put together and judged without an error', () => {
    fc.assert(
      fc.property(disk, ({ main, override, sub, variables: environment }) => {
        const files = new MemoryDisk({
          '/w/compose.yaml': stringify(main),
          '/w/compose.override.yaml': stringify(override),
          '/w/sub/x.yaml': stringify(sub),
          '/w/.env': environment,
        });
        const workspace = new Workspace('/w', files, DEFAULT_SETTINGS);
        for (const path of ['/w/compose.yaml', '/w/compose.override.yaml', '/w/sub/x.yaml']) {
          const opened = openFile(path, files.read(path) ?? '', FORMATS, DEFAULT_SETTINGS);
          if (!opened) continue;
          expect(lint(opened, DEFAULT_SETTINGS, workspace.surroundingsOf(path)).failures).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
