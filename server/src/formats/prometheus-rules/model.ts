import { insertAt, insertKeyAfter, replaceValue, type Edits } from '../../document/edit';
import type { YamlDocument } from '../../document/document';
import type { Token } from '../../document/text';
import type { Value } from '../../document/render';
import type { Entry, MapView, ScalarView, YamlView } from '../../document/view';
import { checkPromql, hasTemplate, isLogql, parsePromql, type PromqlProblem, type PromqlTree } from '../../promql';

/** A file of alerting and recording rules: Prometheus' own, or Loki's, which look the same. */
export class RuleFile {
  readonly groups: readonly RuleGroup[];
  private logql: boolean | undefined;

  constructor(
    readonly document: YamlDocument,
    readonly root: MapView,
  ) {
    this.groups = mapsIn(root.get('groups')?.value).map((view) => new RuleGroup(this, view));
  }

  /** Written for Loki. One expression decides for all, because most of LogQL's metric queries are PromQL as well. */
  get isForLoki(): boolean {
    this.logql ??= this.groups.some(({ rules }) =>
      rules.some(({ expression }) => expression && isLogql(expression.text)),
    );
    return this.logql;
  }
}

export class RuleGroup {
  readonly rules: readonly RuleView[];

  constructor(
    readonly file: RuleFile,
    readonly view: MapView,
  ) {
    this.rules = mapsIn(view.get('rules')?.value).map((rule) => new RuleView(this, rule));
  }

  get name(): string {
    return textOf(this.view.get('name')?.value) ?? '';
  }

  /** vmalert reads other query languages as well, and says so here. */
  get isPromql(): boolean {
    const type = textOf(this.view.get('type')?.value);
    return (type === undefined || type === 'prometheus') && !this.file.isForLoki;
  }
}

export class RuleView {
  private read:
    { readonly tree: PromqlTree; problems: readonly PromqlProblem[] | undefined } | 'unreadable' | undefined;

  constructor(
    readonly group: RuleGroup,
    readonly view: MapView,
  ) {}

  get(key: string): Entry | undefined {
    return this.view.get(key);
  }

  /** An alert that has its name already; before, somebody has only begun to type it. */
  get isAlert(): boolean {
    return this.get('alert') !== undefined && this.name !== '';
  }

  /** Of the alert or of the recorded metric; empty where it has none. */
  get name(): string {
    return textOf(this.nameEntry?.value) ?? '';
  }

  /** Where a finding about what the rule lacks stands. */
  get token(): Token {
    return this.nameEntry?.value?.kind === 'scalar' && this.name !== ''
      ? this.nameEntry.value
      : (this.nameEntry?.key ?? this.view);
  }

  /** What such findings are grouped by. */
  get subject(): string {
    return `groups.${this.group.name}.${this.name}`;
  }

  get expression(): ScalarView | undefined {
    const value = this.get('expr')?.value;
    return value?.kind === 'scalar' ? value : undefined;
  }

  /** The parsed expression; undefined when there is none, or when it is a template or another language than PromQL. */
  get tree(): PromqlTree | undefined {
    return this.parsed()?.tree;
  }

  /** What Prometheus would refuse about the expression. */
  get problems(): readonly PromqlProblem[] {
    const parsed = this.parsed();
    if (!parsed) return [];
    return (parsed.problems ??= checkPromql(parsed.tree));
  }

  private parsed(): Exclude<RuleView['read'], 'unreadable' | undefined> | undefined {
    if (this.read === undefined) {
      const { expression } = this;
      const isReadable = expression && !expression.isNull && this.group.isPromql && !hasTemplate(expression.text);
      this.read = isReadable ? { tree: parsePromql(expression.text), problems: undefined } : 'unreadable';
    }
    return this.read === 'unreadable' ? undefined : this.read;
  }

  /** A part of the expression as a place in the file. Never empty, and never the line break behind the expression. */
  partOfExpression(start: number, end: number): Token {
    const { expression } = this;
    if (!expression) return this.token;
    const length = expression.text.trimEnd().length;
    const last = Math.min(Math.max(end, start), length);
    const first = Math.min(start, last);
    return first < last ? expression.partToken(first, last) : expression.partToken(Math.max(last - 1, 0), last);
  }

  /** A label that the rule, or its group, sets; undefined when it is absent or empty. */
  label(name: string): string | undefined {
    const own = this.get('labels')?.value;
    const shared = this.group.view.get('labels')?.value;
    for (const labels of [own, shared]) {
      const text = labels?.kind === 'map' ? textOf(labels.get(name)?.value) : undefined;
      if (text) return text;
    }
    return undefined;
  }

  annotation(name: string): string | undefined {
    const annotations = this.get('annotations')?.value;
    return annotations?.kind === 'map' ? textOf(annotations.get(name)?.value) : undefined;
  }

  /** Adds a key behind the nearest of these keys that the rule has, so that rules keep their usual order. */
  insertBehind(neighbours: readonly string[], key: string, value: Value): Edits {
    const neighbour = neighbours.map((name) => this.get(name)).find((entry) => entry !== undefined);
    return insertKeyAfter(this.view, neighbour, key, value);
  }

  /** Adds a label or an annotation, or fills an empty one; the mapping is made where the rule has none yet. */
  insertIn(key: 'labels' | 'annotations', name: string, value: string): Edits {
    const holder = this.get(key);
    const empty = holder?.value?.kind === 'map' ? holder.value.get(name) : undefined;
    if (empty) return replaceValue(empty, value);
    if (holder) return insertAt(this.view, [key, name], value);
    return this.insertBehind(key === 'labels' ? BEFORE_LABELS : BEFORE_ANNOTATIONS, key, { [name]: value });
  }

  private get nameEntry(): Entry | undefined {
    return this.get('alert') ?? this.get('record');
  }
}

const BEFORE_LABELS = ['keep_firing_for', 'for', 'expr'];
const BEFORE_ANNOTATIONS = ['labels', ...BEFORE_LABELS];

function mapsIn(view: YamlView | undefined): MapView[] {
  return view?.kind === 'sequence' ? view.items.filter((item) => item.kind === 'map') : [];
}

function textOf(view: YamlView | undefined): string | undefined {
  return view?.kind === 'scalar' && !view.isNull ? view.text : undefined;
}
