import type { KnownImage } from './types';

/** Services on a JVM or with migrations before the first request: healthy after tens of seconds, not after a few. */
const SLOW: ReadonlySet<string> = new Set([
  'keycloak',
  'elasticsearch',
  'opensearch',
  'kafka',
  'confluent-kafka',
  'nextcloud',
  'n8n',
]);

/** Whether an image needs long enough to start that early probes must not count. */
export function isSlowStarter({ kind }: Pick<KnownImage, 'kind'>): boolean {
  return SLOW.has(kind);
}
