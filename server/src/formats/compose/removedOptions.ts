/** An option of a server that a release does not know any more: a file that names it keeps the server from starting. */
interface RemovedOption {
  readonly name: string;
  /** The first release without it, as a number of its tag: 15, 8.4. */
  readonly since: number;
}

/**
 * https://www.postgresql.org/docs/release/ (section "Migration" of each major),
 * https://dev.mysql.com/doc/refman/8.0/en/added-deprecated-removed.html, https://dev.mysql.com/doc/refman/8.4/en/mysql-nutshell.html,
 * https://www.mongodb.com/docs/manual/release-notes/6.1/
 */
const REMOVED: Readonly<Record<string, readonly RemovedOption[]>> = {
  postgres: [
    { name: 'checkpoint_segments', since: 9.5 },
    { name: 'sql_inheritance', since: 10 },
    { name: 'replacement_sort_tuples', since: 11 },
    { name: 'default_with_oids', since: 12 },
    { name: 'wal_keep_segments', since: 13 },
    { name: 'operator_precedence_warning', since: 14 },
    { name: 'vacuum_cleanup_index_scale_factor', since: 14 },
    { name: 'stats_temp_directory', since: 15 },
    { name: 'promote_trigger_file', since: 16 },
    { name: 'vacuum_defer_cleanup_age', since: 16 },
    { name: 'db_user_namespace', since: 17 },
    { name: 'old_snapshot_threshold', since: 17 },
    { name: 'trace_recovery_messages', since: 17 },
  ],
  mysql: [
    { name: 'query_cache_type', since: 8 },
    { name: 'query_cache_size', since: 8 },
    { name: 'query_cache_limit', since: 8 },
    { name: 'innodb_file_format', since: 8 },
    { name: 'innodb_large_prefix', since: 8 },
    { name: 'default_authentication_plugin', since: 8.4 },
    { name: 'expire_logs_days', since: 8.4 },
  ],
};

/** The options in a configuration file that the given release refuses; none where the release is not known. */
export function removedOptionsIn(text: string, kind: string, tag: string | undefined): string[] {
  const version = Number(/^\d+(?:\.\d+)?/.exec(tag ?? '')?.[0]);
  if (!(version > 0)) return [];
  const names = new Set(
    [...text.matchAll(/^[ \t]*([\w.-]+)[ \t]*(?:=|[ \t]|$)/gm)].map(([, name = '']) =>
      name.toLowerCase().replaceAll('-', '_'),
    ),
  );
  return (REMOVED[kind] ?? []).flatMap(({ name, since }) => (version >= since && names.has(name) ? [name] : []));
}
