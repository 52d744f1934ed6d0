import { describe, expect, it } from 'vitest';
import type { ImageProbe } from '../../../server/src/images';
import { findImage, KNOWN_IMAGES, probeFor, secretFileVariable } from '../../../server/src/images';

function summaryOf(probe: ImageProbe | undefined): string | undefined {
  return probe?.kind === 'command' ? probe.test.slice(1).join(' ') : probe?.kind;
}

describe('findImage', () => {
  it.each([
    ['postgres', 'postgres'],
    ['Postgres:17', 'postgres'],
    ['docker.io/library/postgres:17', 'postgres'],
    ['mirror.gcr.io/library/postgres:17', 'postgres'],
    ['public.ecr.aws/docker/library/postgres:17', 'postgres'],
    ['harbor.example.com/dockerhub/library/redis', 'redis'],
    ['registry.example.com:5000/redis:8', 'redis'],
    ['registry.example.com/proxy/grafana/loki:3.7.2', 'loki'],
    ['quay.io/prometheus/prometheus:v3.5.1', 'prometheus'],
    ['prom/prometheus', 'prometheus'],
    ['ghcr.io/google/cadvisor:v0.55.1', 'cadvisor'],
    ['docker.elastic.co/elasticsearch/elasticsearch:9.2.4', 'elasticsearch'],
    ['pgvector/pgvector:pg17', 'pgvector'],
    ['bitnami/postgresql:16', 'bitnami-postgresql'],
    ['redis@sha256:abc', 'redis'],
    ['postgres:${TAG}', 'postgres'],
  ])('knows %s', (text, kind) => expect(findImage(text)?.kind).toBe(kind));

  it.each([
    'acme/postgres',
    'ghcr.io/acme/postgres',
    'registry.example.com/team/redis',
    'registry.example.com/node:1',
    'localhost:5000/registry',
    'prometheus/prometheus',
    'postgresql',
    '${IMAGE}',
    '${OWNER}/postgres',
    '${PREFIX}postgres:17',
    '',
  ])('does not take %j for one it knows', (text) => expect(findImage(text)).toBeUndefined());

  it('finds every listed repository, with the tag known for it', () => {
    for (const entry of KNOWN_IMAGES) {
      for (const repository of entry.repositories) {
        const image = findImage(repository);
        expect(image?.kind).toBe(entry.kind);
        expect(image?.knownTag).toBe(entry.knownTags?.[repository]);
      }
    }
  });

  it('offers no tag for a private copy, whose tags nobody knows', () => {
    expect(findImage('mirror.gcr.io/library/postgres')?.knownTag).toBe('18.4');
    expect(findImage('registry.example.com/postgres')?.knownTag).toBeUndefined();
    expect(findImage('registry.example.com/grafana/loki')?.knownTag).toBeUndefined();
  });
});

