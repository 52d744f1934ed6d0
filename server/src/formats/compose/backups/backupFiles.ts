import type { Dump } from '../../../backups/dumps';
import type { TextRange } from '../../../document/text';
import { UNKNOWN, type ShellCommand, type ShellList, type ShellWord } from '../../../shell';
import type { JobScript } from './jobScripts';

/** A `date +FORMAT` that is part of the name of a file. */
export interface DateFormat {
  /** Without the plus sign. */
  readonly format: string;
  readonly word: ShellWord;
}

/** What makes the name of a file differ from run to run. */
export interface FileName {
  readonly dates: readonly DateFormat[];
  /** Something that nobody knows here is part of it. */
  readonly isUnknown: boolean;
}

/** Variables that hold each other are followed no deeper than this. */
const DEEPEST = 6;
/** Parts of a date that name a day of the week or of the month alone: old files are overwritten in turn, on purpose. */
const IN_TURN = /^[^%]*%[aAuwdejH][^%]*$/;
const HAS_TIME = /%[0^#_-]*[HIkMSsTNRXcprlZ]/;

/** What the name of a file that a dump writes is made of; undefined where it writes none. */
export function fileNameOf({ file }: Dump, script: JobScript): FileName | undefined {
  if (!file) return undefined;
  const dates: DateFormat[] = [];
  let isUnknown = false;
  const follow = (word: ShellWord, depth: number): void => {
    for (const part of word.parts) {
      if (part.kind === 'command') {
        const date = dateIn(part.list);
        if (date) dates.push(date);
        else isUnknown = true;
      } else if (part.kind === 'variable') {
        const value = lastValueOf(part.name, script);
        if (value && depth < DEEPEST) follow(value, depth + 1);
        else if (script.variables.get(part.name)?.includes(UNKNOWN) !== false) isUnknown = true;
      } else if (part.kind === 'unknown') isUnknown = true;
    }
  };
  follow(file, 0);
  return { dates, isUnknown: isUnknown || file.unquoted.includes(UNKNOWN) };
}

function lastValueOf(name: string, { shell }: JobScript): ShellWord | undefined {
  const assignments = shell.commands.flatMap((command) => command.assignments);
  return assignments.findLast((one) => one.name === name)?.value;
}

/** `date` alone prints the time too. */
function dateIn({ items }: ShellList): DateFormat | undefined {
  const [command, ...others] = items;
  if (command?.kind !== 'command' || others.length > 0 || command.call?.name !== 'date') return undefined;
  const word = command.call.args.find(({ unquoted }) => unquoted.startsWith('+')) ?? command.call.word;
  return { format: word.unquoted.startsWith('+') ? word.unquoted.slice(1) : '%c', word };
}

export function hasTime({ format }: DateFormat): boolean {
  return HAS_TIME.test(format);
}

export function isInTurn({ format }: DateFormat): boolean {
  return IN_TURN.test(format);
}

/** The same file, however it is quoted. */
function isSameFile(a: ShellWord | undefined, b: ShellWord | undefined): boolean {
  return a !== undefined && b !== undefined && bare(a) === bare(b);
}

function bare(word: ShellWord): string {
  return word.unquoted.replace(/\$\{(\w+)\}/g, '$$$1');
}

const UPLOADS =
  /^(?:rclone|aws|s3cmd|s5cmd|mc|mcli|gsutil|gcloud|az|azcopy|b2|scp|sftp|rsync|restic|borg|kopia|duplicity|megaput|lftp)$/;

/** Moves or copies the file, or sends it away: where it is written to is not where it stays. */
export function isPassedOn(file: ShellWord, { shell }: JobScript): boolean {
  return shell.commands.some(({ call }) => {
    if (!call || (!UPLOADS.test(call.name) && !/^(?:mv|cp|ln|install|docker|curl|ssh|gpg|age)$/.test(call.name)))
      return false;
    const args = call.name === 'ln' || call.name === 'cp' || call.name === 'mv' ? call.args.slice(0, -1) : call.args;
    return UPLOADS.test(call.name) || args.some((word) => isSameFile(word, file));
  });
}

/** `rm`, and `mv` of the very file: a rest of a failure is taken away, or never had the final name. */
export function isCleanedUp(file: ShellWord, { shell }: JobScript): boolean {
  return shell.commands.some(({ call, words }) => {
    if (call?.name === 'rm' || call?.name === 'mv') return call.args.some((word) => isSameFile(word, file));
    return words[0]?.plain === 'trap' && /\brm\b/.test(words[1]?.text ?? '');
  });
}

/** What takes old backups away. */
export function prunersIn(commands: readonly ShellCommand[]): ShellCommand[] {
  return commands.filter(({ call, words }) => {
    if (!call) return /\b(?:prune|rotate|cleanup|retention)/i.test(words[0]?.text ?? '');
    const args = call.args.map(({ unquoted }) => unquoted);
    if (call.name === 'find') return args.some((arg) => arg === '-delete' || /^-(?:exec|execdir|ok)$/.test(arg));
    if (call.name === 'rclone') return args.some((arg) => /^(?:delete|--min-age|purge)$/.test(arg));
    if (/^(?:rm|unlink)$/.test(call.name))
      return call.through.includes('xargs') || args.some((arg) => /[*$]/.test(arg));
    if (/^(?:logrotate|tmpreaper|tmpwatch|savelog|rotate-backups|prune-backups)$/.test(call.name)) return true;
    return (
      args.some((arg) => /^(?:forget|prune|expire|--keep-\w+|--prune)$|retention/.test(arg)) ||
      /prune|rotat|cleanup|retention/i.test(call.name)
    );
  });
}

/** A file name as a pattern for `find -name`, escaped so that it needs no quotes; undefined where it says too little. */
export function findPattern(pattern: string): string | undefined {
  return /^[\w.-]{2,}\*[\w.*-]*$/.test(pattern) ? pattern.replaceAll('*', '\\*') : undefined;
}

export function isWithin(inner: TextRange, outer: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
