/** What may stand below a part of a path; `*` is any name. Lower case, as Traefik compares them. */
export interface Fields {
  readonly [name: string]: Fields | undefined;
}

const ANY: Fields | undefined = undefined;

function fields(names: string, more: Fields = {}): Fields {
  return { ...Object.fromEntries(names.split(' ').map((name) => [name, ANY])), ...more };
}

const TLS_OF_ROUTER = fields('certresolver options domains passthrough');

/** https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/ */
const HTTP_MIDDLEWARES: Fields = {
  addprefix: fields('prefix'),
  basicauth: fields('users usersfile realm removeheader headerfield'),
  buffering: fields(
    'maxrequestbodybytes memrequestbodybytes maxresponsebodybytes memresponsebodybytes retryexpression disablerequestbuffer disableresponsebuffer',
  ),
  chain: fields('middlewares'),
  circuitbreaker: fields('expression checkperiod fallbackduration recoveryduration responsecode'),
  compress: fields('excludedcontenttypes includedcontenttypes minresponsebodybytes encodings defaultencoding'),
  contenttype: fields('autodetect'),
  digestauth: fields('users usersfile realm removeheader headerfield'),
  encodedcharacters: ANY,
  errors: fields('status statusrewrites service query'),
  forwardauth: fields(
    'address tls trustforwardheader authresponseheaders authresponseheadersregex authrequestheaders addauthcookiestoresponse headerfield forwardbody maxbodysize maxresponsebodysize preservelocationheader preserverequestmethod authsigninurl',
  ),
  grpcweb: fields('alloworigins'),
  headers: fields(
    'customrequestheaders customresponseheaders accesscontrolallowcredentials accesscontrolallowheaders accesscontrolallowmethods accesscontrolalloworigin accesscontrolalloworiginlist accesscontrolalloworiginlistregex accesscontrolexposeheaders accesscontrolmaxage addvaryheader allowedhosts hostsproxyheaders sslproxyheaders stsseconds stsincludesubdomains stspreload forcestsheader framedeny customframeoptionsvalue contenttypenosniff browserxssfilter custombrowserxssvalue contentsecuritypolicy contentsecuritypolicyreportonly publickey referrerpolicy permissionspolicy isdevelopment featurepolicy sslredirect ssltemporaryredirect sslhost sslforcehost',
  ),
  ipallowlist: fields('sourcerange ipstrategy rejectstatuscode'),
  ipwhitelist: fields('sourcerange ipstrategy rejectstatuscode'),
  inflightreq: fields('amount sourcecriterion'),
  passtlsclientcert: fields('pem info'),
  plugin: ANY,
  ratelimit: fields('average period burst sourcecriterion redis'),
  redirectregex: fields('regex replacement permanent'),
  redirectscheme: fields('scheme port permanent'),
  replacepath: fields('path'),
  replacepathregex: fields('regex replacement'),
  retry: fields(
    'attempts initialinterval timeout maxrequestbodybytes status disableretryonnetworkerror retrynonidempotentmethod',
  ),
  stripprefix: fields('prefixes forceslash'),
  stripprefixregex: fields('regex'),
};

/** Of both versions that are in use: https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/file/ */
export const DYNAMIC_FIELDS: Fields = {
  http: {
    routers: {
      '*': fields('entrypoints middlewares service rule parentrefs rulesyntax priority observability', {
        tls: TLS_OF_ROUTER,
      }),
    },
    services: {
      '*': fields('failover highestrandomweight mirroring weighted', {
        loadbalancer: fields(
          'servers sticky strategy healthcheck passivehealthcheck passhostheader responseforwarding serverstransport',
          { server: fields('port scheme url weight preservepath') },
        ),
      }),
    },
    middlewares: { '*': HTTP_MIDDLEWARES },
    serverstransports: ANY,
    models: ANY,
  },
  tcp: {
    routers: { '*': fields('entrypoints middlewares service rule rulesyntax priority', { tls: TLS_OF_ROUTER }) },
    services: ANY,
    middlewares: { '*': fields('ipallowlist ipwhitelist inflightconn plugin') },
    serverstransports: ANY,
    models: ANY,
  },
  udp: { routers: { '*': fields('entrypoints service') }, services: ANY },
  tls: fields('certificates options stores'),
};

