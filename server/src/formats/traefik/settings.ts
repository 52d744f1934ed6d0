import { deleteEntry, replaceScalar, type Edits } from '../../document/edit';
import type { Token } from '../../document/text';
import type { Entry, MapView, ScalarView, YamlView } from '../../document/view';
import type { ContainerLabel, DeclaredContainer, WrittenText } from '../../engine/containers';

/** One of several texts in a value: `a` in `a,b`, or an item of a list. */
export interface SettingItem {
  readonly text: string;
  readonly isKnown: boolean;
  readonly token: Token;
  readonly replace: (text: string) => Edits;
}

/**
 * One option, wherever it is written: `--entrypoints.web.address=:80`, `TRAEFIK_API_INSECURE`, a label, a leaf of a YAML file. They all
 * mean the same tree (https://doc.traefik.io/traefik/getting-started/configuration-overview/).
 */
export interface Setting {
  /** From the root, as written; an item of a list is `domains[0]`. */
  readonly path: readonly string[];
  /** `true` for a flag that stands alone, empty for a section without anything in it. */
  readonly value: string;
  readonly isKnown: boolean;
  readonly items: readonly SettingItem[];
  readonly key: Token;
  /** The value where there is one, otherwise the key. */
  readonly token: Token;
  readonly replace: (text: string) => Edits;
  readonly remove: () => Edits;
  readonly origin: 'flag' | 'environment' | 'label' | 'file';
}

/** Whether a setting is, or stands below, a path; `*` fits any one part. Traefik does not tell capitals apart. */
export function isBelow({ path }: Setting, ...prefix: readonly string[]): boolean {
  if (path.length < prefix.length) return false;
  return prefix.every((part, index) => part === '*' || path[index]?.toLowerCase() === part.toLowerCase());
}

export function isAt(setting: Setting, ...path: readonly string[]): boolean {
  return setting.path.length === path.length && isBelow(setting, ...path);
}

/** `true` as Go's strconv.ParseBool reads it; undefined where a variable decides or it is no boolean. */
export function booleanOf(setting: Setting | undefined): boolean | undefined {
  if (!setting?.isKnown) return undefined;
  if (/^(?:1|t|true|)$/i.test(setting.value)) return true;
  return /^(?:0|f|false)$/i.test(setting.value) ? false : undefined;
}

/** The labels of a container that begin with `traefik.`, without that word. */
export function labelSettings({ labels }: DeclaredContainer): Setting[] {
  return labels.flatMap((label) => (/^traefik\./i.test(label.name) ? labelSetting(label) : []));
}

function labelSetting({ name, key, value }: ContainerLabel): Setting {
  return {
    path: name.split('.').slice(1),
    value: value.text,
    isKnown: value.isKnown,
    items: itemsOf(value),
    key,
    token: value.text === '' ? key : value.token,
    replace: value.replace,
    remove: value.remove,
    origin: 'label',
  };
}

/** `a, b` is a list of two. What it is replaced by is put together again. */
function itemsOf({ text, isKnown, token, replace }: WrittenText): SettingItem[] {
  const parts = text.split(',');
  return parts.flatMap((part, index) => {
    const item = part.trim();
    if (item === '') return [];
    const others = (other: string): string =>
      parts.map((one, at) => (at === index ? one.replace(item, () => other) : one)).join(',');
    return { text: item, isKnown, token, replace: (other) => replace(others(other)) };
  });
}

/** Words that begin with two dashes: `--name`, `--name=value`, `--name value`. */
export function flagSettings({ words }: DeclaredContainer): Setting[] {
  return words.flatMap((word, index) => {
    const match = /^--([a-z][\w[\].-]*)(?:=([\s\S]*))?$/i.exec(word.text);
    if (!match?.[1]) return [];
    const name = match[1];
    const next = words[index + 1];
    // A flag that stands alone is switched on, unless a value follows.
    const isDetached = match[2] === undefined && next !== undefined && !next.text.startsWith('-');
    const value = isDetached ? next : valueIn(word, name, match[2] ?? 'true');
    return {
      path: name.split('.'),
      value: value.text,
      isKnown: value.isKnown,
      items: itemsOf(value),
      key: word.token,
      token: isDetached ? next.token : word.token,
      replace: value.replace,
      remove: () => (isDetached ? both(word.remove(), next.remove()) : word.remove()),
      origin: 'flag',
    };
  });
}

function valueIn(word: WrittenText, name: string, text: string): WrittenText {
  return { ...word, text, replace: (other) => word.replace(`--${name}=${other}`) };
}

function both(one: Edits, other: Edits): Edits {
  return one && other && [...one, ...other];
}

/** Variables `TRAEFIK_…` that stand for options: underscores separate the parts. */
export function environmentSettings({ environment }: DeclaredContainer): Setting[] {
  return environment.flatMap(({ name, value, token, remove }) => {
    if (!/^TRAEFIK_[A-Z]/.test(name)) return [];
    const text = { text: value ?? '', isKnown: value !== undefined, token, replace: () => undefined, remove };
    return {
      path: name.toLowerCase().split('_').slice(1),
      value: text.text,
      isKnown: text.isKnown,
      items: itemsOf(text),
      key: token,
      token,
      replace: () => undefined,
      remove,
      origin: 'environment',
    };
  });
}

/** Every leaf of a YAML tree. */
export function treeSettings(root: MapView): Setting[] {
  const settings: Setting[] = [];
  const walk = (map: MapView, path: readonly string[]): void => {
    for (const entry of map.entries) visit(entry, entry.value, [...path, entry.key.text]);
  };
  const visit = (entry: Entry, value: YamlView | undefined, path: readonly string[]): void => {
    if (value?.kind === 'map' && value.entries.length > 0) return walk(value, path);
    if (value?.kind === 'sequence' && value.items.some(({ kind }) => kind === 'map')) {
      for (const [index, item] of value.items.entries())
        if (item.kind === 'map') walk(item, [...path.slice(0, -1), `${path.at(-1)}[${index}]`]);
      return;
    }
    settings.push(leaf(entry, value, path));
  };
  walk(root, []);
  return settings;
}

function leaf(entry: Entry, value: YamlView | undefined, path: readonly string[]): Setting {
  const scalars = value?.kind === 'sequence' ? value.items.filter((item) => item.kind === 'scalar') : [];
  const single = value?.kind === 'scalar' && !value.isNull ? value : undefined;
  const items = (single ? [single] : scalars).map((scalar) => ({
    text: scalar.text,
    isKnown: isKnown(scalar),
    token: scalar,
    replace: (text: string) => replaceScalar(scalar, text),
  }));
  return {
    path,
    value: items.map(({ text }) => text).join(','),
    isKnown: items.every((item) => item.isKnown),
    items,
    key: entry.key,
    token: single ?? entry.key,
    replace: (text) => single && replaceScalar(single, text),
    remove: () => deleteEntry(entry),
    origin: 'file',
  };
}

/** Dynamic files are Go templates: https://doc.traefik.io/traefik/providers/file/#go-templating */
function isKnown({ text }: ScalarView): boolean {
  return !text.includes('{{') && !/\$\{?\w/.test(text);
}
