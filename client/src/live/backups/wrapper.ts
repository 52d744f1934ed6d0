/**
 * Writes the script that makes backups as they have to be made: one at a time, under another name until they are whole, checked, counted,
 * and with a line in a log that says how it ended. For any POSIX shell: dash, the ash of busybox, bash.
 */
import { isAbsolute, posix } from 'node:path';
import { BACKUP_DEFAULTS } from '../../../../server/src/protocol';

export type WrapperFormat = 'postgres' | 'postgres custom' | 'mysql' | 'mongo' | 'other';

export interface WrapperOptions {
  /** As the log and the files name it. */
  readonly job: string;
  /** Literal words: the script runs them without a shell in between. */
  readonly command: readonly string[];
  /** Where the backup comes out: printed, or written to the file whose path is in the variable HOLDFAST_BACKUP_FILE. */
  readonly output: 'stdout' | 'file';
  /** How a whole one is told from one that was cut. */
  readonly format: WrapperFormat;
  readonly compress: boolean;
  /** As the script sees it. */
  readonly folder: string;
  /** With its dot: `.sql`. `.gz` is added to what is compressed. */
  readonly extension: string;
  /** How many good ones stay; one at least. */
  readonly keep: number;
  readonly minimumBytes?: number;
  /** `backup-log.jsonl` in the folder by default. */
  readonly log?: string;
}

/** Why a script cannot be written, in words for a person. */
export class WrapperProblem extends Error {}

/** For sysexits EX_TEMPFAIL: another run is going on. Neither the database nor the disk is to blame. */
export const OVERLAP_EXIT = 75;

/** @throws WrapperProblem */
export function wrapperScript(options: WrapperOptions): string {
  const { job, command, output, format, compress, folder, extension, keep } = options;
  check(options);
  const minimum = options.minimumBytes ?? BACKUP_DEFAULTS.minimumBytes;
  const log = options.log ?? posix.join(folder, 'backup-log.jsonl');
  // Who reads the log finds the backups then: as the script sees the folder, it may be nowhere on another machine.
  const isBeside = posix.relative(folder, posix.dirname(log)) === '';
  const settings = [
    ['job', job],
    ['folder', folder],
    ['log', log],
    ['extension', compress ? `${extension}.gz` : extension],
    ['keep', String(keep)],
    ['minimum', String(minimum)],
    ['beside', String(isBeside)],
  ].map(([name = '', value = '']) => `${name}=${quoted(value)}`);
  const words = command.map(quoted).join(' ');
  const dump =
    output === 'file' ? `HOLDFAST_BACKUP_FILE=$1\n  export HOLDFAST_BACKUP_FILE\n  exec ${words} >&2` : `exec ${words}`;
  return [
    HEAD,
    settings.join('\n'),
    '',
    `# Passwords belong into files or variables that the program reads by itself, never into its words.\ndump() {\n  ${dump}\n}`,
    '',
    PRODUCE[output][compress ? 'compressed' : 'plain'],
    '',
    `content() {\n  ${compress ? 'gzip -dc "$1"' : 'cat "$1"'}\n}`,
    '',
    CHECKS[format],
    '',
    BODY,
  ].join('\n');
}

function check({ job, command, folder, extension, keep, format, compress, log = '/' }: WrapperOptions): void {
  if (!/^[\w.-]+$/.test(job) || job.startsWith('.') || job.startsWith('-'))
    throw new WrapperProblem(`"${job}" becomes part of file names: use letters, digits, dots, dashes and underscores.`);
  if (command.length === 0 || command[0] === '') throw new WrapperProblem('There is no command to wrap.');
  if (!/^(?:\.[\w-]+)*$/.test(extension)) throw new WrapperProblem(`"${extension}" is no extension such as .sql.`);
  if (!isAbsolute(folder) || !isAbsolute(log))
    throw new WrapperProblem('Folder and log need absolute paths: cron runs scripts anywhere.');
  if (!Number.isInteger(keep) || keep < 1) throw new WrapperProblem('One backup at least has to be kept.');
  if (compress && format === 'postgres custom')
    throw new WrapperProblem('A dump in the custom format is compressed already.');
  const secret = command.find((word, index) => isSecretWord(word, command[index - 1]));
  if (secret !== undefined)
    throw new WrapperProblem(
      'The command holds a password, which every process of the machine can read: put it into a file, such as .pgpass, or into the environment.',
    );
}

function isSecretWord(word: string, before: string | undefined): boolean {
  return (
    /^[a-z][\w+.-]*:\/\/[^\s/@:]*:[^\s/@]+@/i.test(word) ||
    /^(?:--(?:password|passwd|secret|token)|\w*(?:PASSWORD|PASSWD|SECRET|TOKEN)\w*)=./i.test(word) ||
    (/^--(?:password|passwd)$/i.test(before ?? '') && !word.startsWith('-')) ||
    /password=\S/i.test(word)
  );
}