describe('facts that depend on the tag', () => {
  it.each([
    ['grafana/loki', '/usr/bin/loki -health'],
    ['grafana/loki:latest', '/usr/bin/loki -health'],
    ['grafana/loki:3.7.2', '/usr/bin/loki -health'],
    ['grafana/loki:3.6.5', '/usr/bin/loki -health'],
    ['grafana/loki:3.6', '/usr/bin/loki -health'],
    ['grafana/loki:3', '/usr/bin/loki -health'],
    ['grafana/loki:3.6.4', 'none'],
    ['grafana/loki:3.6.0', 'none'],
    ['grafana/loki:3.5.9', 'wget -q -O /dev/null http://127.0.0.1:3100/ready'],
    ['grafana/loki:2.9.6', 'wget -q -O /dev/null http://127.0.0.1:3100/ready'],
    ['grafana/loki:${LOKI_VERSION}', 'none'],
    ['grafana/loki@sha256:abc', 'none'],
    ['grafana/tempo:2.10.0', 'none'],
    ['grafana/tempo:2.7.1', 'wget -q -O /dev/null http://127.0.0.1:3200/ready'],
    ['nats', 'none'],
    ['nats:2.12-alpine3.22', 'wget -q -O /dev/null http://127.0.0.1:8222/healthz'],
    ['nginx:1.30.4-alpine', 'curl -fsS -o /dev/null http://127.0.0.1/'],
    ['nginx:1.30.4-alpine-slim', 'wget -q -O /dev/null http://127.0.0.1/'],
    ['mongo:8', "mongosh --quiet --eval quit(db.adminCommand('ping').ok ? 0 : 2)"],
    ['mongo:5.0', "mongo --quiet --eval quit(db.adminCommand('ping').ok ? 0 : 2)"],
    ['prom/prometheus:v2.43.0', 'wget -q -O /dev/null http://127.0.0.1:9090/-/healthy'],
    ['prom/prometheus:v3.5.1-distroless', 'promtool check healthy --url=http://127.0.0.1:9090'],
    ['prom/prometheus:${TAG}', 'promtool check healthy --url=http://127.0.0.1:9090'],
    ['prom/alertmanager:v0.31.1-distroless', 'none'],
    ['wordpress:fpm', 'none'],
    ['grafana/grafana:10.4.1', `curl -fsS http://127.0.0.1:3000/api/health | grep -q '"database": *"ok"'`],
    ['grafana/grafana:9.3.2', 'wget -q -O /dev/null http://127.0.0.1:3000/api/health'],
    ['grafana/grafana:9.3.2-ubuntu', `curl -fsS http://127.0.0.1:3000/api/health | grep -q '"database": *"ok"'`],
    ['grafana/grafana:${TAG}', `curl -fsS http://127.0.0.1:3000/api/health | grep -q '"database": *"ok"'`],
    ['mariadb:10.6.8', 'healthcheck.sh --connect --innodb_initialized'],
    ['mariadb:10.6', 'healthcheck.sh --connect --innodb_initialized'],
    ['mariadb:10.6.4-focal', 'mysqladmin ping -h 127.0.0.1 --silent'],
    ['nginx:1.19.3-alpine', 'wget -q -O /dev/null http://127.0.0.1/'],
    [
      'quay.io/minio/minio:RELEASE.2023-10-25T06-33-25Z',
      'curl -fsS -o /dev/null http://127.0.0.1:9000/minio/health/live',
    ],
    ['quay.io/minio/minio:RELEASE.2023-11-01T18-37-25Z', 'mc ready local'],
    ['quay.io/minio/minio', 'mc ready local'],
    ['rabbitmq:3.7-management', 'rabbitmqctl status'],
    ['n8nio/n8n:0.236.2', 'wget -q -O /dev/null http://127.0.0.1:5678/healthz'],
    ['vaultwarden/server:1.34.3', 'built-in'],
    ['axllent/mailpit', 'built-in'],
    ['prodrigestivill/postgres-backup-local:17-alpine', 'built-in'],
  ])('%s is probed with: %s', (text, expected) => expect(summaryOf(findImage(text)?.probe)).toBe(expected));

  it.each([
    ['quay.io/keycloak/keycloak:26.5.2', '/dev/tcp/127.0.0.1/9000'],
    ['quay.io/keycloak/keycloak:25.0', '/dev/tcp/127.0.0.1/9000'],
    ['quay.io/keycloak/keycloak:24.0.5', '/dev/tcp/127.0.0.1/8080'],
    ['nginx:1.19', '/dev/tcp/127.0.0.1/80'],
  ])('%s is asked at %s', (text, address) => expect(summaryOf(findImage(text)?.probe)).toContain(address));

  it.each([
    ['postgres', ['/var/lib/postgresql']],
    ['postgres:18.3-alpine', ['/var/lib/postgresql']],
    ['postgres:17', ['/var/lib/postgresql/data']],
    ['postgis/postgis:17-3.5', ['/var/lib/postgresql/data']],
    ['pgvector/pgvector:0.8.1-pg18-trixie', ['/var/lib/postgresql']],
    ['pgvector/pgvector:pg16', ['/var/lib/postgresql/data']],
    ['postgres:${PG_VERSION}', []],
    ['gitea/gitea:1.25.4-rootless', ['/var/lib/gitea', '/etc/gitea']],
  ])('%s keeps its data in %j', (text, folders) => expect(findImage(text)?.dataFolders).toEqual(folders));

  it.each([
    ['postgres:17', 999],
    ['postgres:17-alpine', 70],
    ['postgres:${TAG}', undefined],
    ['rabbitmq:4.2.4-management-alpine', 100],
  ])('%s runs as %s', (text, uid) => {
    expect(findImage(text)?.user).toMatchObject({ dropsPrivileges: true });
    expect(findImage(text)?.user.uid).toBe(uid);
  });

  it('knows which port comes with a variant', () => {
    const managementPort = (text: string) => findImage(text)?.ports.find(({ port }) => port === 15672);
    expect(managementPort('rabbitmq:4.2.4')).toMatchObject({ admin: true, notExposed: true });
    expect(managementPort('rabbitmq:4.2.4-management')).toEqual({ port: 15672, protocol: 'http', admin: true });
  });

  it('knows which programs a release lost', () => {
    expect(findImage('mariadb:11.8.6')?.missingPrograms).toContain('mysqladmin');
    expect(findImage('mariadb:10.11')?.missingPrograms).not.toContain('mysqladmin');
    expect(findImage('grafana/loki:3.6.0')?.missingPrograms).toContain('sh');
    expect(findImage('grafana/loki:3.5.0')?.missingPrograms).not.toContain('sh');
    expect(findImage('grafana/loki:${TAG}')?.missingPrograms).toEqual([]);
    expect(findImage('prom/prometheus:${TAG}')?.missingPrograms).toEqual([]);
    expect(findImage('grafana/grafana:9.4.7')?.missingPrograms).toContain('curl');
    expect(findImage('grafana/grafana:9.4.7-ubuntu')?.missingPrograms).toEqual([]);
    expect(findImage('grafana/grafana:9.5.0')?.missingPrograms).toBeUndefined();
  });
});

