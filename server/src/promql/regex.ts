/** Verdict on a regular expression as Go's RE2 reads it: https://github.com/google/re2/wiki/Syntax */
export interface RegexVerdict {
  /** Own words, without a full stop at the end; undefined when the expression compiles. */
  readonly error: string | undefined;
  /** Whether the expression, anchored at both ends, matches the empty string. */
  readonly matchesEmpty: boolean;
}

export function checkRegex(pattern: string): RegexVerdict {
  const scanner = new Scanner(pattern);
  const error = scanner.run();
  return { error, matchesEmpty: error === undefined && scanner.matchesEmpty() };
}

interface Group {
  /** Whether an earlier alternative of this group matches the empty string. */
  earlierEmpty: boolean;
  /** Whether everything so far in this alternative does. */
  empty: boolean;
  /** `empty` as it was before the last atom, which a `*` after it brings back; undefined when nothing can be repeated. */
  beforeAtom: boolean | undefined;
  repeated: boolean;
}

const REPETITION = /[*+?]|\{(\d+)(?:(,)(\d*))?\}/y;
const FLAGS_OR_NAME = /\?(?:[imsU]*(?:-[imsU]+)?([:)])|P?<(\w+)>)/y;
const ESCAPE =
  /\\(?:0[0-7]{0,2}|[1-7][0-7]{1,2}|x[\da-fA-F]{2}|x\{[\da-fA-F]{1,8}\}|[afnrtv_]|[^\w\u0080-\u{10ffff}])/uy;
const CLASS_ESCAPE = /\\(?:[dDsSwW]|[pP](?:\{\^?(\w+)\}|([A-Z])))/y;
const POSIX_CLASS = /\[:\^?(\w*):\]/y;
const POSIX_NAMES = new Set(
  'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' '),
);
/** https://pkg.go.dev/regexp/syntax: larger counts are an error. */
const MOST_REPETITIONS = 1000;

class Scanner {
  private at = 0;
  private readonly groups: Group[] = [newGroup()];
  private readonly names = new Set<string>();

  constructor(private readonly pattern: string) {}

  run(): string | undefined {
    while (this.at < this.pattern.length) {
      const error = this.step();
      if (error !== undefined) return error;
    }
    return this.groups.length > 1 ? 'a "(" is never closed' : undefined;
  }

  matchesEmpty(): boolean {
    const group = this.group();
    return group.earlierEmpty || group.empty;
  }

  private group(): Group {
    return this.groups.at(-1) ?? newGroup();
  }

  private step(): string | undefined {
    const repetition = this.match(REPETITION);
    if (repetition) return this.repeat(repetition);
    const character = this.pattern.charAt(this.at);
    if (character === '(') return this.open();
    if (character === ')') return this.close();
    if (character === '[') return this.bracket();
    if (character === '\\') return this.escape();
    this.at += this.characterLength();
    if (character === '|') {
      const group = this.group();
      Object.assign(group, newGroup(), { earlierEmpty: group.earlierEmpty || group.empty });
    } else {
      this.atom(character === '^' || character === '$');
    }
    return undefined;
  }

  private atom(empty: boolean): void {
    const group = this.group();
    group.beforeAtom = group.empty;
    group.empty &&= empty;
    group.repeated = false;
  }

  private repeat(found: RegExpExecArray): string | undefined {
    const group = this.group();
    const [text, least, comma, most] = found;
    const minimum = least === undefined ? (text === '+' ? 1 : 0) : Number(least);
    const maximum = most ? Number(most) : comma || least === undefined ? undefined : minimum;
    if (group.beforeAtom === undefined) return `nothing stands before "${text}" that it could repeat`;
    if (group.repeated) return `"${text}" follows another repetition`;
    if (Math.max(minimum, maximum ?? 0) > MOST_REPETITIONS)
      return `"${text}" repeats more than ${MOST_REPETITIONS} times`;
    if (maximum !== undefined && maximum < minimum) return `in "${text}" the first number is larger than the second`;
    this.at += text.length;
    if (this.pattern.charAt(this.at) === '?') this.at++;
    if (minimum === 0) group.empty = group.beforeAtom;
    group.repeated = true;
    return undefined;
  }

