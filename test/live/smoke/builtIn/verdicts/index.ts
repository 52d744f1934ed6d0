/** What built-in tests have to say about every state of the products in test/rig/products. */
import * as applications from '../../../../rig/products/applications';
import * as monitoring from '../../../../rig/products/monitoring';
import * as proxies from '../../../../rig/products/proxies';
import * as storage from '../../../../rig/products/storage';
import { error, fail, judged, skip, warn, type Judged } from './verdict';

const NO_DATABASE = /database does not answer: see its log, and the disk or server/;
const NO_TARGET = /Prometheus scrapes nothing: check scrape_configs/;

/** OpenSearch began as a copy of Elasticsearch. */
const SEARCH_CLUSTER = {
  healthy: {},
  'yellow, alone': {},
  'yellow among several': { cluster: warn(/yellow although it has several nodes: replicas are missing/) },
  red: { cluster: fail(/is red: some data cannot be reached\. Look for shards/) },
  'another password': {
    cluster: error(/refuses the password that \w+_PASSWORD holds, which may be missing.*Correct it/),
  },
  'no master': { cluster: fail(/has no master, so it can neither read nor write: check that its nodes run/) },
};

export const JUDGED: readonly Judged[] = [
  judged(monitoring.PROMETHEUS_SERVER, {
    healthy: {},
    'replaying its log of writes': {
      ready: { published: fail(/is not ready: its answer or its log/), inside: fail(/may still replay its log/) },
      healthy: { inside: fail(/does not answer inside the container, or is not ready yet: see its log/) },
      'targets-up': skip('ready'),
      scrapes: error(/reports an error \(503\)/),
    },
    'a target down': { 'targets-up': fail(/^Down: up\{instance="db:9187", job="node"\}\. .*Status/) },
    'of before promtool could ask': {
      ready: { inside: error(/promtool of this image is too old to ask: publish port 9090/) },
      healthy: { inside: error(/promtool of this image is too old to ask: publish port 9090/) },
    },
    'nothing to scrape': { 'targets-up': fail(NO_TARGET), scrapes: fail(NO_TARGET) },
    'a target that came and went': { scrapes: warn(/within the last day: up\{instance="node:9100", job="node"\}\./) },
    slow: { 'targets-up': warn(/takes 200 ms or longer for a trivial query: .*memory or processor/) },
    'answers its queries with an error': {
      'targets-up': error(/refuses the query: query processing would load too many samples/),
      scrapes: error(/refuses the query: query processing would load too many samples/),
    },
  }),
  judged(monitoring.ALERTMANAGER_SERVER, {
    healthy: {},
    'held by a silence': { delivery: warn(/a silence or inhibition keeps it from team-mail/) },
    'without a receiver': { delivery: warn(/nobody is to be told of it: check route and receivers/) },
    'loses alerts': { delivery: fail(/does not have it: with several of them, check that they form one cluster/) },
    'does not resolve': { delivery: warn(/could not be resolved again: HoldfastSmokeTest ends by itself/) },
    'takes no alerts': { delivery: fail(/does not take the alert \(400\): see its log/) },
    down: {
      healthy: { published: fail(/Nothing listens on/), inside: fail(/does not answer inside the container: see its/) },
      delivery: skip('healthy'),
    },
    'below a path': { delivery: fail(/not Alertmanager, or it runs below a path \(--web\.route-prefix\)/) },
  }),
  judged(monitoring.GRAFANA_SERVER, {
    healthy: {},
    'without its database': { health: fail(NO_DATABASE) },
    slow: { health: { published: warn(/takes 3 s or longer to say so: dashboards will be slow/) } },
  }),
  judged(monitoring.LOKI_SERVER, {
    healthy: {},
    starting: {
      ready: {
        published: fail(/Loki runs, but is not ready/),
        inside: fail(/Loki is not ready inside|does not answer/),
      },
      'logs-flowing': skip('ready'),
    },
    'no logs': { 'logs-flowing': fail(/has reached Loki for 15 minutes: look at Promtail, Alloy/) },
    'for tenants only': { 'logs-flowing': error(/for which tenant: name it with "tenant"/) },
  }),
  judged(monitoring.PROMTAIL_SERVER, {
    healthy: {},
    'nothing to read': { ready: fail(/finds no log to read\. Check __path__ in its configuration, and its mounts/) },
  }),
  judged(monitoring.ALLOY_SERVER, {
    healthy: {},
    loading: {
      ready: { published: fail(/Alloy runs, but is not ready/), inside: fail(/see its log/) },
      components: skip('ready'),
    },
    'a component fails': { components: fail(/A component of Alloy fails.*names which one, its log says why/) },
  }),
  judged(monitoring.TEMPO_SERVER, {
    healthy: {},
    starting: {
      ready: { published: fail(/Tempo runs, but is not ready: its answer or its log/), inside: fail(/see its log/) },
    },
  }),
  judged(monitoring.JAEGER_SERVER, {
    healthy: {},
    'storage away': { answers: fail(/cannot read its storage: see its log/) },
  }),
  judged(monitoring.OTEL_COLLECTOR_SERVER, {
    healthy: {},
    'a pipeline down': {
      health: fail(/a pipeline has not started\. See its log/),
      'takes-traces': fail(/does not take traces: see its log/),
    },
    'no traces': { 'takes-traces': fail(/takes no traces: add a traces pipeline with the otlp receiver/) },
  }),
  judged(storage.MINIO_SERVER, {
    healthy: {},
    'too few drives': {
      alive: { inside: fail(/does not answer inside the container, or cannot write: see its log/) },
      writable: fail(/too few of its drives or servers are online to write/),
    },
    unwell: {
      alive: { published: fail(/MinIO reports an error of its own: see its log/), inside: fail(/see its log/) },
      writable: skip('alive'),
    },
  }),
  judged(storage.ELASTICSEARCH_SERVER, SEARCH_CLUSTER),
  judged(storage.OPENSEARCH_SERVER, {
    ...SEARCH_CLUSTER,
    'security not set up': { cluster: fail(/has not set up its security: wait a minute/) },
  }),
  judged(proxies.NGINX_SERVER, {
    healthy: {},
    'leads to a page of its own': {},
    'nothing behind it': {
      serves: { published: fail(/what is behind it may be down/), inside: fail(/is an error page: see its log/) },
    },
  }),
  judged(proxies.CADDY_SERVER, {
    healthy: {},
    'no configuration': { admin: fail(/without any configuration: check that the Caddyfile is mounted/) },
    'nothing behind it': { serves: fail(/what is behind it may be down/) },
  }),
  judged(proxies.TRAEFIK_SERVER, {
    healthy: {},
    'without its ping': { ping: { published: fail(/not switched on: add --ping=true/), inside: fail(/--ping=true/) } },
    'shutting down': {
      ping: { published: fail(/shutting down and takes no new requests/), inside: fail(/it is down, or/) },
      serves: fail(/what is behind it may be down/),
    },
  }),
  judged(applications.CONSUL_SERVER, {
    healthy: {},
    'no leader': { leader: fail(/has no leader, so it can neither read nor write: check that enough servers run/) },
    unwell: {
      leader: { published: fail(/does not say who leads it: see its log/), inside: fail(/does not answer inside/) },
    },
  }),
  judged(applications.VAULT_SERVER, {
    healthy: {},
    standby: {},
    sealed: { unsealed: fail(/Vault is sealed.*vault operator unseal/) },
    'never initialised': { unsealed: fail(/never been initialised: run vault operator init once/) },
    'wants TLS': { unsealed: error(/wants TLS: write a test with an https address/) },
    unwell: {
      unsealed: { published: fail(/reports an error of its own: see its log/), inside: fail(/does not answer on/) },
    },
  }),
  judged(applications.KEYCLOAK_SERVER, {
    healthy: {},
    'its database away': {
      ready: fail(/is not ready.*mostly its database is away\. See its log/),
      realm: fail(/does not serve its realm: mostly its database is away/),
    },
    'health not switched on': {
      ready: {
        published: fail(/health page is not switched on: set KC_HEALTH_ENABLED=true/),
        inside: fail(/not ready/),
      },
    },
  }),
  judged(applications.MAILPIT_SERVER, {
    healthy: {},
    unwell: {
      api: {
        published: fail(/does not list its messages: see its log/),
        inside: fail(/inside the container: see its log/),
      },
      'takes-mail': fail(/takes no mail now/),
    },
    'something else takes mail': { 'takes-mail': fail(/an SSH server answers there, not/) },
  }),
  judged(applications.OLLAMA_SERVER, {
    healthy: {},
    'no model': { models: fail(/no model is installed.*ollama pull/) },
    unwell: {
      answers: {
        published: fail(/does not list its models: see its log/),
        inside: fail(/inside the container: see its log/),
      },
      models: skip('answers'),
    },
  }),
  judged(applications.WEB_APPLICATION, {
    healthy: {},
    'only pages below a path': {},
    'throws on every request': { serves: fail(/answers with a server error: see its log/) },
  }),
];
