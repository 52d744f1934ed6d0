import { finding } from '../../../engine/rule';
import { probeOf, requestsOf } from '../probe';
import { composeRule } from '../rule';

export default composeRule({
  id: 'compose/localhost-probe',
  severity: 'hint',
  preset: 'strict',
  category: 'reliability',
  since: '0.1.0',
  summary: 'Health check asks "localhost", which may mean IPv6',
  why: 'In many images "localhost" is ::1 first, and many servers listen on IPv4 only. The wget of BusyBox does not try the other one: the probe fails although the service works.',
  knownProblems: 'Addresses with TLS are left alone: their certificate may be made out to "localhost".',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://datatracker.ietf.org/doc/html/rfc6761#section-6.3',
  ],
  examples: {
    bad: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://localhost/"]\n',
    good: 'services:\n  web:\n    image: nginx:1.29.1\n    healthcheck:\n      test: ["CMD", "curl", "-fsS", "http://127.0.0.1/"]\n',
  },
  on: {
    service(service, { severity }) {
      const probe = probeOf(service);
      if (!probe?.text.includes('localhost')) return undefined;
      return requestsOf(probe)
        .filter(({ host, scheme }) => host === 'localhost' && scheme === 'http')
        .map((request) => finding(request.word.token, { service, request }, { severity: service.lenient(severity) }));
    },
  },
  message: ({ service }) =>
    `The probe of "${service.name}" asks "localhost", which may be ::1 where nothing listens. Ask 127.0.0.1.`,
  fixes: [
    {
      kind: 'review',
      title: 'Ask 127.0.0.1',
      edits: ({ request: { word, hostStart } }) =>
        word.replace(`${word.text.slice(0, hostStart)}127.0.0.1${word.text.slice(hostStart + 'localhost'.length)}`),
    },
  ],
});
