import type { Token } from '../../../document/text';
import { finding } from '../../../engine/rule';
import { commandLineOf } from '../commandLine';
import type { ComposeService } from '../model';
import { portRange, publishedPorts, publishesPorts } from '../ports';
import { composeRule } from '../rule';

const PORT = 2379;
const LISTENS_WITHOUT_TLS = /^(?:--(?:listen|advertise)-client-urls=)?http:\/\//;

export default composeRule({
  id: 'compose/unauthenticated-etcd',
  severity: 'error',
  preset: 'recommended',
  category: 'security',
  since: '0.1.0',
  summary: 'etcd is published and lets everybody in',
  why: 'etcd holds what a whole cluster goes by: whoever reads it has its secrets, whoever writes it owns it. Without certificates it asks nobody who they are.',
  knownProblems:
    'Users that were made inside etcd are not seen. A port that is bound to one address of the host counts as published, unless it is the loopback address.',
  references: [
    'https://etcd.io/docs/latest/op-guide/security/',
    'https://etcd.io/docs/latest/op-guide/authentication/rbac/',
  ],
  examples: {
    bad: 'services:\n  etcd:\n    image: quay.io/coreos/etcd:v3.6.5\n    command: etcd --listen-client-urls=http://0.0.0.0:2379 --advertise-client-urls=http://etcd:2379\n    ports:\n      - "2379:2379"\n',
    good: 'services:\n  etcd:\n    image: quay.io/coreos/etcd:v3.6.5\n    command: etcd --listen-client-urls=http://0.0.0.0:2379 --advertise-client-urls=http://etcd:2379\n    ports:\n      - "127.0.0.1:2379:2379"\n',
  },
  on: {
    service(service) {
      if (!/(?:^|\/)etcd$/.test(service.image?.reference.repository ?? '') || !isPublished(service)) return undefined;
      const token = openness(service);
      return token && finding(token, { service });
    },
  },
  message: ({ service }) =>
    `"${service.name}" is published, and lets in whoever reaches it: it asks for neither a certificate nor a password. Do not publish it, or switch TLS with client certificates on.`,
});

function openness(service: ComposeService): Token | undefined {
  const variables = service.environment.find(({ name, value }) => {
    if (name === 'ALLOW_NONE_AUTHENTICATION') return /^(?:yes|true|1)$/i.test(value ?? '');
    return name === 'ETCD_LISTEN_CLIENT_URLS' && /(?:^|,)http:\/\//.test(value ?? '');
  });
  if (variables) return variables.scalar;
  const words = commandLineOf(service);
  const index = words.findIndex(({ text }, at) => {
    const isValue = /^--listen-client-urls$/.test(words[at - 1]?.text ?? '') && text.startsWith('http://');
    return isValue || (LISTENS_WITHOUT_TLS.test(text) && text.startsWith('--listen'));
  });
  return words[index]?.token;
}

function isPublished(service: ComposeService): boolean {
  if (publishesPorts(service) !== true) return false;
  return publishedPorts(service).some(({ target, reach, hostIp }) => {
    const range = portRange(target);
    const isClient = range !== undefined && range.first <= PORT && PORT <= range.last;
    return (
      isClient &&
      (reach === 'everywhere' || (reach === 'address' && !/^(?:127\.|\[?::1\]?$|localhost)/.test(hostIp?.text ?? '')))
    );
  });
}
