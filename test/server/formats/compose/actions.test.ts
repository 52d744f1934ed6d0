import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/document/edit';
import { plainText } from '../../../../server/src/document/render';
import { lintText, only } from '../../../support/lint';

/** The text after one of the fixes that the only finding of a rule offers; undefined when it is not offered. */
function applied(rule: string, title: RegExp, text: string): string | undefined {
  const [found, ...others] = lintText(text, { settings: only(rule), path: '/workspace/compose.yaml' }).findings;
  if (!found || others.length > 0) throw new Error('not one finding');
  const fix = found.fixes().find((one) => title.test(one.title));
  return fix && plainText(applyEdits(text, fix.edits));
}

describe('privileged-container', () => {
  const file = 'services:\n  app:\n    image: example/app:1.4\n    privileged: true # why\n    restart: always\n';

  it('is replaced by a capability or a device', () => {
    expect(applied('compose/privileged-container', /capability/, file)).toBe(
      'services:\n  app:\n    image: example/app:1.4\n    cap_add: # why\n      - NET_ADMIN\n    restart: always\n',
    );
    expect(applied('compose/privileged-container', /device/, file)).toContain(
      '    devices: # why\n      - /dev/ttyUSB0:/dev/ttyUSB0\n',
    );
  });

  it('is not replaced by a list that is there', () => {
    const text = `${file}    cap_add: [NET_RAW]\n`;
    expect(applied('compose/privileged-container', /capability/, text)).toBeUndefined();
  });
});

describe('host-ipc', () => {
  it('is replaced by a larger /dev/shm', () => {
    const text = 'services:\n  app:\n    image: example/app:1.4\n    ipc: "host"\n';
    expect(applied('compose/host-ipc', /shm/, text)).toBe(
      'services:\n  app:\n    image: example/app:1.4\n    shm_size: 256m\n',
    );
  });
});

describe('missing-capability-drop', () => {
  it('can drop all without giving anything back', () => {
    const text = 'services:\n  app:\n    image: postgres:17.6\n';
    expect(applied('compose/missing-capability-drop', /^Drop all capabilities$/, text)).toBe(
      'services:\n  app:\n    image: postgres:17.6\n    cap_drop:\n      - ALL\n',
    );
  });
});

describe('unbound-port', () => {
  const before = 'services:\n  app:\n    image: example/app:1.4\n';
  const expose = (rest: string) => applied('compose/unbound-port', /expose/, before + rest);

  it('becomes an exposed one', () => {
    expect(expose('    ports:\n      - "8080:80" # web\n')).toBe(`${before}    expose:\n      - "80" # web\n`);
    expect(expose('    ports: [8080:80/udp]\n')).toBe(`${before}    expose: [80/udp]\n`);
  });

  it('leaves the other ports where they are', () => {
    expect(expose('    # how to reach it\n    ports:\n      - "8080:80"\n      - "127.0.0.1:81:81"\n')).toBe(
      `${before}    expose:\n      - "80"\n    # how to reach it\n    ports:\n      - "127.0.0.1:81:81"\n`,
    );
  });

  it('joins what is exposed already', () => {
    expect(expose('    expose:\n      - "81"\n    ports:\n      - "8080:80"\n')).toBe(
      `${before}    expose:\n      - "81"\n      - "80"\n`,
    );
    expect(expose('    expose: ["80"]\n    ports:\n      - "8080:80"\n')).toBe(`${before}    expose: ["80"]\n`);
  });

  it('is not offered where another service shares the list', () => {
    const other = '  other:\n    image: example/app:1.4\n    network_mode: none\n    ports: *ports\n';
    expect(expose(`    ports: &ports\n      - "8080:80"\n${other}`)).toBeUndefined();
  });

  it('works for the long form', () => {
    expect(expose('    ports:\n      - target: 80\n        published: 8080\n    restart: always\n')).toBe(
      `${before}    expose:\n      - "80"\n    restart: always\n`,
    );
  });
});

