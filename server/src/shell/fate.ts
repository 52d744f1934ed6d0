import { optionsOf } from './calls';
import type { ShellChain, ShellCommand, ShellList, ShellNode, ShellOptions, ShellScript } from './nodes';

/** What becomes of the failure of a command. */
export type Fate =
  /** Something asks for it: `if`, `&&`, `|| exit`, `$?`, a trap. */
  | { readonly kind: 'tested' }
  /** The script ends: `set -e`. */
  | { readonly kind: 'aborts' }
  /** It is the last word of the script: whoever runs the script learns of it. */
  | { readonly kind: 'returned' }
  /** Nobody learns of it. `by`: what swallows it, where something does (`|| true`). */
  | { readonly kind: 'ignored'; readonly by: ShellNode | undefined }
  /** The pipe reports the last command only. */
  | { readonly kind: 'piped'; readonly next: ShellNode }
  | { readonly kind: 'unknown' };

const TESTED: Fate = { kind: 'tested' };
const UNKNOWN: Fate = { kind: 'unknown' };

/** Functions call each other no deeper than this. */
const DEEPEST = 8;

/** What becomes of it when a command fails. @param pipefail whether to take it that pipes fail with any of their commands */
export function fateOf(command: ShellCommand, pipefail = false): Fate {
  const options = optionsAt(command);
  return new Judge(command.script, pipefail ? { ...options, pipefail } : options).fateOf(command, 0);
}

/** The switches that are set where a command stands. Those that a function sets count from where the function is written. */
export function optionsAt(command: ShellCommand): ShellOptions {
  const { script } = command;
  let { options } = script;
  for (const one of script.commands) {
    if (one === command) break;
    if (one.script !== script || one.words[0]?.plain !== 'set' || isApart(one)) continue;
    options = optionsOf(one.words.slice(1), options);
  }
  return options;
}

/** In a shell of its own, whose switches die with it. */
function isApart(command: ShellCommand): boolean {
  for (let node: ShellNode | undefined = command; node; node = node.parent) {
    if (node.kind === 'compound' && node.form === 'subshell') return true;
    if (node.kind === 'list' && node.role === 'substitution') return true;
    if (node.kind === 'list' && node.role === 'script') return false;
  }
  return false;
}

class Judge {
  constructor(
    private readonly script: ShellScript,
    private readonly options: ShellOptions,
  ) {}

  fateOf(node: ShellNode, depth: number): Fate {
    const { parent } = node;
    if (!parent || depth > DEEPEST) return UNKNOWN;
    switch (parent.kind) {
      case 'pipeline': {
        if (parent.isNegated) return TESTED;
        const next = parent.items[parent.items.indexOf(node as ShellCommand) + 1];
        if (next && !this.options.pipefail) return this.asksForPipe() ? TESTED : { kind: 'piped', next };
        return this.fateOf(parent, depth);
      }
      case 'chain':
        return this.fateInChain(node, parent, depth);
      case 'list':
        return this.fateInList(node, parent, depth);
      default:
        return UNKNOWN;
    }
  }

  private asksForPipe(): boolean {
    return this.script.commands.some((command) => asksFor(command, 'PIPESTATUS'));
  }

  private fateInChain(node: ShellNode, chain: ShellChain, depth: number): Fate {
    const index = chain.items.indexOf(node as ShellCommand);
    for (let at = index; at < chain.operators.length; at++) {
      if (chain.operators[at] === '&&') continue;
      const handler = chain.items[at + 1];
      return handler && isIdle(handler) ? { kind: 'ignored', by: handler } : TESTED;
    }
    return index < chain.operators.length ? TESTED : this.fateOf(chain, depth);
  }

  private fateInList(node: ShellNode, list: ShellList, depth: number): Fate {
    const statement = node as ShellCommand;
    if (list.background.has(statement)) return { kind: 'ignored', by: undefined };
    const next = list.items[list.items.indexOf(statement) + 1];
    const isLast = next === undefined;
    if (isLast && list.role === 'condition') return TESTED;
    if (isLast && list.role === 'substitution') return this.fateOfSubstitution(list, depth);
    // Whether a substitution inherits the switch differs from shell to shell.
    if (this.options.errexit) return list.role === 'substitution' ? UNKNOWN : { kind: 'aborts' };
    if (this.hasTrap() || (next && asksFor(next, '?'))) return TESTED;
    if (!isLast) return { kind: 'ignored', by: undefined };
    const { parent } = list;
    if (list.role === 'script')
      return parent?.kind === 'command' ? fateOf(parent, this.options.pipefail) : { kind: 'returned' };
    if (parent?.kind !== 'compound') return UNKNOWN;
    if (parent.form === 'function') return this.fateOfFunction(parent.name ?? '', depth);
    // The status of a loop is that of its last round: all others are lost.
    if (/^(?:while|until|for)$/.test(parent.form)) return { kind: 'ignored', by: undefined };
    return this.fateOf(parent, depth + 1);
  }

  /** `F=$(command)` fails as the command does; as an argument of another command it never does. */
  private fateOfSubstitution(list: ShellList, depth: number): Fate {
    const { parent } = list;
    if (parent?.kind !== 'command') return UNKNOWN;
    return parent.words.length === 0 ? this.fateOf(parent, depth + 1) : { kind: 'ignored', by: parent };
  }

  /** A function fails with its last command: then it depends on who calls it. */
  private fateOfFunction(name: string, depth: number): Fate {
    const calls = this.script.commands.filter(({ words }) => words[0]?.plain === name);
    const fates = calls.map((call) => this.fateOf(call, depth + 1));
    return fates.find(({ kind }) => kind === 'ignored') ?? fates[0] ?? UNKNOWN;
  }

  private hasTrap(): boolean {
    return this.script.commands.some(
      ({ words }) => words[0]?.plain === 'trap' && words.slice(2).some(({ text }) => text === 'ERR'),
    );
  }
}

/** Says something at most, and goes on as if nothing had happened. */
function isIdle(node: ShellNode): boolean {
  switch (node.kind) {
    case 'command':
      return (
        node.nested === undefined &&
        node.assignments.length === 0 &&
        /^(?:true|:|echo|printf|logger|log)$/.test(node.words[0]?.plain ?? '')
      );
    case 'compound':
      return (
        (node.form === 'group' || node.form === 'subshell') && node.lists.every(({ items }) => items.every(isIdle))
      );
    case 'pipeline':
      return node.items.every(isIdle);
    default:
      return false;
  }
}

/** Whether a part of a script looks at a variable. */
export function asksFor(node: ShellNode, variable: string): boolean {
  switch (node.kind) {
    case 'command': {
      const words = [...node.words, ...node.assignments.flatMap(({ value }) => value ?? [])];
      return words.some((word) => word.variables.includes(variable));
    }
    case 'compound':
      return (
        node.words.some((word) => word.variables.includes(variable)) ||
        node.lists.some((list) => list.items.some((item) => asksFor(item, variable)))
      );
    default:
      return node.items.some((item) => asksFor(item, variable));
  }
}
