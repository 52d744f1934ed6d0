/** Kinds of smoke tests, in words for somebody who chooses one. */
import type { SmokeKind } from '../../../../server/src/protocol';

export interface KindChoice {
  /** Not "kind", which means something else to the list of the editor. */
  readonly testKind: SmokeKind;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** What a test of this kind is about where it is about no single service; undefined where it always is about one. */
  readonly otherwise: string | undefined;
  /** Whether a test may name a service. */
  readonly namesService: boolean;
}

const choice = (
  testKind: SmokeKind,
  label: string,
  detail: string,
  { namesService, otherwise }: Pick<KindChoice, 'namesService' | 'otherwise'>,
): KindChoice => ({ testKind, label, description: testKind, detail, namesService, otherwise });

const ONE_SERVICE = { namesService: true, otherwise: undefined };
const NO_SERVICE = { namesService: false, otherwise: 'the whole stack' };
const EVERY_SERVICE = { namesService: true, otherwise: 'every service' };
const ADDRESS = { namesService: true, otherwise: 'an address' };

/** The most asked for first. */
export const KINDS: readonly KindChoice[] = [
  choice('http', 'HTTP Answer', 'Status, headers, body or JSON of an address', ADDRESS),
  choice('tcp', 'TCP Connection', 'A port takes connections and greets', ADDRESS),
  choice('exec', 'Program in the Container', 'Its exit code and what it prints, such as psql -c …', ONE_SERVICE),
  choice('container', 'State of Containers', 'Running, healthy, without restarts', EVERY_SERVICE),
  choice('logs', 'Log Line', 'A service has printed a line since it started, or has not', ONE_SERVICE),
  choice('stats', 'Use of CPU and Memory', 'How much of its limits a service uses', EVERY_SERVICE),
  choice('logsize', 'Size of Logs', 'Logs are rotated and not too large', EVERY_SERVICE),
  choice('backup', 'Database Dump', 'A dump can be written and is complete', ONE_SERVICE),
  choice('promql', 'Prometheus Query', 'Every value that a query yields', NO_SERVICE),
  choice('loki', 'Loki Query', 'Logs arrive in Loki', NO_SERVICE),
  choice('command', 'Program on This Machine', 'Its exit code and what it prints', NO_SERVICE),
  choice(
    'persistence',
    'Data Survives a Restart',
    'Destructive: writes, restarts the service, reads again',
    ONE_SERVICE,
  ),
];
