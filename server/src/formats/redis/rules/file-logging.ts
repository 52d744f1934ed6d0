import { finding } from '../../../engine/rule';
import { readersOf } from '../../shared/readers';
import { replaceDirective } from '../edits';
import { redisRule } from '../rule';

export default redisRule({
  id: 'redis/file-logging',
  severity: 'info',
  preset: 'strict',
  category: 'observability',
  since: '0.1.0',
  summary: 'Redis logs to a file inside the container',
  why: '`docker logs` stays empty, nothing collects the file, and nothing ever cuts it: it grows until the disk is full.',
  knownProblems: 'Only for files that a Redis or Valkey of the project mounts.',
  references: [
    'https://docs.docker.com/engine/logging/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
  ],
  crossFile: true,
  examples: {
    name: 'redis.conf',
    bad: 'appendonly yes\nlogfile /var/log/redis/redis.log\n',
    good: 'appendonly yes\nlogfile ""\n',
    files: {
      'compose.yaml':
        'services:\n  cache:\n    image: redis:7.4.5\n    volumes:\n      - ./redis.conf:/usr/local/etc/redis/redis.conf:ro\n',
    },
  },
  on: {
    file({ document, path }, { surroundings }) {
      const directive = document.named('logfile').at(-1);
      const target = directive?.words[0];
      if (!directive || !target || target.text === '' || /^\/dev\/|^\/proc\//.test(target.text)) return undefined;
      const readers = readersOf(path, ['redis', 'valkey'], surroundings) ?? [];
      return readers.length > 0 ? finding(target, { directive }) : undefined;
    },
  },
  message: () =>
    'Redis writes its log into a file of the container: `docker logs` stays empty and the file grows without end. Set it to "", so that it goes to standard output.',
  fixes: [
    {
      kind: 'review',
      title: 'Log to standard output',
      edits: ({ directive }) =>
        replaceDirective(
          directive,
          `${directive.key.document.text.slice(directive.key.range.start, directive.key.range.end)} ""`,
        ),
    },
  ],
});