describe('probeFor', () => {
  it('answers for another tag than the image was found with', () => {
    const image = findImage('grafana/loki:2.9.6');
    expect(image).toBeDefined();
    if (image === undefined) return;
    expect(summaryOf(probeFor(image, '3.7.2'))).toBe('/usr/bin/loki -health');
    expect(summaryOf(probeFor(image, undefined))).toBe('/usr/bin/loki -health');
    expect(summaryOf(probeFor(image, '3.6.1'))).toBe('none');
    expect(summaryOf(probeFor(image, '${TAG}'))).toBe('none');
  });
});

describe('secretFileVariable', () => {
  it.each([
    ['postgres', 'POSTGRES_PASSWORD', 'POSTGRES_PASSWORD_FILE'],
    ['postgres', 'POSTGRES_INITDB_ARGS', 'POSTGRES_INITDB_ARGS_FILE'],
    ['postgres', 'POSTGRES_PASSWORD_FILE', undefined],
    ['postgres', 'PGPASSWORD', undefined],
    ['mysql', 'MYSQL_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE'],
    ['mysql', 'MYSQL_RANDOM_ROOT_PASSWORD', undefined],
    ['mariadb', 'MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_FILE'],
    ['mongo', 'MONGO_INITDB_ROOT_PASSWORD', 'MONGO_INITDB_ROOT_PASSWORD_FILE'],
    ['grafana/grafana', 'GF_SECURITY_ADMIN_PASSWORD', 'GF_SECURITY_ADMIN_PASSWORD__FILE'],
    ['grafana/grafana', 'GF_SECURITY_ADMIN_PASSWORD__FILE', undefined],
    ['grafana/grafana', 'ADMIN_PASSWORD', undefined],
    ['gitea/gitea', 'GITEA__database__PASSWD', 'GITEA__database__PASSWD__FILE'],
    ['nextcloud', 'REDIS_HOST_PASSWORD', 'REDIS_HOST_PASSWORD_FILE'],
    ['wordpress', 'WORDPRESS_DB_PASSWORD', 'WORDPRESS_DB_PASSWORD_FILE'],
    ['minio/minio', 'MINIO_ROOT_PASSWORD', 'MINIO_ROOT_PASSWORD_FILE'],
    ['n8nio/n8n', 'N8N_ENCRYPTION_KEY', undefined],
    ['redis', 'REDIS_PASSWORD', undefined],
    ['rabbitmq', 'RABBITMQ_DEFAULT_PASS', undefined],
    ['quay.io/keycloak/keycloak', 'KC_DB_PASSWORD', undefined],
    ['traefik', 'TRAEFIK_PASSWORD', undefined],
  ])('%s: %s -> %s', (text, name, expected) => {
    const image = findImage(text);
    expect(image).toBeDefined();
    expect(image === undefined ? 'unknown image' : secretFileVariable(image, name)).toBe(expected);
  });

  it('tells images that read no file from those nobody looked at', () => {
    expect(
      ['redis', 'rabbitmq', 'valkey/valkey', 'keycloak/keycloak'].map((text) => findImage(text)?.secretFiles),
    ).toEqual(['none', 'none', 'none', 'none']);
    expect(findImage('ollama/ollama')?.secretFiles).toBeUndefined();
  });
});
