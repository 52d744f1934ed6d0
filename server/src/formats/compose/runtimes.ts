import type { Surroundings } from '../../engine/surroundings';
import { runningImage } from './health';
import type { ComposeService } from './model';

/** Programs that keep their data on a heap of their own, which they size by themselves. */
export type ManagedRuntime = 'jvm' | 'node';

const JVM_KINDS: ReadonlySet<string> = new Set(['keycloak', 'elasticsearch', 'opensearch', 'kafka', 'confluent-kafka']);
const JVM_IMAGES =
  /(?:^|\/)(?:openjdk|eclipse-temurin|amazoncorretto|ibmjava|tomcat|jetty|jenkins|logstash|cassandra|zookeeper|solr|neo4j|sonarqube|cp-[\w-]+)$/;
const NODE_KINDS: ReadonlySet<string> = new Set(['node', 'n8n']);

/** The runtime of a service, as far as its image tells. */
export function managedRuntime(service: ComposeService, surroundings: Surroundings): ManagedRuntime | undefined {
  const kind = runningImage(service, surroundings)?.kind ?? '';
  if (JVM_KINDS.has(kind)) return 'jvm';
  if (NODE_KINDS.has(kind)) return 'node';
  return !service.isBuilt && JVM_IMAGES.test(service.image?.reference.repository ?? '') ? 'jvm' : undefined;
}
