import { finding } from '../../../engine/rule';
import { isAtLeast, readersOf } from '../../shared/readers';
import { deleteDirective } from '../edits';
import { CHANGED_OPTIONS } from '../options';
import { redisRule } from '../rule';

export default redisRule({
  id: 'redis/removed-option',
  severity: 'error',
  preset: 'recommended',
  category: 'correctness',
  since: '0.1.0',
  summary: 'Directive that this version of Redis does not know',
  why: 'Redis refuses to start with a directive that it does not know: after an update of the image the container restarts for ever.',
  knownProblems:
    'Only for files that a Redis or Valkey of the project mounts, with a version in its tag. Directives that are read and ignored, or have a new name, are an information.',
  references: [
    'https://github.com/redis/redis/blob/7.2/src/config.c',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
  ],
  crossFile: true,
  examples: {
    name: 'redis.conf',
    bad: 'appendonly yes\ngopher-enabled no\n',
    good: 'appendonly yes\n',
    files: {
      'compose.yaml':
        'services:\n  cache:\n    image: redis:7.4.5\n    volumes:\n      - ./redis.conf:/usr/local/etc/redis/redis.conf:ro\n',
    },
  },
  on: {
    file({ document, path }, { surroundings }) {
      const suspects = document.directives.flatMap((directive) => {
        const option = CHANGED_OPTIONS.find(({ names }) => names.test(directive.name));
        return option ? { directive, option } : [];
      });
      if (suspects.length === 0) return undefined;
      const readers = readersOf(path, ['redis', 'valkey'], surroundings);
      // Valkey began as Redis 7.2, and what it dropped later is not in the table.
      const tags = readers?.map(({ image }) => (image?.kind === 'valkey' ? '7.2' : image?.tag));
      return suspects.flatMap(({ directive, option }) => {
        const tag = tags?.find((one) => isAtLeast(one, option.since) === true);
        if (tag === undefined) return [];
        const more = option.state === 'refused' ? {} : { severity: 'info' as const };
        return finding(directive.key, { directive, option }, more);
      });
    },
  },
  message: ({ directive: { name }, option: { state, since, successor } }) => {
    if (state === 'refused') return `Redis ${since} and later do not start with \`${name}\`. Delete the line.`;
    if (state === 'ignored') return `Redis reads \`${name}\` and does nothing with it since ${since}. Delete the line.`;
    return `\`${name}\` is the old name of \`${successor?.(name) ?? name}\` since Redis ${since}. Use the new one before the old one goes.`;
  },
  fixes: [
    {
      kind: 'review',
      title: ({ directive: { name }, option: { successor } }) =>
        successor ? `Rename it to \`${successor(name)}\`` : 'Delete the line',
      edits: ({ directive, option: { successor } }) => {
        const { key, name } = directive;
        if (!successor) return deleteDirective(directive);
        return [{ document: key.document, range: key.range, newText: successor(name) }];
      },
    },
  ],
});
