/** Images of further real servers, on a root of their own (see debianImages): most tests need none of them. */
import { importDebianImages, type DebianImage } from '../debianImages';
import type { Dockerd } from '../docker';

const PACKAGES = ['mariadb-server', 'memcached', 'mosquitto', 'nats-server', 'procps', 'rabbitmq-server'];

/** As the image of that name does: what the variables ask for is made. The file holds one statement a line. */
const MARIADB_START = `
{
  echo "CREATE DATABASE IF NOT EXISTS $MARIADB_DATABASE;"
  echo "CREATE USER IF NOT EXISTS '$MARIADB_USER'@'%' IDENTIFIED BY '$MARIADB_PASSWORD';"
  echo "GRANT ALL ON $MARIADB_DATABASE.* TO '$MARIADB_USER'@'%';"
} >/run/init.sql
mkdir -p /run/mysqld && chown mysql: /run/mysqld
exec mariadbd --user=mysql --bind-address=0.0.0.0 --skip-name-resolve --init-file=/run/init.sql "$@"
`;

const IMAGES: readonly DebianImage[] = [
  {
    name: 'mariadb:10',
    changes: [`ENTRYPOINT ${JSON.stringify(['sh', '-c', MARIADB_START, 'mariadb'])}`],
  },
  { name: 'rabbitmq:3', changes: ['ENV RABBITMQ_NODENAME=rabbit@localhost', 'CMD ["rabbitmq-server"]'] },
  { name: 'nats:2', changes: ['CMD ["nats-server", "-m", "8222"]'] },
  { name: 'memcached:1', changes: ['CMD ["memcached", "-u", "memcache"]'] },
  { name: 'eclipse-mosquitto:2', changes: ['CMD ["mosquitto"]'] },
];

/** Takes a minute where they were never made. */
export function importServers(dockerd: Dockerd): Promise<void> {
  return importDebianImages(dockerd, IMAGES, PACKAGES);
}
