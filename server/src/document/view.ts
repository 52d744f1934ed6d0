import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { YamlDocument } from './document';
import { sourceOffsets } from './scalarOffsets';
import type { TextRange, Token } from './text';

/** A value as rules see it: aliases and `<<` merges are already followed, tokens stay where they are written. */
export type YamlView = ScalarView | MapView | SequenceView;

export interface Entry {
  readonly key: ScalarView;
  /** Undefined only for an alias that points nowhere. */
  readonly value: YamlView | undefined;
  /** The mapping in which the pair is written, which differs from the one asked when the pair came through `<<`. */
  readonly owner: WrittenMap;
  /** The value is written as an alias (`*name`), so its tokens stand elsewhere. */
  readonly aliased: boolean;
}

export interface MapView extends Token {
  readonly document: YamlDocument;
  readonly kind: 'map';
  readonly tag: string | undefined;
  /** Entries in written order, own ones before merged ones; a key written twice is listed twice. */
  readonly entries: readonly Entry[];
  get(key: string): Entry | undefined;
}

export interface SequenceView extends Token {
  readonly document: YamlDocument;
  readonly kind: 'sequence';
  readonly tag: string | undefined;
  readonly items: readonly YamlView[];
}

export function makeView(document: YamlDocument, node: Node): YamlView {
  if (isMap(node)) return new WrittenMap(document, node);
  if (isSeq(node)) return new WrittenSequence(document, node);
  return new ScalarView(document, isScalar(node) ? node : undefined, node.range?.[0] ?? 0);
}

export class ScalarView implements Token {
  readonly kind = 'scalar';
  private place: TextRange | undefined;

  /** `start` is where an empty value would stand. */
  constructor(
    readonly document: YamlDocument,
    private readonly node: Scalar | undefined,
    private readonly start: number,
  ) {}

  get range(): TextRange {
    // Worked out when asked for, as is every value: of most scalars nobody asks.
    return (this.place ??= this.node ? rangeOf(this.node) : { start: this.start, end: this.start });
  }

  /** The decoded value under the YAML 1.2 core schema. */
  get value(): string | number | boolean | null {
    const { text } = this;
    return this.style === 'plain' && this.tag !== 'tag:yaml.org,2002:str' ? resolvePlain(text) : text;
  }

  /** The decoded text, whatever type it resolves to: `5432` and `"5432"` both give `5432`; empty gives ''. */
  get text(): string {
    const value = this.node?.value;
    return typeof value === 'string' ? value : '';
  }

  /** Nothing is written, or `~` or `null`. */
  get isNull(): boolean {
    return NULLS.has(this.text) && this.value === null;
  }

  get tag(): string | undefined {
    return this.node?.tag;
  }

  get style(): 'plain' | 'single' | 'double' | 'literal' | 'folded' {
    switch (this.node?.type) {
      case 'QUOTE_SINGLE':
        return 'single';
      case 'QUOTE_DOUBLE':
        return 'double';
      case 'BLOCK_LITERAL':
        return 'literal';
      case 'BLOCK_FOLDED':
        return 'folded';
      default:
        return 'plain';
    }
  }

  /** A quoted or block scalar is always a string, whatever it looks like. */
  get isString(): boolean {
    return typeof this.value === 'string';
  }

  /**
   * Where a part of the decoded text stands in the source, in whatever style it is written. `start` and `end` are offsets into
   * `text`. Falls back to the whole scalar when the two cannot be aligned.
   */
  part(start: number, end: number): TextRange {
    const { text, range } = this;
    const quote = this.style === 'single' || this.style === 'double' ? 1 : 0;
    const first = range.start + quote;
    // Nearly every scalar is written as it reads.
    const isVerbatim = range.end - quote - first === text.length && this.document.text.startsWith(text, first);
    if (isVerbatim && end <= text.length) return { start: first + start, end: first + Math.max(start, end) };
    const offsets = sourceOffsets(this.document.text, range, this.style, text);
    const from = offsets?.starts[start];
    const to = end > start ? offsets?.ends[end - 1] : from;
    if (from === undefined || to === undefined) return range;
    return { start: from, end: Math.max(to, from) };
  }

  /** A token that covers only a part of the decoded text. */
  partToken(start: number, end: number): Token {
    return new PartToken(this, start, end);
  }
}

/** Its place is worked out when somebody points at it: of most parts nobody finds anything. */
class PartToken implements Token {
  private place: TextRange | undefined;

  constructor(
    private readonly whole: ScalarView,
    private readonly from: number,
    private readonly to: number,
  ) {}

  get document(): YamlDocument {
    return this.whole.document;
  }

  get range(): TextRange {
    return (this.place ??= this.whole.part(this.from, this.to));
  }
}

const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** How numbers and booleans begin. */
const SPECIAL = /^[-+.\dtTfF]/;

/** What a plain scalar stands for: https://yaml.org/spec/1.2.2/#1032-tag-resolution */
function resolvePlain(text: string): string | number | boolean | null {
  if (NULLS.has(text)) return null;
  // Nearly every plain scalar is a text.
  if (!SPECIAL.test(text)) return text;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^(?:[-+]?\d+|0o[0-7]+|0x[\dA-Fa-f]+)$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : text;
}

