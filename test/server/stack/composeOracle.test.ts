import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DISK_FILES } from '../../../server/src/stack/diskFiles';
import { effectiveServices, projectIn, type Effective } from './effective';

/** Projects that Compose 1.29 and Compose 2 read alike, by what they show. */
const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'one file': {
    'docker-compose.yml': `services:
  web:
    image: nginx:1.27
    command: nginx -g x
    ports: ["127.0.0.1:8080:80", "9000:9000/udp"]
    volumes: ["./html:/html", "data:/data"]
    environment: [A=1, B=two]
    restart: always
volumes: {data: {}}
`,
  },
  'an override replaces single values and commands, and adds to lists': {
    'docker-compose.yml': `services:
  web:
    image: nginx:1.26
    command: ["nginx", "-g", "old"]
    restart: always
    ports: ["8080:80"]
    expose: ["9000"]
`,
    'docker-compose.override.yml': `services:
  web:
    image: nginx:1.27
    command: ["nginx", "-t"]
    ports: ["8443:443"]
    expose: ["9001"]
  mail:
    image: mailpit:1
`,
  },
  'variables and labels are merged by name, in both forms': {
    'docker-compose.yml': `services:
  web:
    image: a:1
    environment: {A: base, B: base}
    labels: ["x=base", "y=base"]
`,
    'docker-compose.override.yml': `services:
  web:
    environment: ["B=over", "C=over"]
    labels: {y: over, z: over}
`,
  },
  'mounts are merged by their place in the container': {
    'docker-compose.yml': `services:
  web:
    image: a:1
    volumes: ["./old:/code", "data:/data"]
volumes: {data: {}, other: {}}
`,
    'docker-compose.override.yml': `services:
  web:
    volumes: ["./new:/code", "other:/other"]
`,
  },
  'services extend others of the file and of another folder': {
    'docker-compose.yml': `services:
  base:
    image: a:1
    environment: {A: base, B: base}
    restart: always
  web:
    extends: base
    environment: {B: web}
  worker:
    extends: {file: common/services.yml, service: worker}
    image: a:2
`,
    'common/services.yml': `services:
  root:
    image: c:1
    environment: {FROM: root, R: "1"}
    volumes: ["./files:/files"]
  worker:
    extends: root
    environment: {FROM: worker}
`,
  },
  'COMPOSE_FILE names the files': {
    '.env': 'COMPOSE_FILE=base.yml:extra.yml\nTAG=1.27\n',
    'base.yml': 'services:\n  web:\n    image: nginx:${TAG}\n    ports: ["80:80"]\n',
    'extra.yml': 'services:\n  web:\n    restart: always\n  other:\n    image: b:1\n',
    'docker-compose.yml': 'services:\n  unseen:\n    image: c:1\n',
  },
  'variables come from .env, defaults from the file': {
    '.env': '# a comment\nTAG=1.27\nQUOTED="two words" # behind\nEMPTY=\nSINGLE=\'$TAG\'\n',
    'docker-compose.yml': `services:
  web:
    image: nginx:\${TAG:-1.0}
    environment:
      A: \${MISSING:-default}
      B: \${EMPTY:-filled}
      C: \${EMPTY-kept}
      D: \${QUOTED}
      E: $$NOT
      F: \${SINGLE}
`,
  },
  'anchors and merge keys': {
    'docker-compose.yml': `x-base: &base
  restart: always
  environment: {A: base}
services:
  web:
    <<: *base
    image: a:1
  worker:
    <<: *base
    image: a:2
    environment: {B: own}
`,
  },
  'Windows line ends': {
    '.env': 'TAG=1.27\r\nNAME="a b"\r\n',
    'docker-compose.yml': 'services:\r\n  web:\r\n    image: nginx:${TAG}\r\n    environment:\r\n      N: ${NAME}\r\n',
    'docker-compose.override.yml': 'services:\r\n  web:\r\n    restart: always\r\n',
  },
};

const hasOracle =
  spawnSync('docker-compose', ['version', '--short'], { encoding: 'utf8' }).stdout?.startsWith('1.29') === true;

describe.skipIf(!hasOracle)('the effective project, held against docker-compose 1.29', () => {
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(PROJECTS))('%s', (_, files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    expect(effectiveServices(projectIn(DISK_FILES, folder))).toEqual(configIn(folder));
  });
});

/** What the oracle makes of a folder. */
function configIn(folder: string): Record<string, Effective> {
  const output = execFileSync('docker-compose', ['config'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const { services } = parse(output) as { services: Record<string, Config> };
  return Object.fromEntries(Object.entries(services).map(([name, config]) => [name, effectiveIn(config)]));
}

interface Config {
  readonly image?: string;
  readonly command?: string | readonly string[];
  readonly restart?: string;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly (string | LongPort)[];
  readonly volumes?: readonly string[];
  readonly expose?: readonly (string | number)[];
}

interface LongPort {
  readonly host_ip?: string;
  readonly published?: number;
  readonly target: number;
  readonly protocol?: string;
}

function portText(port: string | LongPort): string {
  if (typeof port === 'string') return port.includes('/') ? port : `${port}/tcp`;
  const outside = port.published === undefined ? '' : `${port.host_ip ? `${port.host_ip}:` : ''}${port.published}:`;
  return `${outside}${port.target}/${port.protocol ?? 'tcp'}`;
}

function effectiveIn(config: Config): Effective {
  const { image, command, restart } = config;
  const words = typeof command === 'string' ? command.split(' ') : command;
  return {
    ...(image === undefined ? {} : { image }),
    ...(words === undefined ? {} : { command: words }),
    ...(restart === undefined ? {} : { restart }),
    // The oracle doubles dollars, so that its output can be read again.
    environment: Object.fromEntries(
      Object.entries(config.environment ?? {}).map(([name, value]) => [name, value?.replaceAll('$$', '$') ?? null]),
    ),
    labels: config.labels ?? {},
    ports: (config.ports ?? []).map(portText).sort(),
    volumes: [...(config.volumes ?? [])].map((volume) => volume.replace(/:(?:rw|ro)$/, '')).sort(),
    expose: (config.expose ?? []).map(String).sort(),
  };
}
