import { bashProbe, curlProbe, noProbe, wgetProbe } from '../probes';
import type { ImageEntry } from '../types';

const NO_TOOLS = ['sh', 'bash', 'curl', 'wget'];

export const applications: readonly ImageEntry[] = [
  {
    kind: 'keycloak',
    title: 'Keycloak',
    repositories: ['quay.io/keycloak/keycloak', 'keycloak/keycloak'],
    class: 'application',
    ports: [
      { port: 8080, protocol: 'http' },
      { port: 8443, protocol: 'https' },
      {
        port: 9000,
        protocol: 'http',
        metricsPath: '/metrics',
        requires: 'KC_HEALTH_ENABLED=true or KC_METRICS_ENABLED=true',
      },
    ],
    user: { default: 'keycloak', uid: 1000 },
    probe: bashProbe(9000, '/health/ready', {
      startPeriod: '90s',
      requires:
        'KC_HEALTH_ENABLED=true (at build time for `start --optimized`), no relative path and no TLS on port 9000',
    }),
    secretFiles: 'none',
    dataFolders: [],
    memoryLimit: '1536M',
    knownTags: { 'quay.io/keycloak/keycloak': '26.7.4', 'keycloak/keycloak': '26.7.4' },
    capabilities: [],
    writesRootFilesystem: true,
    missingPrograms: ['curl', 'wget'],
    byTag: [
      {
        tags: { before: '25' },
        ports: [
          { port: 8080, protocol: 'http', metricsPath: '/metrics', requires: 'for metrics: KC_METRICS_ENABLED=true' },
          { port: 8443, protocol: 'https' },
        ],
        probe: bashProbe(8080, '/health/ready', {
          startPeriod: '90s',
          requires: 'KC_HEALTH_ENABLED=true (at build time for `start --optimized`) and plain HTTP on port 8080',
        }),
      },
      {
        tags: { before: '17' },
        probe: noProbe('Before 17 Keycloak ran on WildFly, without these health endpoints.'),
        missingPrograms: [],
      },
    ],
    sources: [
      'https://www.keycloak.org/observability/health',
      'https://www.keycloak.org/server/containers',
      'https://docs.redhat.com/en/documentation/red_hat_build_of_keycloak/26.4/html/observability_guide/health-',
      'https://github.com/keycloak/keycloak/blob/main/quarkus/container/Dockerfile',
    ],
  },
  {
    kind: 'vault',
    title: 'Vault',
    repositories: ['hashicorp/vault', 'vault'],
    class: 'application',
    ports: [
      { port: 8200, protocol: 'http' },
      { port: 8201, protocol: 'tcp', notExposed: true },
    ],
    user: { default: 'vault', uid: 100, dropsPrivileges: true },
    // Ends with 2 while Vault is sealed: it runs, but nobody gets a secret.
    probe: {
      kind: 'command',
      test: ['CMD', 'vault', 'status', '-address=http://127.0.0.1:8200'],
      requires:
        'a plain HTTP listener on 8200 (with TLS: an https address and VAULT_CACERT); sealed counts as unhealthy',
    },
    // Where state lives is the storage backend's choice.
    dataFolders: [],
    memoryLimit: '512M',
    knownTags: { 'hashicorp/vault': '1.21.2' },
    justifiedCapabilities: ['IPC_LOCK'],
    writesRootFilesystem: true,
    missingPrograms: ['curl', 'bash'],
    sources: [
      'https://hub.docker.com/r/hashicorp/vault',
      'https://github.com/hashicorp/vault/blob/main/Dockerfile',
      'https://github.com/hashicorp/vault/blob/main/.release/docker/docker-entrypoint.sh',
      'https://developer.hashicorp.com/vault/docs/commands/status',
    ],
  },
  {
    kind: 'consul',
    title: 'Consul',
    repositories: ['hashicorp/consul', 'consul'],
    class: 'database',
    ports: [
      { port: 8500, protocol: 'http', admin: true },
      { port: 8300, protocol: 'tcp' },
      { port: 8301, protocol: 'tcp' },
      { port: 8302, protocol: 'tcp' },
      { port: 8600, protocol: 'udp' },
    ],
    user: { default: 'consul', uid: 100, dropsPrivileges: true },
    // Without a leader the answer is an empty string, with status 200.
    probe: {
      kind: 'command',
      test: ['CMD-SHELL', `curl -fsS http://127.0.0.1:8500/v1/status/leader | grep -q ':8300'`],
    },
    dataFolders: ['/consul/data'],
    memoryLimit: '256M',
    knownTags: { 'hashicorp/consul': '1.22.2' },
    sources: [
      'https://hub.docker.com/r/hashicorp/consul',
      'https://github.com/hashicorp/consul/blob/main/Dockerfile',
      'https://github.com/hashicorp/consul/blob/main/.release/docker/docker-entrypoint.sh',
      'https://developer.hashicorp.com/consul/api-docs/status',
    ],
  },
  {
    kind: 'mailpit',
    title: 'Mailpit',
    repositories: ['axllent/mailpit', 'ghcr.io/axllent/mailpit'],
    class: 'application',
    ports: [
      { port: 1025, protocol: 'smtp' },
      { port: 1110, protocol: 'tcp' },
      { port: 8025, protocol: 'http' },
    ],
    user: { default: 'root' },
    probe: { kind: 'built-in' },
    dataFolders: [],
    memoryLimit: '128M',
    knownTags: { 'axllent/mailpit': 'v1.28.4' },
    missingPrograms: ['curl', 'bash'],
    sources: [
      'https://github.com/axllent/mailpit/blob/develop/Dockerfile',
      'https://mailpit.axllent.org/docs/install/docker/',
    ],
  },
  {
    kind: 'ollama',
    title: 'Ollama',
    repositories: ['ollama/ollama'],
    class: 'application',
    ports: [{ port: 11434, protocol: 'http' }],
    user: { default: 'root' },
    probe: { kind: 'command', test: ['CMD', 'ollama', 'list'] },
    dataFolders: ['/root/.ollama'],
    memoryLimit: '8G',
    knownTags: { 'ollama/ollama': '0.15.2' },
    missingPrograms: ['curl', 'wget'],
    sources: [
      'https://github.com/ollama/ollama/blob/main/Dockerfile',
      'https://docs.ollama.com/docker',
      'https://github.com/ollama/ollama/issues/9781',
    ],
  },
  {
    kind: 'n8n',
    title: 'n8n',
    repositories: ['n8nio/n8n', 'docker.n8n.io/n8nio/n8n', 'ghcr.io/n8n-io/n8n'],
    class: 'application',
    ports: [{ port: 5678, protocol: 'http', metricsPath: '/metrics', requires: 'for metrics: N8N_METRICS=true' }],
    user: { default: 'node', uid: 1000 },
    probe: {
      kind: 'command',
      test: [
        'CMD',
        'node',
        '-e',
        "fetch('http://127.0.0.1:5678/healthz',{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))",
      ],
      startPeriod: '60s',
      requires: 'plain HTTP on port 5678',
    },
    // N8N_ENCRYPTION_KEY is left out on purpose: a release that overlooks its file form makes up a new key, and every
    // stored credential is lost.
    secretFiles: {
      suffix: '_FILE',
      variables: ['DB_POSTGRESDB_PASSWORD', 'DB_POSTGRESDB_USER', 'N8N_SMTP_PASS', 'N8N_SMTP_USER'],
      caveat: 'the file must end without a line break: older releases take it as part of the value',
    },
    dataFolders: ['/home/node/.n8n'],
    memoryLimit: '1G',
    // Older releases run on a Node without fetch.
    byTag: [
      {
        tags: { before: '1' },
        outdated: true,
        probe: wgetProbe('127.0.0.1:5678/healthz', { startPeriod: '60s', requires: 'plain HTTP on port 5678' }),
      },
    ],
    knownTags: { 'n8nio/n8n': '2.6.3', 'docker.n8n.io/n8nio/n8n': '2.6.3' },
    capabilities: [],
    sources: [
      'https://docs.n8n.io/hosting/installation/docker/',
      'https://docs.n8n.io/hosting/configuration/configuration-methods/#keeping-sensitive-data-in-separate-files',
      'https://docs.n8n.io/hosting/logging-monitoring/monitoring/',
      'https://github.com/n8n-io/n8n/blob/master/docker/images/n8n/Dockerfile',
    ],
  },
  {
    kind: 'portainer',
    title: 'Portainer',
    repositories: ['portainer/portainer-ce', 'portainer/portainer-ee', 'portainer/portainer'],
    class: 'application',
    ports: [
      { port: 9443, protocol: 'https', admin: true },
      { port: 9000, protocol: 'http', admin: true },
      { port: 8000, protocol: 'tcp' },
    ],
    user: { default: 'root' },
    probe: noProbe('The image holds the server and nothing else. The -alpine variant can probe itself.'),
    dataFolders: ['/data'],
    memoryLimit: '256M',
    knownTags: { 'portainer/portainer-ce': '2.33.6' },
    missingPrograms: NO_TOOLS,
    byTag: [
      {
        tags: { variant: 'alpine' },
        probe: wgetProbe('127.0.0.1:9000/api/system/status', {
          requires: 'HTTP on port 9000, on unless --http-disabled',
        }),
        missingPrograms: ['curl', 'bash'],
      },
    ],
    sources: [
      'https://docs.portainer.io/start/install-ce/server/docker/linux',
      'https://github.com/portainer/portainer/blob/develop/build/linux/Dockerfile',
      'https://github.com/portainer/portainer/blob/develop/api/http/handler/system/handler.go',
    ],
  },
  {
    kind: 'watchtower',
    title: 'Watchtower',
    repositories: ['containrrr/watchtower', 'ghcr.io/containrrr/watchtower', 'nickfedor/watchtower'],
    class: 'agent',
    ports: [{ port: 8080, protocol: 'http', requires: '--http-api-update or --http-api-metrics' }],
    user: { default: 'root' },
    probe: { kind: 'built-in' },
    dataFolders: [],
    memoryLimit: '64M',
    missingPrograms: NO_TOOLS,
    sources: [
      'https://github.com/containrrr/watchtower/blob/main/dockerfiles/Dockerfile',
      'https://containrrr.dev/watchtower/',
    ],
  },
  {
    kind: 'home-assistant',
    title: 'Home Assistant',
    repositories: ['ghcr.io/home-assistant/home-assistant', 'homeassistant/home-assistant'],
    class: 'application',
    ports: [{ port: 8123, protocol: 'http', notExposed: true }],
    user: { default: 'root' },
    probe: {
      kind: 'command',
      test: [
        'CMD',
        'python3',
        '-c',
        "import urllib.request as u;u.urlopen('http://127.0.0.1:8123/manifest.json',timeout=4)",
      ],
      startPeriod: '60s',
      requires: 'plain HTTP on port 8123 (no ssl_certificate under `http:`)',
    },
    dataFolders: ['/config'],
    memoryLimit: '1G',
    knownTags: { 'ghcr.io/home-assistant/home-assistant': '2026.1.3', 'homeassistant/home-assistant': '2026.1.3' },
    writesRootFilesystem: true,
    justifiedHostAccess: ['network'],
    sources: [
      'https://www.home-assistant.io/installation/linux#docker-compose',
      'https://github.com/home-assistant/core/blob/dev/Dockerfile',
      'https://github.com/home-assistant/core/blob/dev/homeassistant/components/frontend/__init__.py',
    ],
  },
  {
    kind: 'gitea',
    title: 'Gitea',
    repositories: ['gitea/gitea', 'docker.gitea.com/gitea'],
    class: 'application',
    ports: [
      {
        port: 3000,
        protocol: 'http',
        metricsPath: '/metrics',
        requires: 'for metrics: ENABLED = true under [metrics]',
      },
      { port: 22, protocol: 'ssh' },
    ],
    user: { default: 'git', uid: 1000, dropsPrivileges: true },
    probe: curlProbe('127.0.0.1:3000/api/healthz', { requires: 'plain HTTP on port 3000' }),
    secretFiles: { suffix: '__FILE', variables: /^GITEA__[A-Za-z0-9_.]+__[A-Z0-9_]+$/ },
    dataFolders: ['/data'],
    memoryLimit: '512M',
    knownTags: { 'gitea/gitea': '1.25.4' },
    writesRootFilesystem: true,
    byTag: [
      {
        tags: { variant: 'rootless' },
        ports: [
          {
            port: 3000,
            protocol: 'http',
            metricsPath: '/metrics',
            requires: 'for metrics: ENABLED = true under [metrics]',
          },
          { port: 2222, protocol: 'ssh' },
        ],
        user: { default: 'git', uid: 1000 },
        dataFolders: ['/var/lib/gitea', '/etc/gitea'],
      },
      {
        tags: { before: '1.17' },
        outdated: true,
        probe: noProbe('The health endpoint came with Gitea 1.17: update.'),
      },
    ],
    sources: [
      'https://docs.gitea.com/installation/install-with-docker',
      'https://docs.gitea.com/installation/install-with-docker-rootless',
      'https://github.com/go-gitea/gitea/blob/main/Dockerfile',
      'https://github.com/go-gitea/gitea/blob/main/Dockerfile.rootless',
    ],
  },
];
