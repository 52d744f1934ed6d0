import { dumpOf } from '../../../backups/dumps';
import type { Edits } from '../../../document/edit';
import type { Token } from '../../../document/text';
import { finding, lower, type Severity } from '../../../engine/rule';
import { NO_VARIABLES, type ShellCommand, type ShellNode } from '../../../shell';
import { commandLineOf } from '../commandLine';
import type { ComposeService } from '../model';
import { composeRule } from '../rule';
import { startScripts, type ServiceScript } from '../scripts';

/** What a shell does by itself, and what ends by itself. */
const NO_SERVER =
  /^(?:exec|wait|exit|return|true|false|:|cd|echo|printf|trap|set|export|test|\[|sleep|cat|ls|cp|mv|rm|mkdir|chown|chmod|touch|kill|pg_dump|pg_dumpall|mysqldump|mongodump|psql|tar)$/;
/** Words of a command that does a piece of work. */
const JOB =
  /\b(?:migrat\w*|seed\w*|build|install|ci|test|tests|lint|compile|upgrade|import|export|generate|create\w*|init\w*|setup|backup|restore)\b/i;
/** First processes that pass signals on. */
const INIT = /(?:^|\/)(?:tini|dumb-init|catatonit|s6-\w+|runit\w*|supervisord|init)$/;
const PACKAGE_MANAGER = /^(?:npm|yarn|pnpm)$/;

export default composeRule({
  id: 'compose/shell-as-pid-one',
  severity: 'info',
  preset: 'recommended',
  category: 'reliability',
  since: '0.1.0',
  summary: 'A shell stands between Docker and the server',
  why: 'Docker asks the first process to stop, and a shell does not pass that on: the server knows nothing of it, is killed after ten seconds, and loses what it was doing.',
  knownProblems:
    'Whether the entrypoint of an image brings an init process is not seen. A shell that has only one command to run replaces itself by it, and is left alone; Bash from 5.1 on and the shell of Alpine also do so at the last of several, which is a hint under the preset `strict` only. Jobs and loops are exempt.',
  references: [
    'https://docs.docker.com/reference/compose-file/services/#init',
    'https://docs.docker.com/reference/dockerfile/#exec-form-entrypoint-example',
  ],
  examples: {
    bad: 'services:\n  api:\n    image: example/api:2.1\n    command: sh -c "./migrate && ./server"\n',
    good: 'services:\n  api:\n    image: example/api:2.1\n    command: sh -c "./migrate && exec ./server"\n',
  },
  on: {
    service(service, { severity }) {
      if (!service.isLongRunning || service.boolean('init') !== undefined || service.text('init')) return undefined;
      const words = commandLineOf(service).map(({ text }) => text);
      if (words.some((word) => INIT.test(word)) || /^linuxserver\//.test(service.image?.reference.repository ?? ''))
        return undefined;
      const [script] = startScripts(service);
      const found = script ? lastCommand(script) : packageManager(service);
      if (!found) return undefined;
      const judged: Severity = found.command ? severity : lower(lower(severity));
      const givesWay =
        found.command !== undefined && found.script !== undefined && givesWayTo(found.command, found.script);
      const more = givesWay ? ({ severity: 'hint', preset: 'strict' } as const) : { severity: service.lenient(judged) };
      return finding(found.token, { service, givesWay, ...found }, more);
    },
  },
  message: ({ service, name, command, givesWay }) => {
    if (givesWay)
      return `Only a new shell gives its place to ${name}, the last command of "${service.name}"; an old one does not tell it when Docker stops the container. Put exec in front of it.`;
    return command
      ? `The shell of "${service.name}" does not tell ${name} when Docker stops the container: it is killed after ten seconds. Put exec in front of it.`
      : `${name} of "${service.name}" does not pass on reliably that Docker stops the container. Start the server itself, or set init: true.`;
  },
  fixes: [
    {
      kind: 'review',
      title: 'Let the server take the place of the shell',
      edits: ({ script, command }) => addExec(script, command),
    },
    { kind: 'review', title: 'Add `init: true`', edits: ({ service }) => addInit(service) },
  ],
});

interface Found {
  readonly token: Token;
  readonly name: string;
  /** Undefined for a package manager that is started without a shell. */
  readonly command: ShellCommand | undefined;
  readonly script: ServiceScript | undefined;
}

/** The last command of a script with several, where it is the server. */
function lastCommand(script: ServiceScript): Found | undefined {
  const { shell, service } = script;
  const last = shell.root.items.at(-1);
  if (!last || shell.root.background.has(last) || shell.isBroken) return undefined;
  const command = endOf(last);
  const isOnly = shell.root.items.length === 1 && last.kind === 'command';
  const word = command?.words[0];
  if (!command || !word || isOnly || command.nested) return undefined;
  const name = command.call?.name ?? word.unquoted;
  const isFunction = shell.compounds.some((one) => one.form === 'function' && one.name === word.plain);
  if (isFunction || NO_SERVER.test(word.plain ?? '') || command.call?.through.includes('exec') || NO_SERVER.test(name))
    return undefined;
  const text = command.words.map(({ unquoted }) => unquoted).join(' ');
  if (JOB.test(text) && !staysUp(service)) return undefined;
  // A backup ends, or goes round in a loop.
  if (shell.commands.some((one) => dumpOf(one, shell.commands, NO_VARIABLES))) return undefined;
  return { token: script.tokenOf(word.range), name, command, script };
}

/**
 * Whether the shell replaces itself by its last command, as Bash does from 5.1 on and the shell of Alpine always: not while a trap
 * waits, nor where the output of the command goes elsewhere.
 */
function givesWayTo(command: ShellCommand, { interpreter, service, shell }: ServiceScript): boolean {
  if (command.redirections.length > 0 || shell.commands.some(({ call }) => call?.name === 'trap')) return false;
  return interpreter === 'bash' || /(?:^|-)alpine/.test(service.image?.reference.tag ?? '');
}

/** `a && b` ends with b where a works. */
function endOf(node: ShellNode): ShellCommand | undefined {
  if (node.kind === 'command') return node;
  if (node.kind !== 'chain' || node.operators.at(-1) === '||') return undefined;
  const last = node.items.at(-1);
  return last && endOf(last);
}

/** Somebody counts on it to be there. */
function staysUp(service: ComposeService): boolean {
  if (/^(?:always|unless-stopped)$/.test(service.text('restart')?.text ?? '')) return true;
  return service.get('ports') !== undefined || service.get('healthcheck', 'test') !== undefined;
}

function packageManager(service: ComposeService): Found | undefined {
  const [first, ...rest] = commandLineOf(service);
  const [action, what] = rest.map(({ text }) => text);
  if (!first || !PACKAGE_MANAGER.test(first.text)) return undefined;
  const isStart = /^(?:start|dev|serve)$/.test(action === 'run' ? (what ?? '') : (action ?? ''));
  return isStart ? { token: first.token, name: first.text, command: undefined, script: undefined } : undefined;
}

function addExec(script: ServiceScript | undefined, command: ShellCommand | undefined): Edits {
  const word = command?.words[0];
  if (!script || !word) return undefined;
  const { start } = word.range;
  return script.replace({ start, end: start }, 'exec ');
}

function addInit(service: ComposeService): Edits {
  return service.file.isSwarm ? undefined : service.insert(['init'], true);
}
