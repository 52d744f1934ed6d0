import { parseImageReference } from './reference';

/** Images of which nothing more is known than that their Dockerfile has a HEALTHCHECK, by that file. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  'https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/docker/Dockerfile': [
    'gitlab/gitlab-ce',
    'gitlab/gitlab-ee',
    'registry.gitlab.com/gitlab-org/gitlab-ce',
    'registry.gitlab.com/gitlab-org/gitlab-ee',
  ],
  'https://github.com/pi-hole/docker-pi-hole/blob/master/src/Dockerfile': ['pihole/pihole', 'ghcr.io/pi-hole/pihole'],
  'https://github.com/maildev/maildev/blob/master/Dockerfile': ['maildev/maildev'],
  'https://github.com/php/frankenphp/blob/main/Dockerfile': ['dunglas/frankenphp'],
  'https://github.com/itzg/docker-minecraft-server/blob/master/Dockerfile': [
    'itzg/minecraft-server',
    'ghcr.io/itzg/minecraft-server',
  ],
  'https://github.com/open-webui/open-webui/blob/main/Dockerfile': ['ghcr.io/open-webui/open-webui'],
  'https://github.com/mudler/LocalAI/blob/master/Dockerfile': ['localai/localai', 'quay.io/go-skynet/local-ai'],
  'https://github.com/Graylog2/graylog-docker/blob/6.0/docker/oss/Dockerfile': [
    'graylog/graylog',
    'graylog/graylog-enterprise',
  ],
  'https://github.com/dragonflydb/dragonfly/blob/main/tools/packaging/Dockerfile.ubuntu-prod': [
    'docker.dragonflydb.io/dragonflydb/dragonfly',
    'ghcr.io/dragonflydb/dragonfly',
  ],
  'https://github.com/louislam/uptime-kuma/blob/master/docker/dockerfile': [
    'louislam/uptime-kuma',
    'ghcr.io/louislam/uptime-kuma',
  ],
  'https://github.com/Mailu/Mailu/tree/master/core': [
    ...['admin', 'nginx', 'dovecot', 'postfix', 'rspamd'].flatMap((name) => [`mailu/${name}`, `ghcr.io/mailu/${name}`]),
  ],
  'https://github.com/goauthentik/authentik/blob/main/Dockerfile': ['ghcr.io/goauthentik/server'],
  'https://github.com/immich-app/immich/blob/main/server/Dockerfile': ['ghcr.io/immich-app/immich-server'],
  'https://github.com/immich-app/immich/blob/main/machine-learning/Dockerfile': [
    'ghcr.io/immich-app/immich-machine-learning',
  ],
  'https://github.com/jellyfin/jellyfin-packaging/blob/master/docker/Dockerfile': [
    'jellyfin/jellyfin',
    'ghcr.io/jellyfin/jellyfin',
  ],
  'https://github.com/paperless-ngx/paperless-ngx/blob/main/Dockerfile': [
    'ghcr.io/paperless-ngx/paperless-ngx',
    'paperlessngx/paperless-ngx',
  ],
  'https://github.com/dani-garcia/vaultwarden/blob/main/docker/Dockerfile.debian': [
    'vaultwarden/server',
    'ghcr.io/dani-garcia/vaultwarden',
  ],
  'https://github.com/Mailu/Mailu/blob/1.9/optional/clamav/Dockerfile': ['mailu/clamav'],
};

const REPOSITORIES: ReadonlySet<string> = new Set(Object.values(SOURCES).flat());

/** Whether an image, as it is written, is one of those that bring a HEALTHCHECK although nothing else is known of them. */
export function bringsHealthcheck(text: string): boolean {
  const { registry, repository } = parseImageReference(text);
  return REPOSITORIES.has(registry === undefined ? repository : `${registry}/${repository}`);
}
