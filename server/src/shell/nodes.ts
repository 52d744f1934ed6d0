import type { TextRange } from '../document/text';
import type { ShellWord } from './words';

/** Switches of a shell that decide what becomes of a failure. */
export interface ShellOptions {
  /** `-e`: the shell ends when a command fails that nobody asks about. */
  readonly errexit: boolean;
  /** `-u`: a variable that nobody sets is a mistake. */
  readonly nounset: boolean;
  /** A pipe fails when any of its commands does. */
  readonly pipefail: boolean;
}

export const NO_OPTIONS: ShellOptions = { errexit: false, nounset: false, pipefail: false };

/** All ranges count in the text that was handed in, from the offset that was given with it. */
interface Base {
  readonly range: TextRange;
  /** Undefined for the outermost list only. */
  readonly parent: ShellNode | undefined;
}

export type ShellNode = ShellList | ShellChain | ShellPipeline | ShellCompound | ShellCommand;

/** What can stand in a list on its own. */
export type ShellStatement = Exclude<ShellNode, ShellList>;

/** Commands one after the other, separated by lines, `;` or `&`. */
export interface ShellList extends Base {
  readonly kind: 'list';
  readonly role:
    /** The whole text, or the text of a `sh -c` inside it: then its parent is that command. */
    | 'script'
    | 'condition'
    | 'then'
    | 'else'
    /** Of a loop or of a function. */
    | 'body'
    /** Of `{ …; }` or `( … )`. */
    | 'group'
    /** One case of a `case`. */
    | 'case'
    /** `$(…)`, backticks, `<(…)`. */
    | 'substitution';
  readonly items: readonly ShellStatement[];
  /** Those of the items that end in `&`. */
  readonly background: ReadonlySet<ShellStatement>;
}

/** `a && b || c`. */
export interface ShellChain extends Base {
  readonly kind: 'chain';
  readonly items: readonly ShellStatement[];
  /** One fewer than items. */
  readonly operators: readonly ('&&' | '||')[];
}

/** `a | b`, and `! a`, which is a pipe of one command. */
export interface ShellPipeline extends Base {
  readonly kind: 'pipeline';
  readonly items: readonly ShellStatement[];
  readonly isNegated: boolean;
}

export interface ShellCompound extends Base {
  readonly kind: 'compound';
  readonly form: 'if' | 'while' | 'until' | 'for' | 'case' | 'group' | 'subshell' | 'function' | 'test' | 'arithmetic';
  /** The name of a function, the variable of a `for`. */
  readonly name: string | undefined;
  /** What a `for` or a `case` goes through, what a `[[ … ]]` looks at. */
  readonly words: readonly ShellWord[];
  readonly lists: readonly ShellList[];
  readonly redirections: readonly ShellRedirection[];
}

export interface ShellAssignment {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly range: TextRange;
  /** Undefined for a list: `NAME=(a b)`. */
  readonly value: ShellWord | undefined;
}

export interface ShellRedirection {
  readonly range: TextRange;
  /** `>`, `>>`, `>|`, `&>`, `<`, `>&`, `<<`, `<<<` … */
  readonly operator: string;
  /** The descriptor in front of the sign; 1 for output and 0 for input where none is written, undefined for one in a variable. */
  readonly descriptor: number | undefined;
  /** The file, the descriptor behind `>&`, the text of `<<<`. */
  readonly target: ShellWord | undefined;
  /** The lines of a here document. */
  readonly body: ShellWord | undefined;
}

/** A simple command. */
export interface ShellCommand extends Base {
  readonly kind: 'command';
  /** Its name and arguments; none where it only assigns or redirects. */
  readonly words: readonly ShellWord[];
  /** Those in front of its name, and those behind `export`, `local`, `readonly` and `declare`. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly ShellRedirection[];
  /** What it starts, seen through `exec`, `timeout`, `docker exec` and the like; undefined where only a variable says. */
  readonly call: ShellCall | undefined;
  /** The text that it hands to another shell: `sh -c '…'`. */
  readonly nested: ShellScript | undefined;
  /** The text it stands in: that of the innermost `sh -c`. */
  readonly script: ShellScript;
}

/** A program with its arguments. */
export interface ShellCall {
  /** Without folders. */
  readonly name: string;
  readonly word: ShellWord;
  readonly args: readonly ShellWord[];
  /** The programs that it is started through, outermost first: `timeout`, `docker`. */
  readonly through: readonly string[];
  /** What names the container or pod in which it runs, where it is started from outside. */
  readonly container: ShellWord | undefined;
  /** Started in a container of its own: `docker run`. */
  readonly isElsewhere: boolean;
}

export interface ShellScript {
  readonly text: string;
  /** The program of the `#!` line, without folders and arguments. */
  readonly interpreter: string | undefined;
  readonly root: ShellList;
  /** Every simple command; those inside another one (`$(…)`, `sh -c`) stand behind it. */
  readonly commands: readonly ShellCommand[];
  /** Every compound: loops, branches, groups, functions. */
  readonly compounds: readonly ShellCompound[];
  /** How it is started: by `bash -e`, or by `-e` in its `#!` line. */
  readonly options: ShellOptions;
  /** It holds mistakes: what is given is what could be read. */
  readonly isBroken: boolean;
}
