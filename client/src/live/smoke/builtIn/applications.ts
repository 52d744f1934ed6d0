import { expected, isOther, never, itself, ok, succeeds, type ImageTests } from './catalogue';

const NO_LEADER =
  'Consul answers, but has no leader, so it can neither read nor write: check that enough servers run and reach each other (bootstrap_expect).';

export const CONSUL: ImageTests = {
  title: 'Consul',
  kinds: ['consul'],
  images: ['hashicorp/consul', 'consul'],
  tag: 'application',
  tests: [
    {
      what: 'leader',
      title: 'The cluster has a leader',
      passes: '`/v1/status/leader` names an address',
      fails: 'an empty name, which comes with status 200; another program; no answer',
      ways: [
        {
          kind: 'http',
          port: 8500,
          path: '/v1/status/leader',
          expect: [
            never('body', '^\\s*""\\s*$', NO_LEADER),
            ...ok('Consul', 8500, 'Consul does not say who leads it: see its log.'),
            expected('body', { matches: '^\\s*"[^"]*"\\s*$' }, isOther('Consul', 8500)),
          ],
        },
        {
          kind: 'exec',
          argv: ['curl', '-fsS', '-m', '8', 'http://127.0.0.1:8500/v1/status/leader'],
          expect: [
            succeeds('Consul does not answer inside the container: see its log.'),
            never('stdout', '^\\s*""\\s*$', NO_LEADER),
          ],
        },
      ],
    },
  ],
};

const SEALED =
  'Vault is sealed, as it is after every start without auto-unseal: nobody gets a secret from it. Run vault operator unseal.';
const NOT_INITIALISED = 'Vault has never been initialised: run vault operator init once, and keep its keys safe.';
const TLS_ONLY =
  'Vault answers, but wants TLS: write a test with an https address and /v1/sys/health into holdfast.yaml.';

export const VAULT: ImageTests = {
  title: 'Vault',
  kinds: ['vault'],
  images: ['hashicorp/vault', 'vault'],
  tag: 'application',
  tests: [
    {
      what: 'unsealed',
      title: 'Vault is initialised and unsealed',
      passes: '`/v1/sys/health` gives 200 (active), 429, 472 or 473 (standby)',
      fails: '501 (not initialised), 503 (sealed), 400 (wants TLS)',
      ways: [
        {
          kind: 'http',
          port: 8200,
          path: '/v1/sys/health',
          expect: [
            expected('status', { not: 503 }, SEALED),
            expected('status', { not: 501 }, NOT_INITIALISED),
            expected('status', { not: 400 }, TLS_ONLY, 'error'),
            ...itself('Vault', 8200),
            expected('status', { lt: 500 }, 'Vault reports an error of its own: see its log.'),
            expected('status', { in: [200, 429, 472, 473] }, isOther('Vault', 8200)),
            expected('body', { contains: '"initialized"' }, isOther('Vault', 8200)),
          ],
        },
        {
          kind: 'exec',
          argv: ['vault', 'status', '-address=http://127.0.0.1:8200', '-format=json'],
          expect: [
            never('stderr', 'HTTP request to an HTTPS', TLS_ONLY, 'error'),
            never('stdout', '"initialized":\\s*false', NOT_INITIALISED),
            expected('exitCode', { not: 2 }, SEALED),
            expected(
              'exitCode',
              { in: [0, 2] },
              'Vault does not answer on 127.0.0.1:8200 inside the container: see its log.',
            ),
          ],
        },
      ],
    },
  ],
};

