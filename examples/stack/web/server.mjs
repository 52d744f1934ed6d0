// The booking shop: a page, a booking, a health check and metrics. Plain Node.js, nothing to install.
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { converse, redis } from './redis.mjs';

const { DATABASE_URL, REDIS_URL, PORT = '8000' } = process.env;
const requests = new Map();
let seconds = 0;
let bookings = 0;

const routes = {
  'GET /': () => [
    200,
    'text/html',
    '<h1>Tidewater Tours</h1><form method="post" action="/book"><button>Book a seal trip</button></form>',
  ],
  'POST /book': async () => {
    bookings += 1;
    await redis(REDIS_URL, 'LPUSH', 'bookings', JSON.stringify({ trip: 'seals', at: new Date().toISOString() }));
    return [202, 'text/plain', 'Your ticket is on its way.\n'];
  },
  'GET /healthz': async () => {
    await Promise.all([redis(REDIS_URL, 'PING'), converse(DATABASE_URL, async () => undefined)]);
    return [200, 'text/plain', 'ok\n'];
  },
  'GET /metrics': async () => {
    const waiting = (await redis(REDIS_URL, 'LLEN', 'bookings')).slice(1).trim();
    const total = [...requests.values()].reduce((sum, count) => sum + count, 0);
    const lines = [
      '# TYPE http_requests_total counter',
      ...[...requests].map(([code, count]) => `http_requests_total{code="${code}"} ${count}`),
      '# TYPE http_request_duration_seconds summary',
      `http_request_duration_seconds_sum ${seconds}`,
      `http_request_duration_seconds_count ${total}`,
      '# TYPE bookings_created_total counter',
      `bookings_created_total ${bookings}`,
      '# TYPE booking_queue_length gauge',
      `booking_queue_length ${waiting}`,
    ];
    return [200, 'text/plain; version=0.0.4', lines.join('\n') + '\n'];
  },
};

async function answer(request) {
  const route = routes[`${request.method} ${request.url.split('?')[0]}`];
  if (!route) return [404, 'text/plain', 'No such page.\n'];
  try {
    return await route();
  } catch (error) {
    return [503, 'text/plain', `${error.message}\n`];
  }
}

const server = createServer(async (request, response) => {
  const started = performance.now();
  const [code, type, body] = await answer(request);
  requests.set(code, (requests.get(code) ?? 0) + 1);
  seconds += (performance.now() - started) / 1000;
  response.writeHead(code, { 'content-type': type }).end(body);
});

server.listen(Number(PORT));
process.once('SIGTERM', () => server.close(() => process.exit(0)));
