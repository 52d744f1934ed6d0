/** Half-open range of UTF-16 offsets into the expression text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `unknown` means that something below is already reported, so that nothing above it is judged. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string' | 'unknown';

export interface Edit extends Span {
  readonly newText: string;
}

export interface PromqlProblem extends Span {
  /** `regex` and `escape` concern the contents of a string; Prometheus refuses the expression for all four. */
  readonly kind: 'syntax' | 'type' | 'regex' | 'escape';
  readonly message: string;
  /** Offered only when the edited expression has fewer problems and no new ones. */
  readonly edits?: readonly Edit[];
  readonly fixTitle?: string;
}

interface Node extends Span {
  readonly type: ValueType;
}

export interface NumberNode extends Node {
  readonly kind: 'number';
  /** Durations are numbers of seconds. */
  readonly value: number;
}

export interface StringNode extends Node {
  readonly kind: 'string';
  readonly value: string;
}

export interface Matcher extends Span {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  readonly valueSpan: Span;
  /** `{"name"}`: a bare quoted string stands for the metric name. */
  readonly quotedName: boolean;
}

export interface SelectorNode extends Node {
  readonly kind: 'selector';
  /** The name written before the braces. */
  readonly identifier: string | undefined;
  /** What stands between the braces. */
  readonly matchers: readonly Matcher[];
}

/** `foo[5m]` */
export interface RangeNode extends Node {
  readonly kind: 'range';
  readonly operand: Expression;
  readonly range: DurationValue;
}

/** `foo[1h:5m]` */
export interface SubqueryNode extends Node {
  readonly kind: 'subquery';
  readonly operand: Expression;
  readonly range: DurationValue;
  readonly step: DurationValue | undefined;
}

export interface DurationValue extends Span {
  /** Undefined where the value depends on the query (`step()`, `range()`). */
  readonly seconds: number | undefined;
  readonly dividesByZero: boolean;
}

/** `foo offset 5m`, `foo @ 1700000000`, `foo anchored`, `foo smoothed` */
export interface ModifierNode extends Node {
  readonly kind: 'modifier';
  readonly modifier: 'offset' | 'at' | 'anchored' | 'smoothed';
  readonly modifierSpan: Span;
  readonly operand: Expression;
  readonly duration: DurationValue | undefined;
  /** False for `@ Inf` and `@ NaN`. */
  readonly finite: boolean;
}

export interface CallNode extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly nameSpan: Span;
  readonly signature: Signature | undefined;
  readonly arguments: readonly Expression[];
}

export interface AggregationNode extends Node {
  readonly kind: 'aggregation';
  /** Lower case. */
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly grouping: Grouping | undefined;
  readonly arguments: readonly Expression[];
}

export interface Grouping {
  readonly clause: 'by' | 'without';
  readonly labels: readonly string[];
}

export interface Matching extends Span {
  readonly clause: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group: 'left' | 'right' | undefined;
  readonly include: readonly string[];
}

export interface BinaryNode extends Node {
  readonly kind: 'binary';
  /** As in the documentation: lower case words, symbols otherwise. */
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly bool: Span | undefined;
  readonly matching: Matching | undefined;
  readonly fill: Span | undefined;
  readonly left: Expression;
  readonly right: Expression;
}

export interface UnaryNode extends Node {
  readonly kind: 'unary';
  readonly operand: Expression;
}

export interface ParenthesesNode extends Node {
  readonly kind: 'parentheses';
  readonly operand: Expression;
}

export interface UnknownNode extends Node {
  readonly kind: 'unknown';
}

export type Expression =
  | NumberNode
  | StringNode
  | SelectorNode
  | RangeNode
  | SubqueryNode
  | ModifierNode
  | CallNode
  | AggregationNode
  | BinaryNode
  | UnaryNode
  | ParenthesesNode
  | UnknownNode;

export interface Signature {
  readonly arguments: readonly ValueType[];
  /** How many of the arguments may be left out (0 none); -1: any number of the last one. */
  readonly variadic: number;
  readonly returns: ValueType;
}

export interface PromqlTree {
  readonly text: string;
  readonly root: Expression;
  /** Where the grammar first stopped understanding the text. */
  readonly syntaxError: Span | undefined;
  readonly unknownFunctions: readonly UnknownFunction[];
}

export interface UnknownFunction extends Span {
  readonly name: string;
}
