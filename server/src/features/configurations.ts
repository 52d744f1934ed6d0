import { parseYaml } from '../document/parse';
import { relativePath } from '../engine/paths';
import { DEFAULT_SETTINGS, isIgnored, mergeSettings, type Settings } from '../engine/settings';
import { CONFIGURATION_NAMES, readConfiguration } from '../formats/holdfast';
import { folderOf, isWithin, nameOf, type Files } from '../stack/files';

/** A `holdfast.yaml` that is in force somewhere. */
export interface Configuration {
  readonly path: string;
  readonly folder: string;
  readonly settings: Partial<Settings>;
}

/** A folder, and the opened one that it belongs to. */
export interface Place {
  readonly folder: string;
  readonly root: string;
}

/** The settings in force in each folder. Every `holdfast.yaml` is read once, until `clear` is called. */
export class Configurations {
  /** The highest folder in which a `holdfast.yaml` counts for the files of a root: the root or one above it. */
  highestFor: (root: string) => string = (root) => root;
  /** In place of any `holdfast.yaml`. */
  imposed: Partial<Settings> | undefined;
  private readonly read = new Map<string, Partial<Settings> | undefined>();
  private readonly merged = new Map<string, Settings>();

  constructor(private readonly files: Files) {}

  clear(): void {
    this.read.clear();
    this.merged.clear();
  }

  /** The nearest one in a folder or above it. */
  nearest(folder: string, root: string): Configuration | undefined {
    if (this.imposed) return { path: root, folder: root, settings: this.imposed };
    const highest = this.highestFor(root);
    for (let at = folder; isWithin(at, highest); at = folderOf(at)) {
      for (const name of CONFIGURATION_NAMES) {
        const path = `${at === '/' ? '' : at}/${name}`;
        if (!this.read.has(path)) this.read.set(path, this.readAnew(path));
        const settings = this.read.get(path);
        if (settings) return { path, folder: at, settings };
      }
      if (at === '/') break;
    }
    return undefined;
  }

  /**
   * @param place undefined for a text that lies nowhere
   * @param given those of the editor, which a `holdfast.yaml` overrules, or those of a command line (`imposed`), which overrule it
   */
  settingsFor(place: Place | undefined, given: Partial<Settings>, rank: 'default' | 'imposed'): Settings {
    const found = place && this.nearest(place.folder, place.root);
    // Equal settings stay the same object: that is what findings are kept by.
    const key = JSON.stringify([found?.settings, given, rank]);
    let settings = this.merged.get(key);
    if (!settings) {
      // What the folder says overrules the person's editor, so that everybody and CI see the same findings.
      const [weak, strong] = rank === 'default' ? [given, found?.settings ?? {}] : [found?.settings ?? {}, given];
      settings = mergeSettings(mergeSettings(DEFAULT_SETTINGS, weak), strong);
      this.merged.set(key, settings);
    }
    return settings;
  }

  /** Globs count from the folder of the settings they stand in: those of the editor from the opened folder. */
  isIgnored(path: string, root: string, given: Partial<Settings>): boolean {
    if (isConfiguration(path)) return false;
    const found = this.nearest(folderOf(path), root);
    return (
      isIgnored(relativePath(root, path), given.ignore ?? []) ||
      (found !== undefined && isIgnored(relativePath(found.folder, path), found.settings.ignore ?? []))
    );
  }

  /** Smoke tests stand in it as well: while somebody types one, nothing else has to be read again. */
  setsTheSame(path: string): boolean {
    const before = this.read.get(path);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(this.readAnew(path));
  }

  private readAnew(path: string): Partial<Settings> | undefined {
    const text = this.files.read(path);
    return text === undefined ? undefined : readConfiguration(parseYaml(path, text).documents[0]?.document.root);
  }
}

/** Whether a path or a URI is that of a `holdfast.yaml`, under any of its names. */
export function isConfiguration(path: string): boolean {
  return (CONFIGURATION_NAMES as readonly string[]).includes(nameOf(path));
}
