/** Every image that has tests of its own. */
import { CONSUL, KEYCLOAK, MAILPIT, OLLAMA, VAULT, WEB_RUNTIME } from './applications';
import { MEMCACHED, REDIS, VALKEY } from './caches';
import type { ImageTests } from './catalogue';
import { MONGODB, MYSQL_AND_MARIADB, POSTGRES } from './databases';
import { ALERTMANAGER, ALLOY, GRAFANA, JAEGER, LOKI, OTEL_COLLECTOR, PROMETHEUS, PROMTAIL, TEMPO } from './monitoring';
import { CADDY, NGINX, TRAEFIK } from './proxies';
import { KAFKA, MOSQUITTO, NATS, RABBITMQ } from './queues';
import type { ServiceFacts } from './services';
import { ELASTICSEARCH, MINIO, OPENSEARCH } from './storage';

export const IMAGES: readonly ImageTests[] = [
  ...[POSTGRES, MYSQL_AND_MARIADB, MONGODB],
  ...[REDIS, VALKEY, MEMCACHED],
  ...[RABBITMQ, KAFKA, NATS, MOSQUITTO],
  ...[MINIO, ELASTICSEARCH, OPENSEARCH],
  ...[NGINX, CADDY, TRAEFIK],
  ...[PROMETHEUS, ALERTMANAGER, GRAFANA, LOKI, PROMTAIL, ALLOY, TEMPO, JAEGER, OTEL_COLLECTOR],
  ...[CONSUL, VAULT, KEYCLOAK, MAILPIT, OLLAMA, WEB_RUNTIME],
];

/** By what the image is known as, else by its name; a name with an owner may stand below folders of a private registry. */
export function imageTestsOf({ imageKind, imageName }: ServiceFacts): ImageTests | undefined {
  if (imageKind !== undefined) {
    const known = IMAGES.find(({ kinds }) => kinds.includes(imageKind));
    if (known) return known;
  }
  return IMAGES.find(({ images }) =>
    images.some((name) => imageName === name || (name.includes('/') && imageName.endsWith(`/${name}`))),
  );
}
