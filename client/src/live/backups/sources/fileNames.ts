/** What names of backups tell. */

/** Half-written files, and what lies beside backups. */
const NO_BACKUP =
  /(?:\.(?:part|partial|tmp|temp|incomplete|lock|pid|err|log|jsonl|md5|sha1|sha256|sha512|sum|sig|asc)|~)$/i;

export function isBackupName(name: string): boolean {
  return !name.startsWith('.') && !NO_BACKUP.test(name);
}

/** The name without what differs from one to the next: `shop-#.sql.gz` of `shop-2026-06-15T02.sql.gz` and of `shop-latest.sql.gz`. */
export function seriesOf(name: string): string {
  return name.replace(/\d+(?:[-_:.T]*\d+)*(?:Z\b)?|\blatest\b/gi, '#');
}

/** A link that its program turns to a backup once that one is done. */
export function isLatestName(name: string): boolean {
  return /(?:^|[-_.])latest(?:$|[-_.])/i.test(name);
}
