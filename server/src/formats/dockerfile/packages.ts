import { UNKNOWN, type ShellCall, type ShellWord } from '../../shell';
import type { Call, Run } from './model';

export type Manager = 'apt' | 'apk' | 'dnf' | 'zypper' | 'pacman' | 'pip' | 'npm' | 'yarn' | 'pnpm' | 'gem';

/** A call of a package manager. */
export interface PackageCommand extends PackageWords {
  readonly call: Call;
}

type Action = 'install' | 'update' | 'upgrade' | 'clean' | 'other';

interface PackageWords {
  readonly manager: Manager;
  /** `install`, `add`, `update` …; undefined where there is none. */
  readonly verb: ShellWord | undefined;
  /** What the verb comes to. */
  readonly action: Action;
  /** Words that begin with a dash, and the values of those that have one. */
  readonly options: readonly ShellWord[];
  readonly packages: readonly ShellWord[];
}

interface Kind {
  readonly manager: Manager;
  readonly install: RegExp;
  readonly update?: RegExp;
  readonly upgrade?: RegExp;
  readonly clean?: RegExp;
  /** Options whose value is the next word. */
  readonly valued: RegExp;
}

const APT: Kind = {
  manager: 'apt',
  install: /^install$/,
  update: /^update$/,
  upgrade: /^(?:upgrade|dist-upgrade|full-upgrade)$/,
  clean: /^(?:clean|autoclean|distclean)$/,
  valued: /^(?:-[toca]|--(?:target-release|default-release|option|config-file|host-architecture))$/,
};
const DNF: Kind = {
  manager: 'dnf',
  install: /^(?:install|in|localinstall|groupinstall|reinstall)$/,
  update: /^(?:update|check-update|makecache)$/,
  upgrade: /^(?:upgrade|distro-sync)$/,
  clean: /^clean$/,
  valued:
    /^(?:-[cxRde]|--(?:enablerepo|disablerepo|repo|repoid|exclude|installroot|releasever|setopt|config|disableplugin))$/,
};
const PIP: Kind = {
  manager: 'pip',
  install: /^install$/,
  clean: /^cache$/,
  valued:
    /^(?:-[rceiftd]|--(?:requirement|constraint|editable|index-url|extra-index-url|trusted-host|find-links|target|prefix|root|platform|python-version|only-binary|no-binary|src|progress-bar|proxy|timeout|retries|cache-dir|log|cert|upgrade-strategy))$/,
};

const KINDS: Readonly<Record<string, Kind>> = {
  apt: APT,
  'apt-get': APT,
  aptitude: APT,
  apk: {
    manager: 'apk',
    install: /^add$/,
    update: /^update$/,
    upgrade: /^upgrade$/,
    clean: /^cache$/,
    valued: /^(?:-[tXp]|--(?:virtual|repository|repositories-file|root|keys-dir|arch|cache-dir|wait|dir))$/,
  },
  yum: DNF,
  dnf: DNF,
  dnf5: DNF,
  microdnf: DNF,
  zypper: {
    manager: 'zypper',
    install: /^(?:install|in)$/,
    update: /^(?:refresh|ref)$/,
    upgrade: /^(?:update|up|dist-upgrade|dup|patch)$/,
    clean: /^(?:clean|cc)$/,
    valued: /^(?:-[trpRC]|--(?:type|repo|from|root|plus-repo|installroot))$/,
  },
  pip: PIP,
  pip2: PIP,
  pip3: PIP,
  npm: {
    manager: 'npm',
    install: /^(?:install|i|add|ci|clean-install)$/,
    clean: /^cache$/,
    valued:
      /^(?:-[wC]|--(?:prefix|registry|loglevel|workspace|cache|omit|include|userconfig|tag|fetch-timeout|fetch-retries|network-timeout))$/,
  },
  yarn: {
    manager: 'yarn',
    install: /^(?:install|add)$/,
    clean: /^cache$/,
    valued: /^--(?:cwd|network-timeout|registry|cache-folder|modules-folder|mutex)$/,
  },
  pnpm: { manager: 'pnpm', install: /^(?:install|i|add)$/, valued: /^(?:-[CF]|--(?:filter|dir|store-dir|registry))$/ },
  gem: {
    manager: 'gem',
    install: /^install$/,
    valued: /^(?:-[vinsgPB]|--(?:version|install-dir|bindir|source|file|platform))$/,
  },
  pacman: {
    manager: 'pacman',
    install: /^-S[^yu]*$/,
    update: /^-S\w*y\w*$/,
    clean: /^-S\w*c\w*$/,
    valued: /^--(?:root|dbpath|cachedir)$/,
  },
};

