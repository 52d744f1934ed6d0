import { NO_OPTIONS, type ShellCall, type ShellOptions } from './nodes';
import type { ShellWord } from './words';

/** A program that starts the one it is given. */
interface Wrapper {
  /** Options with a value in the next word. */
  readonly valued?: RegExp;
  /** How many words of its own stand in front of the program. */
  readonly words?: number;
}

const PLAIN: Wrapper = {};

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  exec: { valued: /^-a$/ },
  command: PLAIN,
  builtin: PLAIN,
  nohup: PLAIN,
  setsid: PLAIN,
  time: { valued: /^-[fo]$/ },
  nice: { valued: /^(?:-n|--adjustment)$/ },
  ionice: { valued: /^-[cnpPu]$/ },
  chrt: { words: 1 },
  timeout: { valued: /^(?:-[ks]|--kill-after|--signal)$/, words: 1 },
  sudo: { valued: /^-[ughpCTDR]$/ },
  doas: { valued: /^-[uC]$/ },
  gosu: { words: 1 },
  'su-exec': { words: 1 },
  setpriv: { valued: /^--(?:re[ug]id|[ug]id|groups|ambient-caps|inh-caps|bounding-set|securebits)$/ },
  chpst: { valued: /^-[uUbenlLmdopfcrt/]$/ },
  env: { valued: /^(?:-[uC]|--unset|--chdir)$/ },
  flock: { valued: /^(?:-[wE]|--timeout|--wait|--conflict-exit-code)$/, words: 1 },
  stdbuf: { valued: /^-[ioe]$/ },
  'dumb-init': PLAIN,
  tini: { valued: /^-[pe]$/ },
  catchsegv: PLAIN,
  chronic: PLAIN,
  busybox: PLAIN,
  xargs: { valued: /^-[nILPsdaE]$/ },
};

/** Programs that start something in a container. */
const ENGINES = /^(?:docker|docker-compose|podman|podman-compose|nerdctl|kubectl|oc)$/;
/** Options of `docker exec`, `docker run` and `kubectl exec` that stand without a value. */
const SWITCHES =
  /^(?:-[diTtq]+|--(?:detach|interactive|tty|stdin|rm|privileged|init|no-deps|read-only|no-TTY|no-tty|quiet|quiet-pull|build|service-ports|use-aliases|remove-orphans|.*=.*)|-\w=?\S+)$/;

const SHELL = /^(?:sh|bash|ash|dash|ksh|zsh)$/;

/** More words than these are a list of files. */
const MOST_WORDS = 500;
/** Nobody wraps a program into more programs than these. */
const DEEPEST = 12;

export function isShell(name: string): boolean {
  return SHELL.test(name);
}

/** The program that a command runs in the end; undefined where a variable decides. */
export function callOf(words: readonly ShellWord[]): ShellCall | undefined {
  let rest = words.slice(0, MOST_WORDS);
  const through: string[] = [];
  let container: ShellWord | undefined;
  let isElsewhere = false;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const [word, ...args] = rest;
    const plain = word?.plain;
    if (!word || plain === undefined || plain === '') return undefined;
    const name = baseName(plain);
    const inner = innerWords(name, args);
    const call: ShellCall = { name, word, args, through, container, isElsewhere };
    if (!inner) return call;
    through.push(name);
    container = inner.container ?? container;
    isElsewhere ||= inner.isElsewhere;
    rest = inner.words;
    if (rest.length === 0) return { ...call, through: through.slice(0, -1) };
  }
  return undefined;
}

/** Without quotes: `"-c"` is the option `-c`. */
function said(word: ShellWord | undefined): string {
  return word?.plain ?? word?.text ?? '';
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

interface Inner {
  readonly words: ShellWord[];
  readonly container: ShellWord | undefined;
  readonly isElsewhere: boolean;
}

/** What a program starts that starts others; undefined where it does the work itself. */
function innerWords(name: string, args: readonly ShellWord[]): Inner | undefined {
  if (ENGINES.test(name)) return inContainer(args);
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (!wrapper) return undefined;
  let at = 0;
  for (; at < args.length; at++) {
    const text = said(args[at]);
    if (text === '--') {
      at++;
      break;
    }
    if (wrapper.valued?.test(text)) at++;
    else if (!text.startsWith('-') && !(name === 'env' && /^\w+=/.test(text))) break;
  }
  const words = args.slice(at + (wrapper.words ?? 0));
  const isScript = name === 'flock' && /^(?:-c|--command)$/.test(said(words[0]));
  // `flock FILE -c TEXT` runs the text as `sh -c` does, and is left as the shell that it is.
  return isScript ? undefined : { words, container: undefined, isElsewhere: false };
}

/** `docker exec [options] container program …`, `docker compose run [options] service program …`, `kubectl exec pod -- program …`. */
function inContainer(args: readonly ShellWord[]): Inner | undefined {
  const action = args.findIndex(({ text }) => text === 'exec' || text === 'run');
  if (action < 0) return undefined;
  const dashes = args.findIndex(({ text }, index) => index > action && text === '--');
  let at = action + 1;
  while (at < args.length && (args[at]?.text.startsWith('-') ?? false))
    at += SWITCHES.test(args[at]?.text ?? '') || (args[at]?.text.includes('=') ?? false) ? 1 : 2;
  const container = args[at];
  const words = args.slice(dashes >= 0 ? dashes + 1 : at + 1);
  const isRun = args[action]?.text === 'run';
  return { words, container: isRun ? undefined : container, isElsewhere: isRun };
}

/** The text that a call hands to a shell, and the switches that it starts that shell with: `bash -ec TEXT`, `su user -c TEXT`. */
export function shellTextOf({ name, args }: ShellCall): { word: ShellWord; options: ShellOptions } | undefined {
  if (/^(?:su|runuser|flock)$/.test(name)) {
    const word = args[args.findIndex((one) => /^(?:-c|--command)$/.test(said(one))) + 1];
    return word && word !== args[0] ? { word, options: NO_OPTIONS } : undefined;
  }
  if (!isShell(name)) return undefined;
  let at = 0;
  let hasText = false;
  for (; /^[-+]\w/.test(said(args[at])); at++) {
    const text = said(args[at]);
    hasText ||= /^-\w*c/.test(text);
    if (/^[-+]\w*o$/.test(text)) at++;
  }
  const word = args[at];
  return hasText && word ? { word, options: optionsOf(args.slice(0, at)) } : undefined;
}

/** The switches that the words of `set` or of a shell's start turn on and off, on top of others. */
export function optionsOf(words: readonly ShellWord[], before: ShellOptions = NO_OPTIONS): ShellOptions {
  const options = { ...before };
  const set = (name: string, isOn: boolean): void => {
    if (name === 'errexit' || name === 'nounset' || name === 'pipefail') options[name] = isOn;
  };
  for (const [index, word] of words.entries()) {
    const text = said(word);
    const letters = /^[-+]([A-Za-z]+)$/.exec(text)?.[1];
    if (letters === undefined) continue;
    const isOn = text.startsWith('-');
    if (letters.includes('e')) set('errexit', isOn);
    if (letters.includes('u')) set('nounset', isOn);
    if (letters.endsWith('o')) set(said(words[index + 1]), isOn);
  }
  return options;
}
