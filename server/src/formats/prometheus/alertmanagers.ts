import { insertKey, replaceValue, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import type { Entry, MapView, YamlView } from '../../document/view';
import { findImage } from '../../images';
import type { Surroundings } from '../../engine/surroundings';
import { mapsIn, staticTargets, type PrometheusConfig } from './model';

/** Where the address of an Alertmanager is missing, and how it is written there. */
export interface Gap {
  readonly token: Token;
  readonly fill: (target: string) => Edits;
}

/** The deepest place at which the configuration stops short of naming an Alertmanager; undefined when it names one. */
export function alertmanagerGap(config: PrometheusConfig): Gap | undefined {
  const { root, anchor } = config;
  const alerting = root.get('alerting');
  if (!alerting) {
    return { token: anchor, fill: (target) => insertKey(root, 'alerting', { alertmanagers: [discovery(target)] }) };
  }
  if (isEmpty(alerting.value)) return gapAt(alerting, (target) => ({ alertmanagers: [discovery(target)] }));
  if (alerting.value?.kind !== 'map') return undefined;
  const list = alerting.value.get('alertmanagers');
  if (!list) {
    const map = alerting.value;
    return { token: alerting.key, fill: (target) => insertKey(map, 'alertmanagers', [discovery(target)]) };
  }
  if (isEmpty(list.value)) return gapAt(list, (target) => [discovery(target)]);
  const gaps = mapsIn(list.value).map(gapOfAlertmanager);
  // What is no list of mappings is another mistake, and one Alertmanager is enough.
  return gaps.includes(undefined) ? undefined : gaps[0];
}

/** An item of `alertmanagers`: its static targets are empty, and it discovers none. */
function gapOfAlertmanager(item: MapView): Gap | undefined {
  const discovers = item.entries.some(({ key, value }) => /_sd_configs$/.test(key.text) && !isEmpty(value));
  const configs = item.get('static_configs');
  if (discovers || !configs || staticTargets(configs.value).length > 0) return undefined;
  if (isEmpty(configs.value)) return gapAt(configs, (target) => [{ targets: [target] }]);
  const targets = mapsIn(configs.value)[0]?.get('targets');
  return targets && isEmpty(targets.value) ? gapAt(targets, (target) => [target]) : undefined;
}

type Filling = Parameters<typeof replaceValue>[1];

function gapAt(entry: Entry, value: (target: string) => Filling): Gap {
  return { token: entry.key, fill: (target) => replaceValue(entry, value(target)) };
}

function discovery(target: string): { static_configs: { targets: string[] }[] } {
  return { static_configs: [{ targets: [target] }] };
}

function isEmpty(view: YamlView | undefined): boolean {
  if (view?.kind === 'scalar') return view.isNull;
  if (view?.kind === 'sequence') return view.items.length === 0;
  return view?.kind === 'map' && view.entries.length === 0;
}

/** The address of the project's own Alertmanager, if it has one. */
export function declaredAlertmanager({ composeServices }: Surroundings): string | undefined {
  const service = composeServices?.find(
    ({ image }) => image !== undefined && findImage(image)?.kind === 'alertmanager',
  );
  return service && `${service.name}:9093`;
}
