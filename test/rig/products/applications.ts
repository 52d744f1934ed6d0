/** Servers with an API of their own, as they document their answers. */
import { product, type Pages } from './product';

export const CONSUL_SERVER = product({
  image: 'hashicorp/consul:1.20',
  ports: [8500],
  states: {
    healthy: { pages: { '/v1/status/leader': { body: '"10.1.10.12:8300"' } } },
    'no leader': { pages: { '/v1/status/leader': { body: '""' } } },
    unwell: { pages: { '/v1/status/leader': { status: 500, body: 'rpc error: dial tcp: i/o timeout' } } },
  },
});

/** https://developer.hashicorp.com/vault/api-docs/system/health; `vault status` gives 2 for sealed. */
function vault(status: number, { initialized = true, sealed = false, standby = false }, exitCode: number) {
  const health = { initialized, sealed, standby, version: '1.18.5', cluster_name: 'vault-cluster-1' };
  return {
    pages: { '/v1/sys/health': { status, body: health } },
    programs: { vault: { exitCode, stdout: JSON.stringify({ type: 'shamir', ...health }, undefined, 2) } },
  };
}

const WANTS_TLS = 'Client sent an HTTP request to an HTTPS server.\n';

export const VAULT_SERVER = product({
  image: 'hashicorp/vault:1.18',
  ports: [8200],
  states: {
    healthy: vault(200, {}, 0),
    standby: vault(429, { standby: true }, 0),
    sealed: vault(503, { sealed: true, standby: true }, 2),
    'never initialised': vault(501, { initialized: false, sealed: true, standby: true }, 2),
    'wants TLS': {
      pages: { '*': { status: 400, body: WANTS_TLS } },
      programs: {
        vault: {
          exitCode: 1,
          stderr: `Error checking seal status: Error making API request.\n\nCode: 400. Raw Message:\n\n${WANTS_TLS}`,
        },
      },
    },
    unwell: {
      pages: { '*': { status: 500, body: { errors: ['internal error'] } } },
      programs: { vault: { exitCode: 1, stderr: 'Error checking seal status: Code: 500. Errors: internal error' } },
    },
  },
});

const DATABASE = 'Keycloak database connections async health check';

export const KEYCLOAK_SERVER = product({
  image: 'quay.io/keycloak/keycloak:26.1',
  ports: [9000, 8080],
  environment: { KC_HEALTH_ENABLED: 'true' },
  states: {
    healthy: {
      pages: {
        '/health/ready': { body: { status: 'UP', checks: [{ name: DATABASE, status: 'UP' }] } },
        '/realms/master': {
          body: { realm: 'master', public_key: 'MIIB', 'token-service': '/', 'account-service': '/' },
        },
      },
    },
    'its database away': {
      pages: {
        '/health/ready': { status: 503, body: { status: 'DOWN', checks: [{ name: DATABASE, status: 'DOWN' }] } },
        '/realms/master': { status: 500, body: { error: 'unknown_error' } },
      },
    },
    'health not switched on': { pages: { '/realms/master': { body: { realm: 'master', public_key: 'MIIB' } } } },
  },
});

/** https://mailpit.axllent.org/docs/api-v1/ */
const MESSAGES = { total: 0, unread: 0, count: 0, messages_count: 0, start: 0, tags: [], messages: [] };

export const MAILPIT_SERVER = product({
  image: 'axllent/mailpit:v1.23',
  ports: [8025],
  programs: { '/mailpit': { exitCode: 0 } },
  states: {
    healthy: {
      pages: { '/api/v1/messages': { body: MESSAGES } },
      greetings: { 1025: '220 mailpit Mailpit ESMTP Service ready\r\n' },
    },
    unwell: {
      pages: { '*': { status: 500, body: 'database is locked' } },
      programs: { '/mailpit': { exitCode: 1 } },
      greetings: { 1025: '421 Service not available\r\n' },
    },
    'something else takes mail': {
      pages: { '/api/v1/messages': { body: { ...MESSAGES, total: 3 } } },
      greetings: { 1025: 'SSH-2.0-OpenSSH_9.2\r\n' },
    },
  },
});

function ollama(...names: string[]): Pages {
  return {
    '/': { body: 'Ollama is running' },
    '/api/tags': { body: { models: names.map((name) => ({ name, model: name, size: 2_019_393_189 })) } },
  };
}

const LISTED = 'NAME           ID              SIZE      MODIFIED\n';

export const OLLAMA_SERVER = product({
  image: 'ollama/ollama:0.5.12',
  ports: [11_434],
  states: {
    healthy: {
      pages: ollama('llama3.2:3b'),
      programs: { ollama: { exitCode: 0, stdout: `${LISTED}llama3.2:3b    a80c4f17acd5    2.0 GB    2 days ago\n` } },
    },
    'no model': { pages: ollama(), programs: { ollama: { exitCode: 0, stdout: LISTED } } },
    unwell: {
      pages: { '*': { status: 500, body: { error: 'open /root/.ollama/models: permission denied' } } },
      programs: { ollama: { exitCode: 1, stderr: 'Error: could not connect to ollama app, is it running?\n' } },
    },
  },
});

export const WEB_APPLICATION = product({
  image: 'node:22',
  ports: [3000],
  states: {
    healthy: { pages: { '/': { body: 'Hello' } } },
    'only pages below a path': { pages: { '/api': { body: {} } } },
    'throws on every request': { pages: { '*': { status: 500, body: 'TypeError: x is undefined' } } },
  },
});