  private open(): string | undefined {
    this.at++;
    if (this.pattern.charAt(this.at) === '?') {
      const special = this.match(FLAGS_OR_NAME);
      if (!special) return `"(${this.pattern.slice(this.at, this.at + 2)}" is not supported (no look-around in RE2)`;
      const [text, end, name] = special;
      this.at += text.length;
      if (end === ')') return undefined;
      if (name !== undefined && this.names.has(name)) return `two groups are called "${name}"`;
      if (name !== undefined) this.names.add(name);
    }
    this.groups.push(newGroup());
    return undefined;
  }

  private close(): string | undefined {
    if (this.groups.length === 1) return 'a ")" closes nothing';
    const empty = this.matchesEmpty();
    this.groups.pop();
    this.at++;
    this.atom(empty);
    return undefined;
  }

  private escape(): string | undefined {
    if (this.at + 1 === this.pattern.length) return 'it ends in a lone backslash';
    const letter = this.pattern.charAt(this.at + 1);
    if (letter === 'Q') {
      const end = this.pattern.indexOf('\\E', this.at);
      const stop = end < 0 ? this.pattern.length : end;
      if (stop > this.at + 2) this.atom(false);
      this.at = end < 0 ? stop : stop + 2;
      return undefined;
    }
    if ('AzbB'.includes(letter)) {
      this.at += 2;
      // At the empty string \B holds and \b does not.
      this.atom(letter !== 'b');
      return undefined;
    }
    if (letter === 'C') this.at += 2;
    else if (!this.takeEscape()) return this.badEscape();
    this.atom(false);
    return undefined;
  }

  /** Moves past an escape that stands for one character or a class of them. */
  private takeEscape(): boolean {
    const found = this.match(ESCAPE);
    const classFound = found ? undefined : this.match(CLASS_ESCAPE);
    if (classFound && !isUnicodeClass(classFound[1] ?? classFound[2])) return false;
    this.at += (found ?? classFound)?.[0].length ?? 0;
    return Boolean(found ?? classFound);
  }

  private badEscape(): string {
    const escape = this.pattern.slice(this.at, this.at + 2);
    return /\d/.test(escape)
      ? `"${escape}" refers back to a group, which RE2 cannot do`
      : `"${escape}" is no escape of RE2`;
  }

  private bracket(): string | undefined {
    this.at++;
    if (this.pattern.charAt(this.at) === '^') this.at++;
    for (let first = true; this.at < this.pattern.length; first = false) {
      if (this.pattern.charAt(this.at) === ']' && !first) {
        this.at++;
        this.atom(false);
        return undefined;
      }
      const posix = this.match(POSIX_CLASS);
      if (posix && !POSIX_NAMES.has(posix[1] ?? '')) return `"${posix[0]}" is no character class`;
      if (posix) {
        this.at += posix[0].length;
        continue;
      }
      const error = this.member();
      if (error !== undefined) return error;
    }
    return 'a "[" is never closed';
  }

  /** One character, class or range such as `a-z` between square brackets. */
  private member(): string | undefined {
    const start = this.at;
    const isClass = this.match(CLASS_ESCAPE) !== null;
    if (!this.takeMember()) return this.badEscape();
    const rest = this.pattern.slice(this.at, this.at + 2);
    if (isClass || !rest.startsWith('-') || rest === '-]' || rest === '-') return undefined;
    const low = this.pattern.slice(start, this.at);
    this.at++;
    const highStart = this.at;
    const classAtEnd = this.match(CLASS_ESCAPE) !== null;
    if (!this.takeMember()) return this.badEscape();
    const high = this.pattern.slice(highStart, this.at);
    const bothPlain = !low.startsWith('\\') && !high.startsWith('\\');
    if (classAtEnd || (bothPlain && (low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0))) {
      return `"${low}-${high}" is no range of characters`;
    }
    return undefined;
  }

  private takeMember(): boolean {
    if (this.pattern.charAt(this.at) === '\\') return this.takeEscape();
    this.at += this.characterLength();
    return true;
  }

  private characterLength(): number {
    return (this.pattern.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1;
  }

  private match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    return expression.exec(this.pattern);
  }
}

function newGroup(): Group {
  return { earlierEmpty: false, empty: true, beforeAtom: undefined, repeated: false };
}

function isUnicodeClass(name: string | undefined): boolean {
  if (name === undefined || name === 'Any') return true;
  return [name, `Script=${name}`].some((property) => {
    try {
      return new RegExp(`\\p{${property}}`, 'u') instanceof RegExp;
    } catch {
      return false;
    }
  });
}
