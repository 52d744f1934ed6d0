import { dumpOf, type Dump } from '../../../backups/dumps';
import { pauseOf } from '../../../backups/rhythm';
import type { Edits } from '../../../document/edit';
import { lineBreakOf, lineStart } from '../../../document/text';
import type { Surroundings } from '../../../engine/surroundings';
import {
  fateOf,
  NO_VARIABLES,
  variablesOf,
  type ShellCommand,
  type ShellNode,
  type ShellStatement,
  type ShellVariables,
  type ShellWord,
} from '../../../shell';
import type { ComposeService } from '../model';
import { scriptsOf, type ServiceScript } from '../scripts';
import { isWithin } from './backupFiles';
import { environmentValues } from './environment';

/** A script that saves data. */
export interface JobScript extends ServiceScript {
  readonly dumps: readonly Dump[];
  readonly variables: ShellVariables;
}

const BACKUP_NAME = /backup|\bbak\b|dump|archive|snapshot/i;

/** Programs that read a dump into a server. */
const CLIENTS = /^(?:psql|pg_restore|mysql|mariadb|mongorestore|(?:redis|valkey)-cli)$/;

/** The scripts of a service that save data, with what they save; those that only a health check runs do not count. */
export function jobScriptsOf(service: ComposeService, surroundings: Surroundings): readonly JobScript[] {
  return service.once('jobScripts', () => {
    const scripts = scriptsOf(service, surroundings);
    if (scripts.length === 0) return [];
    const values = environmentValues(service, surroundings.text);
    return scripts.flatMap((script) => {
      const { commands } = script.shell;
      const variables = variablesOf(commands, values);
      const dumps = commands.flatMap((command) => dumpOf(command, commands, variables) ?? []);
      const own = dumps.filter((dump) => isBackup(dump, script, variables));
      return own.length > 0 ? [{ ...script, dumps: own, variables }] : [];
    });
  });
}

/** The first dump of every script of a service that a shell reads, and what names it there. */
export function firstDumpsOf(
  service: ComposeService,
  surroundings: Surroundings,
): { readonly script: JobScript; readonly dump: Dump; readonly word: ShellWord }[] {
  return jobScriptsOf(service, surroundings).flatMap((script) => {
    const [dump] = script.dumps;
    const word = dump && toolWord(dump);
    return word && script.kind !== 'direct' ? [{ script, dump, word }] : [];
  });
}

/** Files are also packed and copied for other reasons. */
function isBackup({ engine, tool, file, command }: Dump, script: ServiceScript, variables: ShellVariables): boolean {
  const next = fateOf(command);
  // What goes straight into another server is a copy and no backup.
  if (next.kind === 'piped' && next.next.kind === 'command' && CLIENTS.test(next.next.call?.name ?? '')) return false;
  if (engine !== 'files' || /^(?:restic|borg|borgmatic|kopia)$/.test(tool)) return true;
  const words = [file, ...(command.call?.args ?? [])].map((word) => word?.value(variables) ?? '');
  return [script.service.name, script.fileName ?? '', ...words].some((text) => BACKUP_NAME.test(text));
}

/** The name of the program, as it is written. */
export function toolWord({ command }: Dump): ShellWord | undefined {
  return command.call?.word;
}

/** Nobody learns when this dump fails, pipes left aside; with what swallows the failure. */
export function isUnchecked({ command }: Dump): boolean {
  return fateOf(command, true).kind === 'ignored';
}

/** The pipe that a command belongs to, or the command itself. */
export function pipelineOf(command: ShellCommand): ShellStatement {
  return command.parent?.kind === 'pipeline' ? command.parent : command;
}

/** The loop around a command that never ends, with its pause in seconds; not a number where that is not known. */
export function loopAround(
  { command }: Dump,
  variables: ShellVariables = NO_VARIABLES,
): { readonly node: ShellNode; readonly pauseS: number } | undefined {
  for (let node: ShellNode | undefined = command; node; node = node.parent) {
    if (node.kind !== 'compound' || (node.form !== 'while' && node.form !== 'until')) continue;
    const loop = node;
    const inside = command.script.commands.filter(({ range }) => isWithin(range, loop.range));
    const pauses = inside.flatMap((one) => pauseOf(one, variables) ?? []);
    // A loop without a pause tries until it works.
    if (pauses.length > 0) return { node, pauseS: Math.max(...pauses) };
  }
  return undefined;
}

/** Puts something behind what a dump is part of, to be done when it has worked: `dump && more`. */
export function appendOnSuccess(script: JobScript, { command }: Dump, more: string): Edits {
  const statement = pipelineOf(command);
  const sign = fateOf(command, true).kind === 'aborts' ? '; ' : ' && ';
  return insertBehind(script, statement, sign + more);
}

/** Puts a text behind a statement; not where a here document follows. */
export function insertBehind(script: ServiceScript, statement: ShellStatement, text: string): Edits {
  const { range } = statement;
  const { end } = range;
  // `! a && b` means something else.
  if (statement.kind === 'pipeline' && statement.isNegated) return undefined;
  const commands = script.shell.commands.filter((one) => isWithin(one.range, range));
  if (commands.some(({ redirections }) => redirections.some(({ body }) => body)) || isInSubstitution(statement.parent))
    return undefined;
  return script.replace({ start: end, end }, text);
}

/** What is added there would become part of a value. */
function isInSubstitution(parent: ShellNode | undefined): boolean {
  for (let node = parent; node; node = node.parent)
    if (node.kind === 'list' && node.role === 'substitution') return true;
  return false;
}

/** Puts several edits together; undefined where one of them cannot be made or they touch each other. */
export function together(...all: readonly Edits[]): Edits {
  const edits = all.flatMap((one) => one ?? []);
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start);
  const overlap = ordered.some(({ range }, index) => (ordered[index + 1]?.range.start ?? Infinity) < range.end);
  return overlap || all.includes(undefined) ? undefined : edits;
}

/** Switches of the shell for the whole script: added to the `set` that it begins with, or in front of its first command. */
export function setAtStart(script: ServiceScript, options: string): Edits {
  const [first] = script.shell.root.items;
  if (!first) return undefined;
  const isSet = first.kind === 'command' && first.words[0]?.plain === 'set' && first.words.length > 1;
  if (isSet) return script.replace({ start: first.range.end, end: first.range.end }, ` ${options}`);
  return insertBefore(script, first, `set ${options}`);
}

/** Puts a statement in front of another one: in a file on a line of its own. */
export function insertBefore(script: ServiceScript, { range: { start } }: ShellNode, statement: string): Edits {
  const { text } = script.shell;
  const indent = text.slice(lineStart(text, start), start);
  const hasLine = script.ownFile !== undefined && indent.trim() === '';
  return script.replace({ start, end: start }, statement + (hasLine ? lineBreakOf(text) + indent : '; '));
}
