import { finding } from '../../../engine/rule';
import { replaceProbe } from '../healthcheckFix';
import { DATABASE_SERVERS, isOwnAddress, probeOf, requestsOf } from '../probe';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/database-http-probe',
  severity: 'warning',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  crossFile: true,
  summary: 'Health check asks a database over HTTP',
  why: 'A database does not speak HTTP: the probe fails every time, or takes an error for an answer. MongoDB even answers with a text that says so.',
  references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],
  examples: {
    bad: 'services:\n  queue:\n    image: rabbitmq:4.2.4\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://127.0.0.1:5672"]\n',
    good: 'services:\n  queue:\n    image: rabbitmq:4.2.4\n    healthcheck:\n      test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]\n',
  },
  on: {
    service(service, { surroundings }) {
      const probe = probeOf(service);
      if (!probe) return undefined;
      const known = new Map(service.knownImage?.ports.map(({ port, protocol }) => [port, protocol]));
      const request = requestsOf(probe).find((one) => {
        const protocol = known.get(one.port);
        return isOwnAddress(one) && one.port in DATABASE_SERVERS && protocol !== 'http' && protocol !== 'https';
      });
      return request && finding(request.word.token, { service, surroundings, port: request.port });
    },
  },
  message: ({ service, port }) =>
    `Port ${port} of "${service.name}" speaks the protocol of ${DATABASE_SERVERS[port]}, not HTTP: this probe cannot tell whether it works. Use the client of the database.`,
  fixes: [
    {
      kind: 'review',
      title: 'Probe it with what the image has',
      edits: ({ service, surroundings }) =>
        service.knownImage?.class === 'runtime' ? undefined : replaceProbe(service, surroundings),
    },
  ],
});
