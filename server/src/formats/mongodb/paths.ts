import type { Entry, MapView, YamlView } from '../../document/view';

/** The entry of an option, which may be written with dots: `storage.journal.enabled: true`. */
export function optionAt(root: MapView, path: string): Entry | undefined {
  const parts = path.split('.');
  for (let count = parts.length; count > 0; count--) {
    const entry = root.get(parts.slice(0, count).join('.'));
    if (!entry) continue;
    const rest = parts.slice(count).join('.');
    return rest === '' ? entry : below(entry.value, rest);
  }
  return undefined;
}

function below(value: YamlView | undefined, rest: string): Entry | undefined {
  return value?.kind === 'map' ? optionAt(value, rest) : undefined;
}
