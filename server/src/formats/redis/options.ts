/** What became of a directive. */
export interface ChangedOption {
  readonly names: RegExp;
  /** The first version in which it is so. */
  readonly since: string;
  /** `refused`: the server does not start. `ignored`: it is read and means nothing. `renamed`: the old name still works. */
  readonly state: 'refused' | 'ignored' | 'renamed';
  readonly successor?: (name: string) => string;
}

/**
 * Sources: the table of directives and of those that are read and dropped in
 * https://github.com/redis/redis/blob/7.2/src/config.c and https://github.com/valkey-io/valkey/blob/unstable/src/config.c, and the
 * release notes beside them.
 */
export const CHANGED_OPTIONS: readonly ChangedOption[] = [
  { names: /^vm-/, since: '2.6', state: 'refused' },
  { names: /^glueoutputbuf$/, since: '2.6', state: 'refused' },
  { names: /^gopher-enabled$/, since: '7.0', state: 'refused' },
  { names: /^list-max-ziplist-(?:entries|value)$/, since: '3.2', state: 'ignored' },
  { names: /^lua-replicate-commands$/, since: '7.0', state: 'ignored' },
  { names: /^io-threads-do-reads$/, since: '8.0', state: 'ignored' },
  { names: /^slaveof$/, since: '5.0', state: 'renamed', successor: () => 'replicaof' },
  {
    names: /^(?:(?:repl-|cluster-|min-)?slaves?-)/,
    since: '5.0',
    state: 'renamed',
    successor: (name) => name.replace('slave', 'replica'),
  },
  {
    names: /^(?:hash|zset|list)-max-ziplist-(?:entries|value|size)$/,
    since: '7.0',
    state: 'renamed',
    successor: (name) => name.replace('ziplist', 'listpack'),
  },
];
