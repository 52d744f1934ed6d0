import type { Manager } from './packages';

/** What a package manager keeps of its downloads, and how it is kept from doing so. */
export interface Cache {
  /** Folders that the manager fills. */
  readonly folders: readonly string[];
  /** An `rm` of this empties them. */
  readonly removal: RegExp;
  /** An option that keeps them empty. */
  readonly option?: RegExp;
  readonly variable?: string;
  /** What to add: an option behind the verb, or a command behind everything else. */
  readonly remedy: string;
  readonly isOption: boolean;
}

export const CACHES: Partial<Record<Manager, Cache>> = {
  apt: {
    folders: ['/var/lib/apt', '/var/lib/apt/lists'],
    removal: /^\/var\/lib\/(?:apt(?:\/(?:\*|lists(?:\/(?:\*\*?)?)?)?)?|\{.*apt.*\})$/,
    remedy: 'rm -rf /var/lib/apt/lists/*',
    isOption: false,
  },
  apk: {
    folders: ['/var/cache/apk', '/etc/apk/cache'],
    removal: /^\/(?:var\/cache(?:\/(?:\*|apk(?:\/\*?)?)?)?|etc\/apk\/cache.*)$/,
    option: /^--no-cache$/,
    remedy: '--no-cache',
    isOption: true,
  },
  dnf: {
    folders: ['/var/cache/dnf', '/var/cache/yum', '/var/cache/libdnf5'],
    removal: /^\/var\/cache(?:\/(?:\*|(?:dnf|yum|libdnf5)(?:\/\*?)?)?)?$/,
    remedy: 'clean all',
    isOption: false,
  },
  zypper: {
    folders: ['/var/cache/zypp'],
    removal: /^\/var\/cache(?:\/(?:\*|zypp.*)?)?$/,
    remedy: 'clean --all',
    isOption: false,
  },
  pip: {
    folders: ['/root/.cache/pip', '/root/.cache'],
    removal: /\.cache(?:\/(?:\*|pip(?:\/\*?)?)?)?$/,
    option: /^--no-cache(?:-dir)?$/,
    variable: 'PIP_NO_CACHE_DIR',
    remedy: '--no-cache-dir',
    isOption: true,
  },
  yarn: {
    folders: [
      '/usr/local/share/.cache/yarn',
      '/usr/local/share/.cache',
      '/root/.yarn',
      '/root/.cache/yarn',
      '/root/.yarn/berry/cache',
    ],
    removal: /\.cache(?:\/|$)|\.yarn/,
    option: /^--(?:cache-folder(?:=.*)?|immutable(?:-cache)?)$/,
    variable: 'YARN_CACHE_FOLDER',
    remedy: 'yarn cache clean',
    isOption: false,
  },
};
