import type { YamlDocument } from '../../document/document';
import type { Token } from '../../document/text';
import type { Entry, MapView, ScalarView, YamlView } from '../../document/view';
import { parseAddress, type Address } from './address';

/** The configuration of a Prometheus server, as far as one file says it. */
export class PrometheusConfig {
  readonly jobs: readonly ScrapeJob[];

  constructor(
    readonly document: YamlDocument,
    readonly root: MapView,
    readonly path: string,
  ) {
    const holder = root.get('scrape_configs');
    this.jobs = mapsIn(holder?.value).map((view) => new ScrapeJob(this, holder as Entry, view));
  }

  /** The entry at a path of keys. */
  get(...path: readonly string[]): Entry | undefined {
    return entryAt(this.root, path);
  }

  /** The patterns of `rule_files` that are written and not empty. */
  get ruleFilePatterns(): readonly ScalarView[] {
    return scalarsIn(this.get('rule_files')?.value);
  }

  /** Where a finding about what the whole file lacks stands. */
  get anchor(): Token {
    return (this.get('scrape_configs') ?? this.root.entries[0])?.key ?? this.root;
  }

  /** What such findings are grouped by. */
  get subject(): string {
    return 'Prometheus';
  }

  /** Sends its samples to a server that may evaluate rules over them, so that nothing can be said about rules missing here. */
  get writesElsewhere(): boolean {
    const remote = this.get('remote_write')?.value;
    return remote?.kind === 'sequence' && remote.items.length > 0;
  }
}

export class ScrapeJob {
  readonly targets: readonly StaticTarget[];

  constructor(
    readonly config: PrometheusConfig,
    /** The entry `scrape_configs`. */
    readonly holder: Entry,
    readonly view: MapView,
  ) {
    this.targets = staticTargets(view.get('static_configs')?.value).map((target) => ({ ...target, job: this }));
  }

  get name(): string {
    return textOf(this.view.get('job_name')?.value) ?? '';
  }

  get metricsPath(): string {
    return textOf(this.view.get('metrics_path')?.value) ?? '/metrics';
  }

  /** The address written as a target is not the one that is scraped: relabelling or a proxy puts another in its place. */
  get scrapesElsewhere(): boolean {
    if (this.view.get('proxy_url') || this.view.get('proxy_from_environment')) return true;
    return mapsIn(this.view.get('relabel_configs')?.value).some(
      (step) => textOf(step.get('target_label')?.value) === '__address__' || isLabelmap(step),
    );
  }
}

export interface WrittenTarget {
  readonly scalar: ScalarView;
  /** The entry `targets` it stands in. */
  readonly holder: Entry;
  /** Undefined for templates and for what is no address. */
  readonly address: Address | undefined;
}

export interface StaticTarget extends WrittenTarget {
  readonly job: ScrapeJob;
}

/** The targets of a `static_configs` list; one that is written without its list counts too. */
export function staticTargets(configs: YamlView | undefined): WrittenTarget[] {
  return mapsIn(configs).flatMap((config) => {
    const holder = config.get('targets');
    if (!holder) return [];
    return scalarsIn(holder.value).map((scalar) => ({ scalar, holder, address: parseAddress(scalar.text) }));
  });
}

/** The mappings of a list. */
export function mapsIn(view: YamlView | undefined): MapView[] {
  return view?.kind === 'sequence' ? view.items.filter((item) => item.kind === 'map') : [];
}

/** The scalars of a list that are not empty; a scalar in the place of the list counts as one. */
function scalarsIn(view: YamlView | undefined): ScalarView[] {
  const items = view?.kind === 'sequence' ? view.items : view ? [view] : [];
  return items.filter((item): item is ScalarView => item.kind === 'scalar' && !item.isNull && item.text !== '');
}

/** Any label, `__address__` among them, may come out of a labelmap. */
function isLabelmap(step: MapView): boolean {
  return (
    textOf(step.get('action')?.value)?.toLowerCase() === 'labelmap' &&
    /__/.test(textOf(step.get('replacement')?.value) ?? '')
  );
}

function entryAt(root: MapView, path: readonly string[]): Entry | undefined {
  let view: YamlView | undefined = root;
  let entry: Entry | undefined;
  for (const key of path) {
    entry = view?.kind === 'map' ? view.get(key) : undefined;
    view = entry?.value;
  }
  return entry;
}

export function textOf(view: YamlView | undefined): string | undefined {
  return view?.kind === 'scalar' && !view.isNull ? view.text : undefined;
}
