import {
  forEachChild,
  type Assignment,
  type Command,
  type CommandNode,
  type CompoundList,
  type ParsedScript,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
  type WordPart as ParsedPart,
} from 'unbash';
import type { TextRange } from '../document/text';
import { callOf, optionsOf, shellTextOf } from './calls';
import { decodeWord, type Decoded } from './decode';
import type {
  ShellAssignment,
  ShellCommand,
  ShellCompound,
  ShellList,
  ShellNode,
  ShellOptions,
  ShellRedirection,
  ShellScript,
  ShellStatement,
} from './nodes';
import { parsedText } from './parsed';
import { ShellWord, type WordPart } from './words';

/** Nobody nests commands deeper than this. */
const DEEPEST = 60;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Compound = Exclude<CommandNode, Command>;

/** Turns the parser's tree of one text into ours. */
export class Builder {
  private readonly commands: ShellCommand[] = [];
  private readonly compounds: ShellCompound[] = [];
  private depth: number;
  private isBroken = false;
  private script!: ShellScript;

  /** @param place where a range of the text stands in the outermost one */
  constructor(
    private source: string,
    private place: (start: number, end: number) => TextRange,
    depth = 0,
  ) {
    this.depth = depth;
  }

  build(options: ShellOptions | undefined, parent: ShellCommand | undefined): ShellScript {
    const { commands, compounds, source } = this;
    const parsed = parsedText(source);
    const [, path = '', switches = ''] =
      /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)([^\n]*)/.exec(parsed?.shebang ?? '') ?? [];
    const items: ShellStatement[] = [];
    const background = new Set<ShellStatement>();
    const range = this.place(0, source.length);
    const root: ShellList = { kind: 'list', role: 'script', range, parent, items, background };
    const script: Mutable<ShellScript> = {
      text: source,
      interpreter: path === '' ? undefined : path.slice(path.lastIndexOf('/') + 1),
      root,
      commands,
      compounds,
      options: options ?? optionsOf(switches.split(/\s+/).map(wordOf)),
      isBroken: false,
    };
    this.script = script;
    if (parsed) this.addStatements(parsed, items, background, root);
    else this.isBroken = true;
    script.isBroken = this.isBroken;
    return script;
  }

  private addStatements(
    { commands, ...parsed }: Pick<ParsedScript, 'commands' | 'errors'>,
    items: ShellStatement[],
    background: Set<ShellStatement>,
    parent: ShellList,
  ): void {
    if ((parsed.errors?.length ?? 0) > 0) this.isBroken = true;
    for (const statement of commands) {
      const item = this.statement(statement.command, parent);
      if (!item) continue;
      items.push(item);
      if (statement.background) background.add(item);
    }
  }

  private list(parsed: CompoundList | ParsedScript, role: ShellList['role'], parent: ShellNode): ShellList {
    const items: ShellStatement[] = [];
    const background = new Set<ShellStatement>();
    const list: ShellList = { kind: 'list', role, range: this.rangeOf(parsed), parent, items, background };
    this.addStatements(parsed, items, background, list);
    return list;
  }

  /** Undefined where it is nested too deep to be read. */
  private statement(node: Statement['command'], parent: ShellNode): ShellStatement | undefined {
    if (this.depth >= DEEPEST) {
      this.isBroken = true;
      return undefined;
    }
    this.depth++;
    try {
      if (node.type === 'Command') return this.command(node, parent);
      if (node.type !== 'AndOr' && node.type !== 'Pipeline') return this.compound(node, parent);
      const items: ShellStatement[] = [];
      const range = this.rangeOf(node);
      const isNegated = node.type === 'Pipeline' && node.prefixes.some(({ type }) => type === 'Negation');
      const made: ShellStatement =
        node.type === 'AndOr'
          ? { kind: 'chain', range, parent, items, operators: node.operators }
          : { kind: 'pipeline', range, parent, items, isNegated };
      for (const one of node.commands) {
        const item = this.statement(one, made);
        if (item) items.push(item);
      }
      return made;
    } finally {
      this.depth--;
    }
  }

  private command(node: Command, parent: ShellNode): ShellCommand {
    const words: ShellWord[] = [];
    const assignments: ShellAssignment[] = [];
    const redirections: ShellRedirection[] = [];
    const command: Mutable<ShellCommand> = {
      kind: 'command',
      range: this.rangeOf(node),
      parent,
      words,
      assignments,
      redirections,
      call: undefined,
      nested: undefined,
      script: this.script,
    };
    this.commands.push(command);
    const written = new Map<ShellWord, Word>();
    for (const one of [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]) {
      if (one.type === 'Assignment') assignments.push(this.assignment(one, command));
      else if (one.type !== 'Word') redirections.push(this.redirection(one, command));
      else {
        const word = this.word(one, command);
        words.push(word);
        written.set(word, one);
      }
    }
    command.call = callOf(words);
    const text = command.call && shellTextOf(command.call);
    const origin = text && written.get(text.word);
    if (text && origin) command.nested = this.nested(decodeWord(origin), text.options, command);
    return command;
  }

  private nested({ text, starts, ends }: Decoded, options: ShellOptions, command: ShellCommand): ShellScript {
    const place = (start: number, end: number): TextRange => {
      const from = starts[start] ?? ends.at(-1) ?? 0;
      return this.place(from, end > start ? (ends[end - 1] ?? from) : from);
    };
    const script = new Builder(text, place, this.depth + 1).build(options, command);
    this.commands.push(...script.commands);
    this.compounds.push(...script.compounds);
    this.isBroken ||= script.isBroken;
    return script;
  }

  private compound(node: Compound, parent: ShellNode): ShellCompound {
    const inner = node.type === 'Redirected' ? node.command : node;
    const lists: ShellList[] = [];
    const words: ShellWord[] = [];
    const redirections: ShellRedirection[] = [];
    const name =
      inner.type === 'For' || inner.type === 'Select' || inner.type === 'Function' ? inner.name.text : undefined;
    const compound: ShellCompound = {
      kind: 'compound',
      form: formOf(inner),
      range: this.rangeOf(node),
      parent,
      name,
      words,
      lists,
      redirections,
    };
    this.compounds.push(compound);
    if (node.type === 'Redirected')
      redirections.push(...node.redirects.map((redirect) => this.redirection(redirect, compound)));
    const add = (list: CompoundList, role: ShellList['role']): void => {
      lists.push(this.list(list, role, compound));
    };
    switch (inner.type) {
      case 'If':
        add(inner.clause, 'condition');
        add(inner.then, 'then');
        for (const branch of inner.elif) {
          add(branch.clause, 'condition');
          add(branch.then, 'then');
        }
        if (inner.else) add(inner.else, 'else');
        break;
      case 'While':
        add(inner.clause, 'condition');
        add(inner.body, 'body');
        break;
      case 'For':
      case 'Select':
        words.push(...(inner.wordlist ?? []).map((word) => this.word(word, compound)));
        add(inner.body, 'body');
        break;
      case 'ArithmeticFor':
        add(inner.body, 'body');
        break;
      case 'Case':
        words.push(this.word(inner.word, compound));
        for (const item of inner.items) add(item.body, 'case');
        break;
      case 'Subshell':
      case 'BraceGroup':
        add(inner.body, 'group');
        break;
      case 'Function':
      case 'Coproc':
        this.addBody(inner.body, lists, compound);
        break;
      case 'TestCommand':
        this.addTested(inner, words, compound);
        break;
      default:
        break;
    }
    return compound;
  }

  /** The body of a function stands in braces most of the time, which say nothing of their own then. */
  private addBody(body: CommandNode | CompoundList, lists: ShellList[], compound: ShellCompound): void {
    if (body.type === 'CompoundList') lists.push(this.list(body, 'body', compound));
    else if (body.type === 'BraceGroup') lists.push(this.list(body.body, 'body', compound));
    else {
      const items: ShellStatement[] = [];
      const range = this.rangeOf(body);
      const list: ShellList = { kind: 'list', role: 'body', range, parent: compound, items, background: new Set() };
      const item = this.statement(body, list);
      if (item) items.push(item);
      lists.push(list);
    }
  }

  private addTested(node: SyntaxNode, words: ShellWord[], owner: ShellNode): void {
    forEachChild(node, (child) => {
      if (child.type === 'Word') words.push(this.word(child, owner));
      else this.addTested(child, words, owner);
    });
  }

  private assignment(node: Assignment, owner: ShellNode): ShellAssignment {
    return {
      name: node.name,
      nameRange: this.place(node.pos, node.pos + node.name.length),
      range: this.rangeOf(node),
      value: node.value.type === 'Word' ? this.word(node.value, owner) : undefined,
    };
  }

  private redirection(node: Redirection, owner: ShellNode): ShellRedirection {
    const { descriptor, operator } = node;
    const byDefault = operator.startsWith('<') ? 0 : 1;
    return {
      range: this.rangeOf(node),
      operator,
      descriptor: !descriptor ? byDefault : descriptor.type === 'FileDescriptor' ? descriptor.value : undefined,
      target: node.type === 'HereDoc' || !node.target ? undefined : this.word(node.target, owner),
      body: node.type === 'HereDoc' ? this.wordOfParts(node.body, node.body.parts, owner) : undefined,
    };
  }

  private word(node: Word, owner: ShellNode): ShellWord {
    return this.wordOfParts(node, node.parts, owner, node.value);
  }

  private wordOfParts(
    node: { readonly pos: number; readonly end: number; readonly text: string },
    parsed: readonly ParsedPart[] | undefined,
    owner: ShellNode,
    value = node.text,
  ): ShellWord {
    const range = this.rangeOf(node);
    const parts: WordPart[] = parsed ? [] : [{ kind: 'text', range, isQuoted: false, text: value, written: node.text }];
    for (const part of parsed ?? []) this.addPart(part, false, parts, owner);
    return new ShellWord(node.text, range, parts);
  }

  private addPart(part: ParsedPart, isQuoted: boolean, parts: WordPart[], owner: ShellNode): void {
    const base = { range: this.rangeOf(part), isQuoted, written: part.text };
    switch (part.type) {
      case 'Literal':
      case 'Glob':
        parts.push({ ...base, kind: 'text', text: part.value });
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        parts.push({ ...base, isQuoted: true, kind: 'text', text: part.value });
        break;
      case 'ExtendedGlob':
      case 'BraceExpansion':
        parts.push({ ...base, kind: 'text', text: part.text });
        break;
      case 'DoubleQuoted':
      case 'LocaleString':
        // An empty text in quotes is a word too.
        if (part.parts.length === 0) parts.push({ ...base, isQuoted: true, kind: 'text', text: '' });
        for (const child of part.parts) this.addPart(child, true, parts, owner);
        break;
      case 'SimpleExpansion':
        parts.push({ ...base, kind: 'variable', name: part.text.slice(1), operator: '', fallback: undefined });
        break;
      case 'ParameterExpansion': {
        const { operation, prefix, index, parameter: name } = part;
        const isDefault = operation?.type === 'Default';
        const operator = prefix ?? (index ? '[' : operation && 'operator' in operation ? operation.operator : '');
        const isFilledIn = isDefault && /^:?[-=]$/.test(operator);
        const fallback = isFilledIn ? this.word(operation.operand, owner) : undefined;
        parts.push({ ...base, kind: 'variable', name, operator, fallback });
        break;
      }
      case 'CommandExpansion':
      case 'ProcessSubstitution':
        this.addSubstitution(part, base, parts, owner);
        break;
      default:
        parts.push({ ...base, kind: 'unknown' });
    }
  }

  private addSubstitution(
    { type, script, pos, end }: Extract<ParsedPart, { type: 'CommandExpansion' | 'ProcessSubstitution' }>,
    base: Pick<WordPart, 'range' | 'isQuoted' | 'written'>,
    parts: WordPart[],
    owner: ShellNode,
  ): void {
    if (!script || this.depth >= DEEPEST) {
      parts.push({ ...base, kind: 'unknown' });
      return;
    }
    const { source, place } = this;
    // Backslashes in backticks are taken off before the text is read: its parts have no place of their own.
    if (script.source !== undefined) {
      this.source = script.source;
      this.place = () => place(pos, end);
    }
    this.depth++;
    const list = this.list(script, 'substitution', owner);
    this.depth--;
    this.source = source;
    this.place = place;
    parts.push(type === 'CommandExpansion' ? { ...base, kind: 'command', list } : { ...base, kind: 'unknown' });
  }

  private rangeOf({ pos, end }: { readonly pos: number; readonly end: number }): TextRange {
    return this.place(pos, end);
  }
}

function wordOf(text: string): ShellWord {
  const range = { start: 0, end: 0 };
  return new ShellWord(text, range, [{ kind: 'text', range, isQuoted: false, text, written: text }]);
}

function formOf(node: Compound): ShellCompound['form'] {
  switch (node.type) {
    case 'If':
      return 'if';
    case 'While':
      return node.kind;
    case 'For':
    case 'Select':
    case 'ArithmeticFor':
      return 'for';
    case 'Case':
      return 'case';
    case 'Subshell':
      return 'subshell';
    case 'Function':
      return 'function';
    case 'TestCommand':
      return 'test';
    case 'ArithmeticCommand':
      return 'arithmetic';
    default:
      return 'group';
  }
}
