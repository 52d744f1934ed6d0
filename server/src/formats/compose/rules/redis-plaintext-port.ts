import { finding } from '../../../engine/rule';
import { addOptions, redisServer } from '../redis';
import { textsOf } from '../layers';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/redis-plaintext-port',
  severity: 'info',
  preset: 'strict',
  category: 'network',
  since: '0.1.0',
  crossFile: true,
  summary: 'Redis listens without TLS beside its TLS port',
  why: 'Clients that are left on the old port go on sending passwords and data in plain text, and nobody notices. `port 0` switches it off.',
  references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/'],
  examples: {
    bad: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --port 6379 --tls-port 6380 --tls-cert-file /tls/cert.pem\n',
    good: 'services:\n  cache:\n    image: redis:8.6.4\n    command: redis-server --port 0 --tls-port 6380 --tls-cert-file /tls/cert.pem\n',
  },
  on: {
    service(service, { severity, surroundings }) {
      const server = redisServer(service, surroundings);
      const tls = server?.get('tls-port');
      if (!server || !tls || tls.value === '0') return undefined;
      const port = server.get('port');
      if (port ? !/^[1-9]\d*$/.test(port.value) : !server.isComplete) return undefined;
      return finding(port?.token ?? tls.token, { service, server, port }, { severity: service.lenient(severity) });
    },
  },
  message: ({ service, port }) =>
    `"${service.name}" still answers without TLS on port ${port?.value ?? '6379'}: passwords go over the network in plain text. Switch it off with \`port 0\`.`,
  fixes: [
    {
      kind: 'review',
      title: 'Switch the port without TLS off',
      edits: ({ service, server, port }) => {
        if (isProbedWithoutTls(service)) return undefined;
        return port ? port.replace('0') : addOptions(service, server, ['--port', '0']);
      },
    },
  ],
});

/** Its own health check would fail. */
function isProbedWithoutTls(service: ComposeService): boolean {
  const test = textsOf(service.get('healthcheck', 'test')?.value).join(' ');
  return /-cli\b/.test(test) && !test.includes('--tls');
}