/** One word of a shell, whatever is in it. */
function quoted(word: string): string {
  return /^[\w@%+:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const HEAD = `#!/bin/sh
# Written by Holdfast. Makes one backup; run it by cron or by a scheduler.
# Ends with 0 for a good backup, 1 when the data could not be read, 2 when the disk is full, ${OVERLAP_EXIT} when another
# run is going on, 124, 137 or 143 when it was ended from outside.
set -eu
umask 077
# Messages are looked through for "No space left on device".
LC_ALL=C
export LC_ALL
`;

/** They leave in `status` how it ended. In the background, so that a signal is heard at once and reaches the programs themselves. */
const PRODUCE = {
  stdout: {
    plain: `produce() {
  dump >"$1" 2>>"$work/errors" &
  ended
}`,
    compressed: `# Without a pipe: a shell tells the end of its last program only.
produce() {
  mkfifo "$work/pipe"
  gzip -c <"$work/pipe" >"$1" 2>>"$work/errors" &
  packer=$!
  dump >"$work/pipe" 2>>"$work/errors" &
  ended
  packed=0
  wait "$packer" || packed=$?
  packer=
  [ "$status" -ne 0 ] || status=$packed
}`,
  },
  file: {
    plain: `produce() {
  dump "$1" 2>>"$work/errors" &
  ended
}`,
    compressed: `produce() {
  dump "$1.plain" 2>>"$work/errors" &
  ended
  [ "$status" -eq 0 ] || return 0
  gzip -c <"$1.plain" >"$1" 2>>"$work/errors" &
  ended
  rm -f "$1.plain"
}`,
  },
} as const;

/** Of the last lines only: a row may hold the same words. The word after them shows that all was read. */
function endsWith(pattern: string): string {
  return `# A dump that was cut lacks the line that says that it is complete.
is_complete() {
  { content "$1" 2>>"$work/errors" && echo 'read to its end'; } | tail -n 20 >"$work/end"
  grep -q 'read to its end' "$work/end" && grep -q ${quoted(pattern)} "$work/end"
}`;
}

const CHECKS: Readonly<Record<WrapperFormat, string>> = {
  postgres: endsWith('^-- PostgreSQL database .*dump complete'),
  mysql: endsWith('^-- Dump completed'),
  'postgres custom': `# An archive without its table of contents cannot be restored.
is_complete() {
  pg_restore -l "$1" >/dev/null 2>>"$work/errors"
}`,
  mongo: `# An archive ends with four bytes of ones.
is_complete() {
  { content "$1" 2>>"$work/errors" || echo 'cut short'; } | tail -c 4 | od -An -tx1 | grep -q '^ *ff ff ff ff *$'
}`,
  other: `# All of it can be read; whether it is all there only a restore can show.
is_complete() {
  content "$1" >/dev/null 2>>"$work/errors"
}`,
};

const DIGITS = (count: number): string => '[0-9]'.repeat(count);
/** Not those of another job whose name begins alike. */
const OWN_BACKUPS = `"$folder/$job"-${DIGITS(8)}T${DIGITS(6)}Z"$extension"`;

const BODY = `ended() {
  child=$!
  status=0
  wait "$child" || status=$?
  child=
}

now() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# The telling line of what programs said, without passwords.
message() {
  { grep -aiE 'error|fail|denied|refused|no space|could not|cannot|fatal' "$work/errors" || cat "$work/errors"; } 2>/dev/null |
    head -n 1 | cut -c 1-300 | tr -d '\\000-\\037\\177' |
    sed -e 's#://\\([^/:@ ]*\\):[^@ ]*@#://\\1:***@#g' \\
      -e 's/\\([Pp][Aa][Ss][Ss][A-Za-z_]*[=:] *\\)[^ ,;]*/\\1***/g'
}

in_json() {
  printf '%s\\n' "$1" | sed -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g'
}

# One write for each line: another process may write at the same time. A log that cannot be written fails no backup.
write_log() {
  if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 1048576 ]; then mv -f "$log" "$log.1" || :; fi
  # A full disk may have cut the last line.
  gap=
  [ -z "$(tail -c 1 "$log" 2>/dev/null)" ] || gap='
'
  # Whoever watches over backups may read it: nothing in it is secret.
  (umask 022 && printf '%s%s\\n' "$gap" "$1" >>"$log") || echo "The log $log cannot be written." >&2
}

free_bytes() {
  df -Pk "$folder" 2>/dev/null | awk 'END { if ($4 ~ /^[0-9]+$/) printf "%.0f", $4 * 1024; else printf "null" }' || printf null
}

checksum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 <"$1" | cut -d ' ' -f 1
  else openssl dgst -sha256 <"$1" | sed 's/.* //'; fi
}

# Whether the disk is full, as the disk says and not the database, whose disk may be another one.
is_full() {
  if (dd if=/dev/zero bs=65536 count=1 >"$folder/.$job~probe") 2>"$work/probe"; then rm -f "$folder/.$job~probe"; return 1; fi
  rm -f "$folder/.$job~probe"
  grep -qiE 'no space left|quota exceeded' "$work/probe"
}

clean_up() {
  [ -z "$part" ] || rm -f "$part" "$part.plain"
  rm -rf "$work"
  [ -z "$lock" ] || rm -rf "$lock"
}

# finish EXIT MESSAGE [MORE]: the last line of the log, then the end.
finish() {
  trap '' HUP INT TERM
  trap - EXIT
  seconds=$(($(date +%s) - begun))
  clean_up
  event=end
  [ "$1" -ne ${OVERLAP_EXIT} ] || event=skip
  write_log "{\\"event\\":\\"$event\\",\\"job\\":\\"$job\\",\\"run\\":\\"$run\\",\\"time\\":\\"$(now)\\",\\"start\\":\\"$start\\",\\"seconds\\":$seconds,\\"exit\\":$1\${3:-},\\"free\\":$(free_bytes),\\"message\\":\\"$(in_json "$2")\\"}"
  [ "$1" -eq 0 ] || echo "Backup $job failed with $1: $2" >&2
  exit "$1"
}

# By signal: 128 and its number, as shells count.
stopped() {
  [ -z "$child$packer" ] || kill $child $packer 2>/dev/null || :
  finish "$1" 'Ended from outside'
}

part=
lock=
child=
packer=
start=$(now)
begun=$(date +%s)
run="$start-$$"

work=$(mktemp -d)
: >"$work/errors"
trap 'stopped 129' HUP
trap 'stopped 130' INT
trap 'stopped 143' TERM
trap 'finish 1 "The script ended too early"' EXIT

# A failure to write has to be told here: some shells end with 2 by themselves.
# Whoever watches over backups may see them and read the log; what is in them is for their owner alone.
if ! ( (umask 022 && mkdir -p "$folder") && : >>"$folder/.$job~lock") 2>"$work/errors"; then
  code=1
  if is_full; then code=2; fi
  finish "$code" "$(message)"
fi

# One at a time. A lock of the kernel ends with its process; without flock a folder has to do, which is old when its process is gone,
# and after a day wherever that ran.
if command -v flock >/dev/null 2>&1; then
  exec 9>>"$folder/.$job~lock"
  flock -n 9 || finish ${OVERLAP_EXIT} 'Another run is going on'
else
  held="$folder/.$job~lock.d"
  if read -r machine process 2>/dev/null <"$held/owner" && [ "$machine" = "$(uname -n)" ] && ! kill -0 "$process" 2>/dev/null; then
    rm -rf "$held"
  fi
  find "$held" -prune -mtime +0 -exec rm -rf {} + 2>/dev/null || :
  mkdir "$held" 2>/dev/null || finish ${OVERLAP_EXIT} 'Another run is going on'
  lock=$held
  echo "$(uname -n) $$" >"$lock/owner"
fi

# What a killed run has left behind.
rm -f "$folder/.$job~"*.part "$folder/.$job~"*.part.plain
write_log "{\\"event\\":\\"start\\",\\"job\\":\\"$job\\",\\"run\\":\\"$run\\",\\"time\\":\\"$start\\"}"

part="$folder/.$job~$$.part"
produce "$part"

if [ "$status" -ne 0 ]; then
  case $status in
    124 | 137 | 143) code=$status ;;
    *) code=1 ;;
  esac
  if is_full; then code=2; fi
  # Programs that are cut off by it talk of broken pipes.
  [ "$code" -ne 2 ] || grep -qi 'no space left' "$work/errors" || echo 'No space left on device' >"$work/errors"
  finish "$code" "$(message)"
fi

bytes=$(($(wc -c <"$part")))
[ "$bytes" -ge "$minimum" ] || finish 1 "Only $bytes bytes were written"
is_complete "$part" || finish 1 'The backup is cut short'
sha256=$(checksum "$part")
sync "$part" 2>/dev/null || sync

# Sorted by name is sorted by time, also where the files were copied.
final="$folder/$job-$(date -u +%Y%m%dT%H%M%SZ)$extension"
while [ -e "$final" ]; do
  sleep 1
  final="$folder/$job-$(date -u +%Y%m%dT%H%M%SZ)$extension"
done
mv "$part" "$final"
if ln -s "\${final##*/}" "$folder/.$job~latest" 2>/dev/null; then mv -f "$folder/.$job~latest" "$folder/$job-latest$extension" || :; fi

# Only now, and never the new one: what is deleted is older than it and more than are to be kept.
rotation=done
count=0
for old in ${OWN_BACKUPS}; do
  [ ! -e "$old" ] || count=$((count + 1))
done
for old in ${OWN_BACKUPS}; do
  [ "$count" -gt "$keep" ] || break
  [ "$old" != "$final" ] || continue
  if rm -f "$old" 2>/dev/null; then count=$((count - 1)); else rotation=failed; fi
done

finish 0 '' ",\\"bytes\\":$bytes,\\"sha256\\":\\"$sha256\\",\\"file\\":\\"\${final##*/}\\",\\"beside\\":$beside,\\"rotation\\":\\"$rotation\\",\\"kept\\":$count"
`;
