import type { Format } from '../../engine/format';
import type { RedisDocument } from './document';
import { REDIS } from './language';
import { rules } from './rules';

/** Of hundreds of directives those that nearly every file has. */
const USUAL =
  /^(?:port|bind|save|dir|dbfilename|appendonly|appendfsync|maxmemory|maxmemory-policy|requirepass|masterauth|daemonize|protected-mode|logfile|loglevel|databases|timeout|tcp-keepalive|user|include|replicaof|slaveof|cluster-enabled|aclfile|io-threads)$/;

/** Configurations of Redis and Valkey. */
export const redis: Format<RedisDocument> = {
  id: 'redis',
  title: 'Redis',
  language: REDIS,
  recognise: ({ file }) =>
    file.documents.some(({ document }) => document.directives.some(({ name }) => USUAL.test(name))),
  rules,
  units: ({ path, file }) =>
    file.documents.map(({ start, document }) => ({
      start,
      document,
      *subjects() {
        yield { visitor: 'file', view: { document, path } };
      },
    })),
};