/** https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/ */
export const STATIC_FIELDS: Fields = {
  ...fields(
    'global serverstransport tcpserverstransport metrics ping log tracing hostresolver experimental core spiffe ocsp pilot configfile',
  ),
  accesslog: fields('addinternals bufferingsize fields filepath filters format otlp dualoutput genericclf'),
  api: fields('basepath dashboard dashboardname debug disabledashboardad insecure'),
  certificatesresolvers: { '*': fields('acme tailscale') },
  entrypoints: {
    '*': fields(
      'address allowacmebypass asdefault enablehttp3 forwardedheaders http http2 http3 observability proxyprotocol reuseport transport udp',
    ),
  },
  providers: fields(
    'providersthrottleduration precedence docker swarm file kubernetesingress kubernetesingressnginx kubernetescrd kubernetesgateway knative rest consulcatalog nomad ecs consul etcd zookeeper redis http plugin marathon rancher',
  ),
};

/** Options of version 1 with what took their place: https://doc.traefik.io/traefik/v2.0/migration/v1-to-v2/ */
export const OF_VERSION_1: Readonly<Record<string, string>> = {
  'frontend.rule': 'http.routers.NAME.rule',
  'frontend.entrypoints': 'http.routers.NAME.entrypoints',
  'frontend.priority': 'http.routers.NAME.priority',
  'frontend.auth': 'http.middlewares.NAME.basicauth',
  'frontend.redirect': 'http.middlewares.NAME.redirectscheme',
  'frontend.headers': 'http.middlewares.NAME.headers',
  'frontend.whitelist': 'http.middlewares.NAME.ipallowlist',
  'frontend.passhostheader': 'http.services.NAME.loadbalancer.passhostheader',
  backend: 'http.routers.NAME.service',
  port: 'http.services.NAME.loadbalancer.server.port',
  protocol: 'http.services.NAME.loadbalancer.server.scheme',
};

/** The same for flags and files. */
export const STATIC_OF_VERSION_1: Readonly<Record<string, string>> = {
  acme: 'certificatesresolvers.NAME.acme',
  accesslogsfile: 'accesslog.filepath',
  consulcatalog: 'providers.consulcatalog',
  debug: 'log.level=DEBUG',
  defaultentrypoints: 'entrypoints.NAME.asdefault',
  docker: 'providers.docker',
  file: 'providers.file',
  insecureskipverify: 'serverstransport.insecureskipverify',
  loglevel: 'log.level',
  traefiklog: 'log',
  web: 'api',
};

/** Removed in version 3: https://doc.traefik.io/traefik/migrate/v2-to-v3-details/ */
export const REMOVED_IN_VERSION_3: Readonly<Record<string, string>> = {
  'experimental.http3': 'entrypoints.NAME.http3',
  'metrics.influxdb': 'metrics.otlp',
  pilot: '',
  'providers.docker.swarmmode': 'providers.swarm',
  'providers.marathon': '',
  'providers.rancher': '',
  'tracing.datadog': 'tracing.otlp',
  'tracing.elastic': 'tracing.otlp',
  'tracing.haystack': 'tracing.otlp',
  'tracing.instana': 'tracing.otlp',
  'tracing.jaeger': 'tracing.otlp',
  'tracing.zipkin': 'tracing.otlp',
};

/** Names of several words, as the documentation writes them in files. Traefik reads any spelling. */
const SPELLINGS = new Map(
  (
    'accessLog addPrefix allowACMEByPass asDefault basicAuth certificatesResolvers certResolver checkPeriod circuitBreaker ' +
    'consulCatalog contentType digestAuth disableDashboardAd entryPoints fallbackDuration filePath forwardAuth forwardedHeaders ' +
    'forwardBody grpcWeb headerField healthCheck highestRandomWeight hostResolver inFlightConn inFlightReq initialInterval ' +
    'ipAllowList ipStrategy ipWhiteList kubernetesCRD kubernetesGateway kubernetesIngress loadBalancer passHostHeader ' +
    'passTLSClientCert proxyProtocol rateLimit recoveryDuration redirectRegex redirectScheme removeHeader replacePath ' +
    'replacePathRegex responseForwarding reusePort ruleSyntax serversTransport serversTransports sourceCriterion sourceRange ' +
    'stripPrefix stripPrefixRegex tcpServersTransport trustForwardHeader usersFile'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

export function asInFiles(name: string): string {
  return SPELLINGS.get(name) ?? name;
}