/** Many rules ask about the same calls. */
const known = new WeakMap<Call, { readonly command: PackageCommand | undefined }>();

/** The package manager that a call starts; undefined for every other program. */
export function packageCommandOf(call: Call): PackageCommand | undefined {
  let entry = known.get(call);
  if (!entry) {
    const words = read(call);
    entry = { command: words && { ...words, call } };
    known.set(call, entry);
  }
  return entry.command;
}

function read(call: ShellCall): PackageWords | undefined {
  const isModule =
    /^python[\d.]*$/.test(call.name) && call.args[0]?.plain === '-m' && /^pip\d*$/.test(call.args[1]?.plain ?? '');
  const kind = isModule ? PIP : Object.hasOwn(KINDS, call.name) ? KINDS[call.name] : undefined;
  if (!kind) return undefined;
  const options: ShellWord[] = [];
  const packages: ShellWord[] = [];
  let verb: ShellWord | undefined;
  const args = isModule ? call.args.slice(2) : call.args;
  for (let at = 0; at < args.length; at++) {
    const word = args[at];
    if (!word) break;
    const text = word.value();
    if (kind.manager === 'pacman' && !verb && /^-[A-Z]/.test(text)) verb = word;
    else if (text.startsWith('-')) {
      options.push(word);
      const value = args[at + 1];
      if (kind.valued.test(text) && value) {
        options.push(value);
        at++;
      }
    } else if (verb) packages.push(word);
    // `apt-get apt::install-recommends=false install`, `npm config=…`
    else if (/^\w[\w-]*$/.test(text)) verb = word;
    else options.push(word);
  }
  const words = { verb, options, packages };
  return { manager: kind.manager, action: actionOf(kind, words), ...words };
}

function actionOf(kind: Kind, { verb, options, packages }: Omit<PackageWords, 'manager' | 'action'>): Action {
  const isQuestion = options.some(({ plain }) => /^(?:-v|--version|-h|--help)$/.test(plain ?? ''));
  const { manager, install, update, upgrade, clean } = kind;
  const text = verb?.plain;
  // `yarn` alone installs what the manifest says.
  if (text === undefined) return manager === 'yarn' && verb === undefined && !isQuestion ? 'install' : 'other';
  if (install.test(text)) return 'install';
  if (manager === 'pacman' && packages.length > 0 && text.startsWith('-S')) return 'install';
  if (manager === 'dnf' && text === 'update' && packages.length > 0) return 'install';
  if (update?.test(text)) return 'update';
  if (upgrade?.test(text)) return 'upgrade';
  return clean?.test(text) ? 'clean' : 'other';
}

/** Whether a call, wherever it stands, installs packages. */
export function installs(call: ShellCall): boolean {
  return read(call)?.action === 'install';
}

/** Every call of a package manager in a RUN. */
export function packageCommands(run: Run): PackageCommand[] {
  return run.calls.flatMap((call) => packageCommandOf(call) ?? []);
}

/** Whether one of the options is given, alone or in a bundle of letters (`-qy`). */
export function hasOption({ options }: PackageCommand, long: RegExp, letter?: string): boolean {
  return options.some((word) => {
    const text = word.value();
    return long.test(text) || (letter !== undefined && /^-[A-Za-z]+$/.test(text) && text.includes(letter));
  });
}

/** Whether a word is only known when the image is built. */
export function isUnknown(word: ShellWord): boolean {
  return word.value().includes(UNKNOWN);
}