/** Mappings up to this size are searched entry by entry, which costs less than an index of each. */
const LARGEST_SEARCHED = 24;

/** A mapping as it stands in the text: the only kind that can be edited. */
export class WrittenMap implements MapView {
  readonly kind = 'map';
  readonly range: TextRange;
  private all: readonly Entry[] | undefined;
  private index: Map<string, Entry> | undefined;
  private own: readonly Entry[] | undefined;

  constructor(
    readonly document: YamlDocument,
    private readonly node: YAMLMap,
  ) {
    this.range = rangeOf(node);
  }

  get tag(): string | undefined {
    return this.node.tag;
  }

  /** Written as `{a: 1}`. */
  get flow(): boolean {
    return this.node.flow === true;
  }

  /** The entries written in this mapping itself, without what `<<` brings in. */
  get ownEntries(): readonly Entry[] {
    if (!this.own) {
      const own: Entry[] = [];
      for (const pair of this.node.items) {
        const entry = isMerge(pair) ? undefined : this.entryOf(pair as Pair<Node, Node | null>);
        if (entry) own.push(entry);
      }
      this.own = own;
    }
    return this.own;
  }

  /** Everything written here, `<<` included, in the order of the text. */
  get writtenEntries(): readonly Entry[] {
    const { mergeEntries } = this;
    if (mergeEntries.length === 0) return this.ownEntries;
    return [...mergeEntries, ...this.ownEntries].sort((a, b) => a.key.range.start - b.key.range.start);
  }

  /** The `<<` entries written here. */
  get mergeEntries(): readonly Entry[] {
    return this.node.items.filter(isMerge).flatMap((pair) => this.entryOf(pair as Pair<Node, Node | null>) ?? []);
  }

  get entries(): readonly Entry[] {
    if (!this.all) {
      this.all = this.ownEntries;
      const merged = this.mergedEntries();
      if (merged.length > 0) this.all = [...this.ownEntries, ...merged];
    }
    return this.all;
  }

  get(key: string): Entry | undefined {
    const { entries } = this;
    if (entries.length > LARGEST_SEARCHED) return this.indexed(key);
    // The last of two equal keys wins, as in the tools that tolerate them; merged entries never repeat own ones.
    for (let i = entries.length - 1; i >= 0; i--) if (entries[i]?.key.text === key) return entries[i];
    return undefined;
  }

  private indexed(key: string): Entry | undefined {
    this.index ??= new Map(this.entries.map((entry) => [entry.key.text, entry]));
    return this.index.get(key);
  }

  /** Is this entry the only one written here (a `<<` counts as one)? */
  isOnlyEntry(entry: Entry): boolean {
    return this.node.items.length === 1 && this.ownEntries[0] === entry;
  }

  private entryOf(pair: Pair<Node, Node | null>): Entry | undefined {
    const key = pair.key && this.document.view(pair.key);
    return key?.kind === 'scalar' ? new WrittenEntry(key, this, pair.value) : undefined;
  }

  /** `<<: *base` and `<<: [*a, *b]`: earlier ones win; a mapping that merges itself is cut off. */
  private mergedEntries(): Entry[] {
    const pairs = this.node.items.filter(isMerge);
    if (pairs.length === 0) return [];
    const seen = new Set(this.ownEntries.map((entry) => entry.key.text));
    const result: Entry[] = [];
    // Until the merge is complete this mapping shows its own entries only, which ends cycles.
    this.all = this.ownEntries;
    for (const pair of pairs) {
      const value = pair.value ? this.document.view(pair.value as Node) : undefined;
      const sources = value?.kind === 'sequence' ? value.items : value ? [value] : [];
      for (const source of sources) {
        if (source.kind !== 'map') continue;
        for (const entry of source.entries) {
          if (seen.has(entry.key.text)) continue;
          seen.add(entry.key.text);
          result.push(entry);
        }
      }
    }
    return result;
  }
}

class WrittenEntry implements Entry {
  private made: { readonly view: YamlView | undefined } | undefined;

  constructor(
    readonly key: ScalarView,
    readonly owner: WrittenMap,
    private readonly node: Node | null,
  ) {}

  get aliased(): boolean {
    return isAlias(this.node);
  }

  get value(): YamlView | undefined {
    const { document, range } = this.key;
    this.made ??= { view: this.node ? document.view(this.node) : new ScalarView(document, undefined, range.end) };
    return this.made.view;
  }
}

export class WrittenSequence implements SequenceView {
  readonly kind = 'sequence';
  readonly range: TextRange;
  private resolved: readonly YamlView[] | undefined;

  constructor(
    readonly document: YamlDocument,
    private readonly node: YAMLSeq,
  ) {
    this.range = rangeOf(node);
  }

  get tag(): string | undefined {
    return this.node.tag;
  }

  get flow(): boolean {
    return this.node.flow === true;
  }

  get items(): readonly YamlView[] {
    this.resolved ??= this.node.items.flatMap((item) => {
      const view = this.document.view(item as Node);
      return view ? [view] : [];
    });
    return this.resolved;
  }

  /** Ranges of the items as written, aliases included, in order. */
  get itemRanges(): readonly TextRange[] {
    return this.node.items.map((item) => rangeOf(item as Node));
  }
}

function rangeOf(node: Node): TextRange {
  const range = node.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<';
}
