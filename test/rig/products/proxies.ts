/** Proxies and web servers, as they document their answers. */
import { product } from './product';

const BAD_GATEWAY = { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' } as const;

export const NGINX_SERVER = product({
  image: 'nginx:1.27',
  ports: [80],
  states: {
    healthy: { pages: { '/': { body: '<!DOCTYPE html><title>Welcome to nginx!</title>' } } },
    'leads to a page of its own': { pages: { '*': { status: 301, headers: { location: '/app/' } } } },
    'nothing behind it': { pages: { '*': BAD_GATEWAY } },
  },
});

export const CADDY_SERVER = product({
  image: 'caddy:2.9',
  ports: [80, 2019],
  states: {
    healthy: {
      pages: {
        '/config/': { body: { apps: { http: { servers: { srv0: { listen: [':80'] } } } } } },
        '/': { body: 'It works' },
      },
    },
    'no configuration': { pages: { '/config/': { body: 'null\n' }, '/': { body: '' } } },
    'nothing behind it': { pages: { '/config/': { body: { apps: {} } }, '*': BAD_GATEWAY } },
  },
});

export const TRAEFIK_SERVER = product({
  image: 'traefik:v3.3',
  ports: [8080, 80],
  states: {
    healthy: {
      pages: { '/ping': { body: 'OK' } },
      programs: { traefik: { exitCode: 0, stdout: 'OK: http://:8080/ping\n' } },
    },
    'without its ping': {
      pages: { '/': { body: '' } },
      programs: { traefik: { exitCode: 1, stderr: 'Error calling healthcheck: please enable `ping`\n' } },
    },
    'shutting down': {
      pages: { '*': { status: 503, body: 'Service Unavailable' } },
      programs: { traefik: { exitCode: 1, stdout: 'Bad healthcheck status: 503 Service Unavailable\n' } },
    },
  },
});
