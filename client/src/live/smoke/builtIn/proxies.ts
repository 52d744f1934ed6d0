import { expected, isOther, ok, succeeds, type HttpWay, type ImageTests } from './catalogue';

/** Any page will do, also one that is missing or leads elsewhere: a server that is broken answers with 500 and more, or not at all. */
function web(...ports: readonly number[]): HttpWay {
  return {
    kind: 'http',
    port: { web: ports },
    path: '/',
    expect: [
      expected(
        'status',
        { lt: 500 },
        'The proxy answers with a server error: what is behind it may be down. See its log for which one.',
      ),
    ],
  };
}

const SERVES = {
  what: 'serves',
  title: 'It serves requests',
  passes: 'GET `/` gives anything below 500, redirects and missing pages included',
  fails: '500 and above (what is behind it is down), or no answer',
} as const;

export const NGINX: ImageTests = {
  title: 'nginx',
  kinds: ['nginx', 'nginx-unprivileged'],
  images: ['nginx', 'nginx/nginx', 'nginxinc/nginx-unprivileged', 'nginx/nginx-unprivileged'],
  tag: 'proxy',
  tests: [
    {
      ...SERVES,
      ways: [
        web(80, 8080, 443, 8443),
        {
          kind: 'suggested',
          expect: [succeeds('nginx does not answer inside the container, or / is an error page: see its log.')],
        },
      ],
    },
  ],
};

export const CADDY: ImageTests = {
  title: 'Caddy',
  kinds: ['caddy'],
  images: ['caddy'],
  tag: 'proxy',
  tests: [
    {
      what: 'admin',
      title: 'Caddy has loaded a configuration',
      passes: 'its admin endpoint gives a configuration with applications',
      fails: 'no answer, an empty configuration (`null`)',
      ways: [
        {
          kind: 'exec',
          argv: ['wget', '-q', '-O', '-', 'http://127.0.0.1:2019/config/'],
          expect: [
            succeeds(
              'Caddy’s admin endpoint does not answer inside the container. With `admin off` that is meant: then test a page of yours.',
            ),
            expected(
              'json.apps',
              { present: true },
              'Caddy runs without any configuration: check that the Caddyfile is mounted at /etc/caddy/Caddyfile.',
            ),
          ],
        },
      ],
    },
    {
      ...SERVES,
      ways: [web(80, 443, 8080, 8443)],
      when: ({ publishedPorts }) => publishedPorts.some((port) => port !== 2019),
    },
  ],
};

export const TRAEFIK: ImageTests = {
  title: 'Traefik',
  kinds: ['traefik'],
  images: ['traefik', 'traefik/traefik'],
  tag: 'proxy',
  tests: [
    {
      what: 'ping',
      title: 'Traefik answers its ping',
      passes: '`/ping` gives 200 and `OK`',
      fails: '404 (ping not switched on), 503 (it is shutting down), no answer',
      ways: [
        {
          kind: 'http',
          port: 8080,
          path: '/ping',
          expect: [
            expected(
              'status',
              { not: 404 },
              'Traefik answers, but its ping is not switched on: add --ping=true to its command, or ping: {} to its file.',
            ),
            expected('status', { not: 503 }, 'Traefik is shutting down and takes no new requests.'),
            ...ok('Traefik', 8080, 'Traefik reports an error of its own: see its log.'),
            expected('body', { matches: '^OK' }, isOther('Traefik', 8080)),
          ],
        },
        {
          kind: 'exec',
          argv: ['traefik', 'healthcheck', '--ping'],
          expect: [
            succeeds('Traefik does not answer its ping: it is down, or --ping=true is missing in its configuration.'),
          ],
        },
      ],
    },
    {
      ...SERVES,
      ways: [web(80, 443, 8443)],
      when: ({ publishedPorts }) => publishedPorts.some((port) => port !== 8080),
    },
  ],
};