export const KEYCLOAK: ImageTests = {
  title: 'Keycloak',
  kinds: ['keycloak'],
  images: ['keycloak/keycloak'],
  tag: 'application',
  tests: [
    {
      what: 'ready',
      title: 'Keycloak and its database are ready',
      passes: '`/health/ready` on port 9000 has `status` UP',
      fails: 'DOWN (503: the database is away), no answer',
      ways: [
        {
          kind: 'http',
          port: 9000,
          path: '/health/ready',
          expect: [
            expected(
              'status',
              { not: 404 },
              'Keycloak answers, but its health page is not switched on: set KC_HEALTH_ENABLED=true.',
            ),
            ...ok('Keycloak', 9000, 'Keycloak says that it is not ready: mostly its database is away. See its log.'),
            expected('json.status', { equals: 'UP' }, isOther('Keycloak', 9000)),
          ],
        },
        {
          kind: 'suggested',
          expect: [
            succeeds(
              'Keycloak says that it is not ready, or does not answer: mostly its database is away. See its log.',
            ),
          ],
        },
      ],
      // The page is there only for those who ask for it.
      when: ({ environmentNames }) => environmentNames.includes('KC_HEALTH_ENABLED'),
      timing: { timeoutMs: 20_000 },
    },
    {
      what: 'realm',
      title: 'Keycloak serves its realm',
      passes: '`/realms/master` on port 8080 names the realm',
      fails: 'a server error, another path (KC_HTTP_RELATIVE_PATH), another program, no answer',
      ways: [
        {
          kind: 'http',
          port: 8080,
          path: '/realms/master',
          expect: [
            expected(
              'status',
              { not: 404 },
              'Keycloak answers under another path (KC_HTTP_RELATIVE_PATH), or another program does.',
            ),
            ...ok('Keycloak', 8080, 'Keycloak does not serve its realm: mostly its database is away. See its log.'),
            expected('json.realm', { equals: 'master' }, isOther('Keycloak', 8080)),
          ],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.includes(8080),
    },
  ],
};

export const MAILPIT: ImageTests = {
  title: 'Mailpit',
  kinds: ['mailpit'],
  images: ['axllent/mailpit'],
  tag: 'application',
  tests: [
    {
      what: 'api',
      title: 'The API lists messages',
      passes: '`/api/v1/messages` has a number of messages, 0 included',
      fails: 'a login, another program, no answer',
      ways: [
        {
          kind: 'http',
          port: 8025,
          path: '/api/v1/messages?limit=1',
          expect: [
            ...ok('Mailpit', 8025, 'Mailpit does not list its messages: see its log.'),
            expected('json.total', { ge: 0 }, isOther('Mailpit', 8025)),
          ],
        },
        {
          kind: 'exec',
          argv: ['/mailpit', 'readyz'],
          expect: [succeeds('Mailpit does not answer inside the container: see its log.')],
        },
      ],
    },
    {
      what: 'takes-mail',
      title: 'It takes mail',
      passes: 'SMTP greets with 220 and answers EHLO',
      fails: 'nothing listens, another program answers, no mail taken now',
      ways: [{ kind: 'protocol', protocol: 'smtp', port: 1025 }],
      when: ({ publishedPorts }) => publishedPorts.includes(1025),
    },
  ],
};

const PULL =
  'Ollama answers, but no model is installed, so every question fails: run ollama pull NAME in its container.';

export const OLLAMA: ImageTests = {
  title: 'Ollama',
  kinds: ['ollama'],
  images: ['ollama/ollama'],
  tag: 'application',
  tests: [
    {
      what: 'answers',
      title: 'Ollama answers',
      passes: '`/api/tags` has a list of models, which may be empty',
      fails: 'another program, no answer',
      ways: [
        {
          kind: 'http',
          port: 11_434,
          path: '/api/tags',
          expect: [
            ...ok('Ollama', 11_434, 'Ollama does not list its models: see its log.'),
            expected('json.models', { present: true }, isOther('Ollama', 11_434)),
          ],
        },
        {
          kind: 'exec',
          argv: ['ollama', 'list'],
          expect: [succeeds('Ollama does not answer inside the container: see its log.')],
        },
      ],
    },
    {
      what: 'models',
      title: 'A model is installed',
      passes: 'the list of models is not empty; a certain one is for a test in holdfast.yaml',
      fails: 'the list is empty, though Ollama answers',
      ways: [
        {
          kind: 'http',
          port: 11_434,
          path: '/api/tags',
          expect: [expected('json.models', { length: { gt: 0 } }, PULL)],
        },
        {
          kind: 'exec',
          argv: ['ollama', 'list'],
          expect: [
            // Below the line of titles.
            expected('stdout', { matches: '\\n\\S' }, PULL),
          ],
        },
      ],
      needs: ['answers'],
    },
  ],
};

export const WEB_RUNTIME: ImageTests = {
  title: 'Node.js, Python: an application of your own',
  kinds: ['node', 'python'],
  images: ['node', 'python'],
  tag: 'application',
  tests: [
    {
      what: 'serves',
      title: 'It serves requests',
      passes: 'GET `/` on its published port gives anything below 500',
      fails: '500 and above, or no answer; left out where a health page is known',
      ways: [
        {
          kind: 'http',
          port: { web: [] },
          path: '/',
          expect: [expected('status', { lt: 500 }, 'The application answers with a server error: see its log.')],
        },
      ],
      when: ({ publishedPorts }) => publishedPorts.length > 0,
    },
  ],
};