describe('docker-socket-mount', () => {
  const proxy =
    '  socket-proxy:\n    image: tecnativa/docker-socket-proxy:v0.4.2\n    restart: unless-stopped\n    environment:\n      CONTAINERS: 1\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n';
  const mount = '    volumes:\n      - data:/data\n      - /var/run/docker.sock:/var/run/docker.sock\n';
  const useProxy = (text: string) => applied('compose/docker-socket-mount', /proxy/, text);

  it('is replaced by a socket proxy', () => {
    expect(useProxy(`services:\n  # the panel\n  app:\n    image: example/app:1.4\n${mount}`)).toBe(
      `services:\n${proxy}  # the panel\n  app:\n    image: example/app:1.4\n    environment:\n      DOCKER_HOST: tcp://socket-proxy:2375\n    volumes:\n      - data:/data\n`,
    );
  });

  it('joins the environment and the network of the service', () => {
    const text = `services:\n  app:\n    image: example/app:1.4\n    networks: [back]\n    environment:\n      - A=1\n${mount}networks:\n  back:\n`;
    expect(useProxy(text)).toBe(
      `services:\n${proxy}    networks:\n      - back\n  app:\n    image: example/app:1.4\n    networks: [back]\n    environment:\n      - A=1\n      - DOCKER_HOST=tcp://socket-proxy:2375\n    volumes:\n      - data:/data\nnetworks:\n  back:\n`,
    );
  });

  it('is not offered where the networks of the service are declared in another file', () => {
    const text = `services:\n  app:\n    image: example/app:1.4\n    networks: [back]\n${mount}`;
    expect(useProxy(text)).toBeUndefined();
  });

  it('is not offered where parts of the service are shared, or the mount is more than the socket', () => {
    const shared = `x-base: &base\n  volumes:\n    - /var/run/docker.sock:/var/run/docker.sock\nservices:\n  app:\n    <<: *base\n    image: example/app:1.4\n`;
    expect(useProxy(shared)).toBeUndefined();
    expect(useProxy('services:\n  app:\n    image: example/app:1.4\n    volumes: ["/run:/run"]\n')).toBeUndefined();
  });
});

describe('plaintext-secret', () => {
  const secret = 'Zk3vQ8nT1xW6';
  const asFile = (text: string) => applied('compose/plaintext-secret', /file/, text);

  it('is handed over as a file where the image reads one', () => {
    const text = `services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD: "${secret}" # shop\n    restart: always\n`;
    expect(asFile(text)).toBe(
      'services:\n  db:\n    image: postgres:17.6\n    environment:\n      POSTGRES_PASSWORD_FILE: "/run/secrets/postgres_password" # shop\n    restart: always\n    secrets:\n      - postgres_password\nsecrets:\n  postgres_password:\n    file: ./secrets/postgres_password\n',
    );
  });

  it('joins the secrets that are there, in the list form too', () => {
    const text = `services:\n  db:\n    image: postgres:17.6\n    secrets: [other]\n    environment:\n      - POSTGRES_PASSWORD=${secret}\nsecrets:\n  other:\n    file: ./other\n`;
    expect(asFile(text)).toBe(
      'services:\n  db:\n    image: postgres:17.6\n    secrets: [other, postgres_password]\n    environment:\n      - POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password\nsecrets:\n  other:\n    file: ./other\n  postgres_password:\n    file: ./secrets/postgres_password\n',
    );
  });

  it('stays a variable where no file is read, or where others share it', () => {
    expect(
      asFile(`services:\n  app:\n    image: example/app:1.4\n    environment:\n      API_TOKEN: ${secret}\n`),
    ).toBeUndefined();
    const shared = `x-environment: &environment\n  POSTGRES_PASSWORD: ${secret}\nservices:\n  db:\n    image: postgres:17.6\n    environment: *environment\n  app:\n    image: example/app:1.4\n    environment: *environment\n`;
    expect(asFile(shared)).toBeUndefined();
  });
});
